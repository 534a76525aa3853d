package org.espalier.workbench.step;

import java.util.List;
import java.util.Locale;

/// The ablation as a table in Markdown and as a plot in SVG.
final class PruneAblationPages {

    private static final int WIDTH = 760;
    private static final int LABELS = 150;
    private static final int LINE = 22;

    private PruneAblationPages() {}

    private static List<Double> sparsities(PruneAblationStep.Result result) {
        return result.summary().stream()
                .map(PruneAblationStep.Summary::sparsity)
                .distinct()
                .toList();
    }

    private static List<String> methods(PruneAblationStep.Result result) {
        return result.summary().stream()
                .map(PruneAblationStep.Summary::method)
                .distinct()
                .toList();
    }

    private static String cell(PruneAblationStep.Result result, String method, double sparsity) {
        return result.summary().stream()
                .filter(s -> s.method().equals(method) && s.sparsity() == sparsity)
                .findFirst()
                .map(s -> String.format(Locale.ROOT, "%.2f ± %.2f (gap %+.3f)", s.mean(), s.deviation(), s.gap()))
                .orElse("");
    }

    static String table(PruneAblationStep.Result result) {
        StringBuilder text = new StringBuilder("| method |");
        StringBuilder rule = new StringBuilder("| --- |");
        for (double sparsity : sparsities(result)) {
            text.append(String.format(Locale.ROOT, " %.0f %% pruned |", 100 * sparsity));
            rule.append(" --- |");
        }
        text.append('\n').append(rule).append('\n');
        for (String method : methods(result)) {
            text.append("| ").append(method).append(" |");
            for (double sparsity : sparsities(result)) {
                text.append(' ').append(cell(result, method, sparsity)).append(" |");
            }
            text.append('\n');
        }
        int seeds = result.summary().stream()
                .mapToInt(PruneAblationStep.Summary::seeds)
                .max()
                .orElse(0);
        return text.append(String.format(
                        Locale.ROOT,
                        "%nPercent of %,d official test questions, mean ± deviation over %d seeds, measured; dense %.2f %%."
                                + " Gap: loss on held-out samples less loss on the samples pruned by, nats a token.%n",
                        result.questions(),
                        seeds,
                        result.dense()))
                .toString();
    }

    /// A bar for each method, a panel for each sparsity.
    static String plot(PruneAblationStep.Result result) {
        List<String> methods = methods(result);
        int panel = methods.size() * LINE + 44;
        int height = panel * sparsities(result).size() + 10;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\"><rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n",
                WIDTH,
                height));
        int top = 0;
        for (double sparsity : sparsities(result)) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"10\" y=\"%d\" font-weight=\"bold\">%.0f %% of the decoder's linear weights pruned:"
                            + " accuracy, %%</text>%n",
                    top + 22,
                    100 * sparsity));
            int y = top + 32;
            for (String method : methods) {
                for (PruneAblationStep.Summary s : result.summary()) {
                    if (s.method().equals(method) && s.sparsity() == sparsity) {
                        bar(svg, y, s);
                    }
                }
                y += LINE;
            }
            top += panel;
        }
        return svg.append("</svg>\n").toString();
    }

    private static void bar(StringBuilder svg, int y, PruneAblationStep.Summary s) {
        double scale = (WIDTH - LABELS - 130) / 100.0;
        double end = LABELS + s.mean() * scale;
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"14\""
                        + " fill=\"%s\"/><line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#000000\"/>"
                        + "<text x=\"%d\" y=\"%d\">%.2f ± %.2f</text>%n",
                LABELS - 8,
                y + 12,
                s.method(),
                LABELS,
                y,
                s.mean() * scale,
                s.method().equals("whole") ? "#1a7f37" : "#8c959f",
                end - s.deviation() * scale,
                end + s.deviation() * scale,
                y + 7,
                y + 7,
                WIDTH - 115,
                y + 12,
                s.mean(),
                s.deviation()));
    }
}
