package org.espalier.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands on a real file system that is full, or may only be read: a small one in memory, mounted for the child
/// process alone.
class FaultyDiskTest {

    private static final String SMALL = "src/test/resources/org/espalier/workbench/step/prune";
    private static final List<String> PRUNE = List.of("prune", "apply", SMALL + "/dense", "--sparsity", "0.5");

    @TempDir
    Path folder;

    /// @param exit of the command on the faulty disk
    /// @param text what it said on standard error
    private record Told(int exit, String text) {

        void isOneMessageAbout(String reason) {
            assertEquals(3, exit, text);
            assertTrue(text.contains(reason), text);
            assertFalse(text.contains("\tat org.espalier") || text.contains("Exception"), text);
        }
    }

    @BeforeAll
    static void needsFileSystemsOfItsOwn() throws Exception {
        assumeTrue(sh(Path.of(".").toAbsolutePath(), "mount -t tmpfs -o size=1m tmpfs /mnt", List.of())
                        .exit()
                == 0);
    }

    /// Runs a script that may mount; `"$@"` in it is the command, `$0` the test's folder.
    private static Told sh(Path folder, String script, List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, folder.toString()));
        command.addAll(words);
        Path said = Files.createTempFile("said", ".txt");
        try {
            Process process;
            try {
                process = new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(said.toFile())
                        .start();
            } catch (IOException e) {
                return new Told(-1, e.toString()); // No unshare on this system.
            }
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("hangs: " + Files.readString(said));
            }
            return new Told(process.exitValue(), Files.readString(said));
        } finally {
            Files.deleteIfExists(said);
        }
    }

    private List<String> prune() {
        List<String> words = new ArrayList<>(PRUNE);
        words.addAll(List.of("--out", folder.resolve("disk/out").toString()));
        return ChildCommand.words(words);
    }

    private static Set<String> files(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            Set<String> names = new TreeSet<>();
            tree.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .forEach(names::add);
            return names;
        }
    }

    @Test
    void aFullDiskIsNamedAndWhatFollowsWithRoomIsWhole() throws Exception {
        Files.createDirectories(folder.resolve("disk"));
        Told told = sh(folder, """
                mount -t tmpfs -o size=40k tmpfs "$0/disk" || exit 99
                "$@"; first=$?
                cp -r "$0/disk" "$0/after-full"
                mount -o remount,size=200m "$0/disk" && "$@" || exit 98
                cp -r "$0/disk/out" "$0/finished"
                exit $first
                """, prune());
        told.isOneMessageAbout("No space left on device");
        assertFalse(Files.exists(folder.resolve("after-full/out/result.json")), "half a result looks whole");
        Path whole = folder.resolve("whole");
        List<String> words = new ArrayList<>(PRUNE);
        words.addAll(List.of("--out", whole.toString()));
        assertEquals(0, here(words));
        assertEquals(files(whole), files(folder.resolve("finished")));
        assertTrue(Arrays.equals(
                Files.readAllBytes(whole.resolve("model.safetensors")),
                Files.readAllBytes(folder.resolve("finished/model.safetensors"))));
    }

    @Test
    void aFolderThatMayOnlyBeReadIsNamedBeforeAnyWork() throws Exception {
        Files.createDirectories(folder.resolve("disk"));
        Told told = sh(folder, "mount -t tmpfs -o size=1m,ro tmpfs \"$0/disk\" || exit 99; exec \"$@\"", prune());
        told.isOneMessageAbout("Read-only file system");
        assertTrue(told.text().contains(folder.resolve("disk").toString()), told.text());
    }

    @Test
    void aSearchOnADiskThatFillsUpGoesOnWhenThereIsRoom() throws Exception {
        Files.createDirectories(folder.resolve("disk"));
        List<String> words =
                new ArrayList<>(KillTrials.commands(folder.resolve("inputs")).getOrDefault("nas-search", List.of()));
        words.replaceAll(word -> word.equals("OUT") ? folder.resolve("disk/out").toString() : word);
        List<String> resume = ChildCommand.words(
                List.of("run", "resume", folder.resolve("disk/out").toString()));
        Files.writeString(folder.resolve("resume.sh"), quoted(resume));
        Told told = sh(folder, """
                mount -t tmpfs -o size=24k tmpfs "$0/disk" || exit 99
                "$@"; first=$?
                mount -o remount,size=200m "$0/disk" || exit 97
                if [ -e "$0/disk/out/run.json" ]; then sh "$0/resume.sh" || exit 98; else "$@" || exit 98; fi
                cp -r "$0/disk/out" "$0/finished"
                exit $first
                """, ChildCommand.words(words));
        told.isOneMessageAbout("No space left on device");
        words.replaceAll(word -> word.equals(folder.resolve("disk/out").toString())
                ? folder.resolve("whole").toString()
                : word);
        assertEquals(0, here(words));
        assertTrue(Arrays.equals(
                Files.readAllBytes(folder.resolve("whole/result.json")),
                Files.readAllBytes(folder.resolve("finished/result.json"))));
    }

    private static int here(List<String> words) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
        return Terminal.run(words, nowhere, nowhere);
    }

    private static String quoted(List<String> words) {
        StringBuilder line = new StringBuilder("exec");
        for (String word : words) {
            line.append(" '").append(word.replace("'", "'\\''")).append('\'');
        }
        return line.append('\n').toString();
    }
}
