package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// Every command of the README and of the first steps, read from the page and run in the page's order. Whole data sets
/// give way to the samples that ship, long work to little of it; nothing else is changed.
class DocumentedCommandsTest {

    private static final List<String> PAGES = List.of(
            "README.md",
            "src/site/markdown/install.md",
            "src/site/markdown/first-prune.md",
            "src/site/markdown/first-board.md",
            "src/site/markdown/memory-timeline.md",
            "src/site/markdown/add-board.md",
            "src/site/markdown/add-criterion.md");

    private static final Pattern SPAN =
            Pattern.compile("`((?:(?:installer/)?espalier |installer/(?:verify|package)(?![-.\\w])|mvn )[^`\n]*)`");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    /// Words of the system's own programs, which no test of the command line runs.
    private static final Pattern OF_OTHERS = Pattern.compile("(apt-get|usermod|ln) .*");

    /// A real board on this machine.
    private static final Pattern NEEDS_BOARD = Pattern.compile(".*--board (probe|serial|usb):.*");

    /// First words of a command, and the options that make it short.
    private static final Map<String, String> SMALL = Map.of(
            "model evaluate", "--samples 5",
            "prune apply", "--samples 4",
            "prune ablation",
                    "--sparsities 0.8 --seeds 1 --questions 4 --samples 4 --population 4 --generations 1 --methods wanda",
            "nas train", "--epochs 1",
            "mcu quantize", "--samples 8",
            "board benchmark", "--samples 1",
            "bench firmware", "--quick --filter softmax",
            "tour", "--questions 2 --pictures 1 --out tour");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @TestFactory
    Stream<DynamicContainer> pages() {
        return PAGES.stream().map(page -> DynamicContainer.dynamicContainer(page, commands(Path.of(page))));
    }

    private Stream<DynamicTest> commands(Path page) {
        Map<String, Path> made = new HashMap<>();
        Path place = folder.resolve(page.getFileName().toString().replace(".md", ""));
        List<String> commands = read(page);
        assertTrue(!commands.isEmpty(), page + " has no command: is it still read as it is written?");
        return commands.stream()
                .map(command -> DynamicTest.dynamicTest(command, () -> {
                    Files.createDirectories(place);
                    run(command, place, made);
                }));
    }

    /// Pages beside those above show commands that take hours, or a cluster.
    @ParameterizedTest
    @MethodSource("allPages")
    void everyCommandAndOptionOnAnyPageIsThere(Path page) {
        List<String> unknown = new ArrayList<>();
        for (String command : read(page)) {
            List<String> words = words(command);
            if (!words.removeFirst().endsWith("espalier") || words.isEmpty()) {
                continue;
            }
            words.remove("--yes"); // for the launcher
            words.remove("&"); // for the shell
            try {
                EspalierCommand.line(words).parseArgs(words.toArray(String[]::new));
            } catch (CommandLine.UnmatchedArgumentException e) {
                unknown.add(command + ": " + e.getMessage());
            } catch (CommandLine.ParameterException e) {
                // What stands for a value need not be one.
            }
        }
        assertEquals(List.of(), unknown);
    }

    static List<Path> allPages() throws IOException {
        try (Stream<Path> tree = Files.walk(Path.of("src/site/markdown"))) {
            return Stream.concat(
                            Stream.of(Path.of("README.md")),
                            tree.filter(file -> file.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    /// The commands of fenced blocks, and of words in the text that begin with the program's name and say what to do.
    private static List<String> read(Path page) {
        List<String> commands = new ArrayList<>();
        boolean fenced = false;
        for (String line : lines(page)) {
            if (line.startsWith("```")) {
                fenced = line.equals("```sh");
            } else if (fenced) {
                commands.add(line.replaceFirst("\\s+# .*", "").strip());
            } else {
                Matcher spans = SPAN.matcher(line);
                while (spans.find()) {
                    commands.add(spans.group(1));
                }
            }
        }
        commands.removeIf(command -> command.isEmpty()
                || OF_OTHERS.matcher(command).matches()
                || NEEDS_BOARD.matcher(command).matches());
        return commands;
    }

    private static List<String> lines(Path page) {
        try {
            return Files.readAllLines(page);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void run(String command, Path place, Map<String, Path> made) throws IOException {
        List<String> words = words(command);
        String program = words.removeFirst();
        if (program.equals("cp")) {
            Path copy = place.resolve(words.getLast());
            Files.copy(Path.of(words.getFirst()), copy);
            made.put(words.getLast(), copy);
            return;
        }
        if (program.equals("mvn") || program.equals("installer/verify")) {
            ofTheBuild(words, command);
        }
        if (program.equals("mvn")) {
            return;
        }
        if (program.startsWith("installer/") && (words.isEmpty() || !program.endsWith("/espalier"))) {
            assertTrue(Files.isExecutable(Path.of(program)), program + " cannot be run"); // by InstallerTest
            return;
        }
        assertTrue(program.endsWith("espalier"), command + ": no test runs it");
        words.remove("--yes"); // for the launcher
        if (words.isEmpty()) {
            return;
        }
        shorten(words);
        replace(words, place, made);
        TerminalTest.Said said = TerminalTest.say(words.toArray(String[]::new));
        assertEquals(0, said.code(), () -> String.join(" ", words) + "\n" + said.err());
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words;
    }

    /// What a build is asked for is in it: the plugin of a goal, a test of each name.
    private static void ofTheBuild(List<String> words, String command) throws IOException {
        for (String word : words) {
            if (word.startsWith("-Dtest=")) {
                for (String name :
                        word.substring("-Dtest=".length()).replace("'", "").split(",", -1)) {
                    try (Stream<Path> tree = Files.walk(Path.of("src/test/java"))) {
                        Pattern file = Pattern.compile(name.replace("*", ".*") + "\\.java");
                        assertTrue(
                                tree.anyMatch(
                                        path -> file.matcher(path.getFileName().toString())
                                                .matches()),
                                command + ": there is no test " + name);
                    }
                }
            } else if (word.equals("site") || word.contains(":")) {
                String plugin = word.replaceFirst(":.*", "");
                assertTrue(
                        Files.readString(Path.of("pom.xml"))
                                .matches("(?s).*<artifactId>(maven-" + plugin + "|" + plugin + "-maven)-plugin<.*"),
                        command + ": the build has no such plugin");
            }
        }
    }

    private static void shorten(List<String> words) {
        String group = String.join(" ", words.subList(0, Math.min(2, words.size())));
        String options = SMALL.getOrDefault(group, SMALL.getOrDefault(words.getFirst(), ""));
        if (group.equals("prune apply") && !words.contains("--calibration")) {
            return;
        }
        String[] parts = options.isEmpty() ? new String[0] : options.split(" ");
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].startsWith("--")) {
                continue;
            }
            boolean valued = i + 1 < parts.length && !parts[i + 1].startsWith("--");
            int at = words.indexOf(parts[i]);
            if (at < 0) {
                words.add(parts[i]);
                if (valued) {
                    words.add(parts[i + 1]);
                }
            } else if (valued) {
                words.set(at + 1, parts[i + 1]);
            }
        }
    }

    /// Whole data sets by samples, and what commands write by places in `place`.
    private static void replace(List<String> words, Path place, Map<String, Path> made) {
        for (int i = 1; i < words.size(); i++) {
            boolean newProject =
                    i == 2 && words.getFirst().equals("project") && words.get(1).equals("new");
            if (newProject || words.get(i - 1).equals("--out")) {
                made.put(words.get(i), place.resolve(words.get(i)));
            }
        }
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i)
                    .replace("EASY-VQA", "assets/data/easy-vqa")
                    .replace("CLOTHING10", "assets/data/clothing10");
            String plain = word.startsWith("virtual:") ? word.substring("virtual:".length()) : word;
            Path written = i < 2 && !words.get(i - 1).equals("--out") ? null : made.get(plain);
            words.set(i, written == null ? word : word.replace(plain, written.toString()));
        }
    }
}
