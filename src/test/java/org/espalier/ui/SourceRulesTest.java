package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rules that hold for every source file of the window.
class SourceRulesTest {

    private static final Path JAVA = Path.of("src/main/java/org/espalier/ui");
    private static final Path RESOURCES = Path.of("src/main/resources/org/espalier/ui");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern DIRECT = Pattern.compile(
            "Words\\.of\\(\\s*\"([^\"]+)\"\\s*[,)]|(?:button|iconButton|primary|panel)\\(\\s*\"([^\"]+)\"\\s*,");
    private static final Pattern COUNTED = Pattern.compile("Words\\.count\\(\\s*\"([^\"]+)\"");

    @Test
    void coloursAndStylesStandInSheetsOnly() throws IOException {
        Pattern forbidden = Pattern.compile(
                "setStyle\\(|Color\\.(web|rgb|hsb|gray|[A-Z]{3,})\\b(?<!Color\\.TRANSPARENT)|\"#[0-9a-fA-F]{3,8}\"");
        List<String> found = new ArrayList<>();
        for (Path file : sources()) {
            Matcher matcher = forbidden.matcher(Files.readString(file));
            while (matcher.find()) {
                found.add(file.getFileName() + ": " + matcher.group());
            }
        }
        assertEquals(List.of(), found, "use a token of the theme sheets");
    }

    @Test
    void structureNamesNoColour() throws IOException {
        for (String sheet : List.of("app.css", "lookups.css")) {
            Matcher matcher = Pattern.compile("#[0-9a-fA-F]{3,8}\\b|rgba?\\(").matcher(read(sheet));
            assertEquals(false, matcher.find(), sheet + " must use tokens");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokens-dark.css", "tokens-contrast.css"})
    void everyThemeDefinesTheSameTokens(String sheet) throws IOException {
        assertEquals(tokens(read("tokens-light.css")), tokens(read(sheet)));
    }

    @Test
    void everyTokenTheStructureUsesIsDefined() throws IOException {
        Set<String> used = tokens(read("app.css"));
        used.removeAll(tokens(read("tokens-light.css")));
        assertEquals(Set.of(), used);
    }

    @Test
    void everyWordIsInTheBundleAndEveryEntryIsUsed() throws IOException {
        Set<String> keys = keys();
        Set<String> literals = new TreeSet<>();
        Set<String> missing = new TreeSet<>();
        for (Path file : sources()) {
            String code = Files.readString(file);
            LITERAL.matcher(code).results().map(m -> m.group(1)).forEach(literals::add);
            DIRECT.matcher(code)
                    .results()
                    .map(m -> m.group(1) != null ? m.group(1) : m.group(2))
                    .filter(key -> !keys.contains(key))
                    .forEach(missing::add);
            COUNTED.matcher(code)
                    .results()
                    .flatMap(m -> Stream.of(m.group(1) + ".one", m.group(1) + ".many"))
                    .filter(key -> !keys.contains(key))
                    .forEach(missing::add);
        }
        assertEquals(Set.of(), missing, "add these lines to words.properties");
        Set<String> unused =
                keys.stream().filter(key -> !used(key, literals)).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), unused, "remove these lines from words.properties");
    }

    /// A key is used whole, or put together from a start that ends in a dot, or from an end that starts with one.
    private static boolean used(String key, Set<String> literals) {
        if (literals.contains(key)) {
            return true;
        }
        for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
            String start = key.substring(0, dot);
            String end = key.substring(dot);
            boolean counted = end.equals(".one") || end.equals(".many");
            if (literals.contains(start + ".") || (literals.contains(start) && (literals.contains(end) || counted))) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> keys() throws IOException {
        Properties words = new Properties();
        try (var in = Files.newBufferedReader(RESOURCES.resolve("words.properties"))) {
            words.load(in);
        }
        return words.stringPropertyNames();
    }

    private static Set<String> tokens(String css) {
        return Pattern.compile("-app-[a-z0-9-]+")
                .matcher(css)
                .results()
                .map(m -> m.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(String sheet) throws IOException {
        return Files.readString(RESOURCES.resolve("theme").resolve(sheet));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> tree = Files.walk(JAVA)) {
            return tree.filter(p -> p.toString().endsWith(".java")).toList();
        }
    }
}
