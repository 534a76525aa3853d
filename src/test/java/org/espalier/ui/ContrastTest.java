package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// WCAG 2.1 AA for the window's own colours: 4.5 for words, 3 for what has to be seen to be understood.
class ContrastTest {

    private static final double WORDS = 4.5;
    private static final double SHAPES = 3;

    private static Map<String, String> tokens(String theme) throws IOException {
        String sheet =
                Files.readString(Path.of("src/main/resources/org/espalier/ui/theme", "tokens-" + theme + ".css"));
        return Pattern.compile("(-app-[a-z0-9-]+):\\s*(#[0-9a-fA-F]{6})")
                .matcher(sheet)
                .results()
                .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark", "contrast"})
    void wordsAreReadableOnTheirGround(String theme) throws IOException {
        for (String token : List.of("estimated", "simulated", "measured", "imported", "over-text")) {
            atLeast(WORDS, theme, "-app-" + token);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark", "contrast"})
    void shapesStandOutFromTheirGround(String theme) throws IOException {
        for (String token : List.of("kept", "ram", "flash", "over")) {
            atLeast(SHAPES, theme, "-app-" + token);
        }
        for (int i = 1; i <= 8; i++) {
            atLeast(SHAPES, theme, "-app-chart-" + i);
        }
    }

    private static void atLeast(double least, String theme, String token) throws IOException {
        Map<String, String> tokens = tokens(theme);
        double ratio = contrast(tokens.getOrDefault(token, ""), tokens.getOrDefault("-app-ground", ""));
        assertTrue(ratio >= least, "%s in %s has %.2f, needs %.1f".formatted(token, theme, ratio, least));
    }

    private static double contrast(String a, String b) {
        double lighter = Math.max(luminance(a), luminance(b));
        double darker = Math.min(luminance(a), luminance(b));
        return (lighter + 0.05) / (darker + 0.05);
    }

    private static double luminance(String colour) {
        return 0.2126 * linear(colour, 1) + 0.7152 * linear(colour, 3) + 0.0722 * linear(colour, 5);
    }

    private static double linear(String colour, int at) {
        double c = Integer.parseInt(colour.substring(at, at + 2), 16) / 255.0;
        return c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
}
