package org.espalier;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Runs fuzz tests for real, one after the other, each in a process of its own: guided by what code their inputs
/// reach, from the kept inputs on.
final class FuzzCampaign {

    private static final Pattern DONE = Pattern.compile("^Done (\\d+) runs in (\\d+) second", Pattern.MULTILINE);
    private static final Pattern REACHED = Pattern.compile("^#(\\d+)\\s.* cov: (\\d+)", Pattern.MULTILINE);

    /// An input that takes so many seconds counts as a hang.
    private static final int HANG = 60;

    private final Path folder;
    private final int seed;

    /// What one test did.
    ///
    /// @param test `Class.method`, without the package
    /// @param executions how many inputs were tried
    /// @param reached how many places of the code they reached; 0 means that nothing guided the search
    /// @param finding what broke, with the file of the input; empty if nothing did
    record Tally(String test, long executions, int reached, String finding) {

        /// A line of the table in the guide.
        String row() {
            return "| `" + test + "` | " + executions + " | " + reached + " | "
                    + (finding.isEmpty() ? "none" : finding.replace('\n', ' ')) + " |";
        }
    }

    /// @param folder keeps the inputs that reached something new, the findings and a log of each test
    FuzzCampaign(Path folder, int seed) {
        this.folder = folder;
        this.seed = seed;
    }

    /// Every fuzz test of the project whose `Class` or `Class.method` is among the names, or all.
    static List<Method> tests(List<String> names) {
        Path classes = Path.of("src/test/java");
        List<Method> tests = new ArrayList<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(path -> path.toString().endsWith("FuzzTest.java"))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList()) {
                String name = classes.relativize(file).toString().replace('/', '.');
                Class<?> type = Class.forName(name.substring(0, name.length() - ".java".length()));
                Arrays.stream(type.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                        .sorted(Comparator.comparing(Method::getName))
                        .filter(method ->
                                names.isEmpty() || names.contains(type.getSimpleName()) || names.contains(name(method)))
                        .forEach(tests::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a fuzz test that is not compiled", e);
        }
        return tests;
    }

    private static String name(Method test) {
        return test.getDeclaringClass().getSimpleName() + "." + test.getName();
    }

    /// Runs one test.
    ///
    /// @param executions how many inputs to try
    /// @param minutes ends it earlier
    Tally run(Method test, long executions, int minutes) throws IOException, InterruptedException {
        Path corpus = Files.createDirectories(folder.resolve("corpus").resolve(name(test)));
        Path findings = Files.createDirectories(folder.resolve("findings"));
        Path log = folder.resolve(name(test) + ".log");
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading",
                "-XX:ErrorFile=" + findings.resolve(name(test) + "-%p.log"), // Else a crash leaves it in the checkout.
                "-Djazzer.hooks=true",
                "-Dai.djl.offline=true"));
        String cache = System.getProperty("DJL_CACHE_DIR");
        if (cache != null) {
            words.add("-DDJL_CACHE_DIR=" + cache);
        }
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), "com.code_intelligence.jazzer.Jazzer"));
        words.addAll(List.of(
                "--target_class=" + test.getDeclaringClass().getName(),
                "--target_method=" + test.getName(),
                "--reproducer_path=" + findings,
                "-artifact_prefix=" + findings.resolve(name(test)) + "-",
                "-runs=" + executions,
                "-max_total_time=" + TimeUnit.MINUTES.toSeconds(minutes),
                "-seed=" + (seed + 1), // To it 0 means any.
                "-timeout=" + HANG,
                "-rss_limit_mb=0",
                corpus.toString()));
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        return tally(name(test), Files.readString(log), process.exitValue());
    }

    private static Tally tally(String test, String log, int exit) {
        long executions = 0;
        int reached = 0;
        for (Matcher line = REACHED.matcher(log); line.find(); ) {
            executions = Long.parseLong(line.group(1));
            reached = Integer.parseInt(line.group(2));
        }
        Matcher done = DONE.matcher(log);
        if (done.find()) {
            executions = Long.parseLong(done.group(1));
        }
        String finding = "";
        if (exit != 0) {
            int at = log.indexOf("== Java Exception");
            at = at < 0 ? log.indexOf("ERROR: libFuzzer") : at;
            finding = log.substring(at < 0 ? Math.max(0, log.length() - 600) : at);
            finding = finding.substring(0, Math.min(600, finding.length()));
        }
        return new Tally(test, executions, reached, finding);
    }
}
