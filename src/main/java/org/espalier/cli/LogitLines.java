package org.espalier.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/// What an int8 network says of a picture, as text.
final class LogitLines {

    private LogitLines() {}

    /// The chosen class, then each class with its logit, as the integer and as the number it stands for.
    static void print(
            String winner, List<String> classes, List<Integer> logits, double scale, int zeroPoint, PrintWriter out) {
        out.println(winner);
        for (int i = 0; i < classes.size(); i++) {
            int logit = logits.get(i);
            out.printf(Locale.ROOT, "  %-14s %4d  %8.3f%n", classes.get(i), logit, scale * (logit - zeroPoint));
        }
    }
}
