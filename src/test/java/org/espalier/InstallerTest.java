package org.espalier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.espalier.workbench.project.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the installer's scripts are made of stays true: the launcher starts, the desktop is told the right things,
/// every launcher passes the same flags.
class InstallerTest {

    private static final Path INSTALLER = Path.of("installer");
    private static final List<String> CLASS_PATH =
            List.of(System.getProperty("java.class.path").split(Pattern.quote(java.io.File.pathSeparator)));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void theLauncherStartsTheProgramWithoutBuildingWhatIsBuilt() throws Exception {
        Path copy = built();
        Said said = run(copy, Map.of(), "installer/espalier", "--version");
        assertEquals(0, said.code(), said.text());
        assertTrue(said.text().lines().anyMatch("espalier 0.1.0"::equals), said.text());
    }

    @Test
    void aClassCacheThatDoesNotFitIsNotUsedWithoutAWord() throws Exception {
        Path copy = built();
        String without = run(copy, Map.of(), "installer/espalier", "--version").text();
        Path cache = copy.resolve("target/espalier.aot");
        byte[] noise = new byte[1 << 16];
        new Random(1).nextBytes(noise);
        for (byte[] bytes : List.of(noise, new byte[0])) {
            Files.write(cache, bytes);
            Said said = run(copy, Map.of(), "installer/espalier", "--version");
            assertEquals(0, said.code(), said.text());
            assertEquals(without, said.text());
        }
        Said own = run(copy, Map.of("JAVA_TOOL_OPTIONS", "-Xshare:off"), "installer/espalier", "--version");
        assertEquals(0, own.code(), own.text());
        assertTrue(own.text().lines().anyMatch("espalier 0.1.0"::equals), own.text());
    }

    @Test
    void verifyMakesItsTrialsAsLongAsAsked() throws Exception {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        program(programs.resolve("mvn"), "echo \"fuzz: asked for $*\"\necho \"kills: asked for $*\"\nexit 0\n");
        program(programs.resolve("dpkg-query"), "shift 2\nfor p; do echo \"ii  $p\"; done\n");
        Map<String, String> path = Map.of("PATH", programs + ":" + System.getenv("PATH"));
        Said fuzz = run(built(), path, "installer/verify", "--fuzz", "1000", "PolicyFuzzTest", "--seed", "4");
        assertEquals(0, fuzz.code(), fuzz.text());
        for (String word : List.of(
                "-Dtest=FuzzCampaignTest#aCampaign*",
                "-Despalier.fuzz=1000",
                "-Despalier.fuzz.seed=4",
                "-Despalier.fuzz.names=PolicyFuzzTest")) {
            assertTrue(fuzz.text().contains(word), fuzz.text());
        }
        Said kills = run(built(), path, "installer/verify", "--kills", "50", "-q");
        assertEquals(0, kills.code(), kills.text());
        assertTrue(
                kills.text().contains("-Despalier.kills=50 -Despalier.kills.seed=0 -Despalier.kills.names= -q"),
                kills.text());
        Said none = run(built(), path, "installer/verify", "--kills", "many");
        assertEquals(2, none.code(), none.text());
        assertTrue(none.text().contains("--kills takes a number"), none.text());
    }

    @Test
    void verifyHandsItsArgumentsToMavenAndEndsWithTheSummary() throws Exception {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        program(programs.resolve("mvn"), """
                echo "[INFO] asked for $*"
                echo "[ERROR] asked for $*"
                echo "[INFO] Tests run: 3, Failures: 1, Errors: 0, Skipped: 0"
                exit 1
                """);
        program(programs.resolve("dpkg-query"), "shift 2\nfor p; do echo \"ii  $p\"; done\n");
        Said said =
                run(built(), Map.of("PATH", programs + ":" + System.getenv("PATH")), "installer/verify", "-Dtest=A");
        assertEquals(1, said.code(), said.text());
        assertTrue(said.text().contains("verify -Dtest=A"), said.text());
        assertEquals(
                "[INFO] Tests run: 3, Failures: 1, Errors: 0, Skipped: 0",
                said.text().lines().toList().getLast());
    }

    @Test
    void verifyAndPackagingExplainThemselvesAndPackagingRefusesWhatItDoesNotKnow() throws Exception {
        String verify = run(built(), Map.of(), "installer/verify", "--help").text();
        assertTrue(verify.startsWith("Sets up what is missing") && verify.endsWith("with two"), verify);
        assertTrue(run(built(), Map.of(), "installer/package", "--help").text().contains("--image"));
        assertEquals(2, run(built(), Map.of(), "installer/package", "--spark").code());
    }

    @Test
    void everyScriptIsWellFormed() throws Exception {
        for (String script : List.of("espalier", "verify", "setup.sh", "package", "package-macos")) {
            Said said = run(Path.of("").toAbsolutePath(), Map.of(), "bash", "-n", "installer/" + script);
            assertEquals(0, said.code(), said.text());
        }
    }

    @Test
    void theDesktopIsToldOfTheLauncherTheIconAndTheKindOfFile() throws IOException {
        Map<String, String> entry = Files.readAllLines(INSTALLER.resolve("linux/espalier.desktop")).stream()
                .filter(line -> line.contains("="))
                .collect(Collectors.toMap(line -> line.split("=", 2)[0], line -> line.split("=", 2)[1]));
        assertEquals("Application", entry.get("Type"));
        assertEquals("/opt/espalier/bin/espalier %f", entry.get("Exec"));
        assertEquals("espalier", entry.get("Icon"));
        String kind = String.valueOf(entry.get("MimeType")).replace(";", "");
        assertTrue(Files.readString(INSTALLER.resolve("linux/espalier.xml")).contains("type=\"" + kind + "\""));
        String icon = Files.readString(Path.of("assets/icon.svg"));
        assertTrue(icon.contains("<svg"));
    }

    @Test
    void theKindOfFileIsKnownByWhatProjectsBeginWith() throws IOException {
        String xml = Files.readString(INSTALLER.resolve("linux/espalier.xml"));
        String begins = first(xml, "value=\"([^\"]+)\"");
        int within = Integer.parseInt(first(xml, "offset=\"0:(\\d+)\""));
        for (String sample : List.of("prune-llava", "vit-on-stm32")) {
            byte[] bytes = Files.readAllBytes(Path.of("projects", sample, "project.json"));
            String head = new String(bytes, 0, within + begins.length(), StandardCharsets.UTF_8);
            assertTrue(head.contains(begins), head);
        }
        assertTrue(Project.FILE.endsWith(first(xml, "pattern=\"\\*([^\"]+)\"")));
    }

    @Test
    void everyLauncherPassesTheFlagsOfTheSetUpScript() throws IOException {
        String setup = Files.readString(INSTALLER.resolve("setup.sh"));
        String flags =
                setup.substring(setup.indexOf("java_flags=(") + 12, setup.indexOf(")", setup.indexOf("java_flags=(")));
        List<String> expected = flags.lines()
                .map(line -> line.strip().replace("\"", "").replace("$root", "$APPDIR"))
                .filter(line -> !line.isEmpty())
                .toList();
        assertTrue(expected.size() > 4, flags);
        for (String script : List.of("package-macos", "package-windows.ps1")) {
            String text = Files.readString(INSTALLER.resolve(script));
            assertTrue(text.contains("# UNTRIED"), script);
            List<String> passed = Pattern.compile("--java-options '?([^'\\s]+)'?")
                    .matcher(text)
                    .results()
                    .map(m -> m.group(1))
                    .toList();
            assertEquals(expected, passed, script);
        }
        assertTrue(Files.readString(INSTALLER.resolve("package")).contains("root='$APPDIR' set_flags"));
    }

    @Test
    void thePackageDependsOnWhatTheWindowNeeds() throws IOException {
        String setup = Files.readString(INSTALLER.resolve("setup.sh"));
        String control = Files.readString(INSTALLER.resolve("linux/control"));
        List<String> depends = words(first(control, "(?m)^Depends: (.*)$"));
        List<String> recommends = words(first(control, "(?m)^Recommends: (.*)$"));
        assertTrue(depends.containsAll(words(first(setup, "optional \"window\" (.*)"))), depends.toString());
        assertTrue(recommends.containsAll(words(first(setup, "optional \"firmware and virtual board\" (.*)"))));
    }

    /// A folder that looks built: scripts of the tree, classes and libraries of this test's own class path.
    private Path built() throws IOException {
        Path copy = folder.resolve("copy");
        if (Files.exists(copy)) {
            return copy;
        }
        for (String name : List.of("installer", ".mvn", "src/main", "target/lib")) {
            Files.createDirectories(copy.resolve(name));
        }
        for (String file : List.of(
                "pom.xml", "installer/espalier", "installer/verify", "installer/setup.sh", "installer/package")) {
            Files.copy(Path.of(file), copy.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Manifest names = new Manifest();
        names.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        names.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        CLASS_PATH.stream()
                                .map(entry ->
                                        Path.of(entry).toAbsolutePath().toUri().toString())
                                .collect(Collectors.joining(" ")));
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(copy.resolve("target/lib/all.jar")), names)) {
            jar.finish();
        }
        Files.createFile(copy.resolve("target/setup.stamp"));
        return copy;
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script);
        assertTrue(file.toFile().setExecutable(true));
    }

    private record Said(int code, String text) {}

    private Said run(Path in, Map<String, String> environment, String... command) throws Exception {
        Path output = Files.createTempFile(folder, "said", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertTrue(process.waitFor(20, TimeUnit.MINUTES), "it hangs");
        return new Said(process.exitValue(), Files.readString(output).strip());
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split("[,\\s]+")).filter(w -> !w.isEmpty()).toList();
    }

    private static String first(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(m -> m.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing there like " + pattern));
    }
}
