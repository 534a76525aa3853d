package org.espalier.search.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.espalier.task.WorkbenchException;

/// What master, workers and searches prove to each other that they belong together by. It shows in no text.
public final class SparkSecret {

    private static final int BYTES = 32;
    private static final int LEAST = 16;
    private static final int MOST = 4096;

    private final String value;

    private SparkSecret(String value) {
        this.value = value;
    }

    /// A new one.
    static SparkSecret random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new SparkSecret(HexFormat.of().formatHex(bytes));
    }

    /// Where the user's own is kept: `espalier/spark-secret` below the configuration folder.
    public static Path usual() {
        String config = System.getenv("XDG_CONFIG_HOME");
        Path base = config == null || config.isBlank()
                ? Path.of(System.getProperty("user.home"), ".config")
                : Path.of(config);
        return base.resolve("espalier/spark-secret");
    }

    /// The one in a file.
    ///
    /// @throws WorkbenchException if the file is missing, too short or too long, or open to others
    public static SparkSecret read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw WorkbenchException.input(
                        "spark.secret",
                        file + ": there is no such file, and a cluster's secret is needed",
                        "Copy it from the machine where 'espalier cluster master' runs, which says where it is, and name"
                                + " it by --spark-secret.");
            }
            Set<PosixFilePermission> open = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            open.removeAll(PosixFilePermissions.fromString("rwx------"));
            if (!open.isEmpty()) {
                throw WorkbenchException.input(
                        "spark.secret", file + ": others may read it", "Close it to them: chmod 600 " + file);
            }
            String value = Files.size(file) > MOST
                    ? ""
                    : Files.readString(file, StandardCharsets.UTF_8).strip();
            if (value.length() < LEAST || !value.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw WorkbenchException.input(
                        "spark.secret",
                        file + ": no secret of " + LEAST + " to " + MOST + " printable characters",
                        "Copy it again from the machine where 'espalier cluster master' runs.");
            }
            return new SparkSecret(value);
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.unreadable", file + ": cannot be read: " + e.getMessage(), "Check its rights.", e);
        }
    }

    /// The one in a file; a new one is put there first if there is no file.
    public static SparkSecret readOrCreate(Path file) {
        if (!Files.exists(file)) {
            random().write(file);
        }
        return read(file);
    }

    /// Writes it to a new file for the owner's eyes only.
    void write(Path file) {
        writePrivate(file, value + "\n");
    }

    static void writePrivate(Path file, String text) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, text, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "spark.secret", file + ": cannot be written: " + e.getMessage(), "Name another place.", e);
        }
    }

    @Override
    public String toString() {
        return "a secret";
    }

    /// The secret itself, for Spark's configuration and environments of children.
    String reveal() {
        return value;
    }
}
