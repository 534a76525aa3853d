package org.espalier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// The package that `installer/package` made, which takes minutes and is not made by the tests:
/// `installer/verify -Dtest=PackageTest -Despalier.package=target/package` looks at it afterwards.
@EnabledIfSystemProperty(named = "espalier.package", matches = ".+")
class PackageTest {

    private static final Path MADE = Path.of(System.getProperty("espalier.package", ""));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private List<String> listed = List.of();

    @BeforeEach
    void list() throws Exception {
        listed = said("dpkg-deb", "--contents", deb().toString())
                .lines()
                .map(line -> line.substring(line.indexOf("./") + 1))
                .toList();
    }

    @Test
    void theImageStartsAndFindsItsSamplesAndItsEngine() throws Exception {
        String launcher = MADE.resolve("espalier/bin/espalier").toAbsolutePath().toString();
        assertTrue(said(launcher, "--version").lines().anyMatch("espalier 0.1.0"::equals));
        String doctor = said(launcher, "doctor");
        assertTrue(doctor.contains("PyTorch engine         processor only, inside this installation"), doctor);
        assertTrue(doctor.contains("Sample projects        2 in "), doctor);
    }

    @Test
    void theDebHasTheLauncherTheMenuEntryTheIconsAndTheKindOfFile() {
        for (String file : List.of(
                "/opt/espalier/bin/espalier",
                "/usr/bin/espalier -> /opt/espalier/bin/espalier",
                "/usr/share/applications/espalier.desktop",
                "/usr/share/icons/hicolor/128x128/apps/espalier.png",
                "/usr/share/icons/hicolor/scalable/apps/espalier.svg",
                "/usr/share/mime/packages/espalier.xml",
                "/usr/share/doc/espalier/copyright",
                "/opt/espalier/lib/app/espalier.aot",
                "/opt/espalier/lib/app/projects/prune-llava/project.json",
                "/opt/espalier/lib/app/projects/vit-on-stm32/project.json",
                "/opt/espalier/lib/app/assets/llava-easy-vqa/config.json")) {
            assertTrue(listed.contains(file), file);
        }
    }

    @Test
    void nothingOfOtherSystemsSparkOrTheBuildIsInTheDeb() {
        for (String word : List.of("spark", "junit", "jazzer", "testfx", "-linux-aarch64", "-windows-", "-macosx-")) {
            assertEquals(
                    List.of(),
                    listed.stream().filter(file -> file.contains(word)).toList());
        }
    }

    @Test
    void theDebAsksForWhatTheWindowNeeds() throws Exception {
        String depends = said("dpkg-deb", "--field", deb().toString(), "Depends");
        assertTrue(depends.contains("libgtk-3-0") && depends.contains("fonts-dejavu-core"), depends);
    }

    private static Path deb() throws IOException {
        try (Stream<Path> files = Files.list(MADE)) {
            return files.filter(file -> file.toString().endsWith(".deb"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no .deb in " + MADE + ": run installer/package first"));
        }
    }

    private String said(String... command) throws IOException, InterruptedException {
        Path text = Files.createTempFile(folder, "said", ".txt");
        Process process =
                new ProcessBuilder(command).redirectOutput(text.toFile()).start();
        assertTrue(process.waitFor(10, TimeUnit.MINUTES), "it hangs");
        assertEquals(0, process.exitValue(), () -> String.join(" ", command));
        return Files.readString(text);
    }
}
