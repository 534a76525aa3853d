package org.espalier.workbench.step;

import java.util.Locale;
import org.espalier.workbench.step.NasAblationStep.Lead;
import org.espalier.workbench.step.NasAblationStep.Mean;
import org.espalier.workbench.step.NasAblationStep.Row;
import org.espalier.workbench.step.NasAblationStep.Summary;

/// What the subnet search is worth, as a table in Markdown and as a plot in SVG.
final class NasAblationPages {

    private static final int WIDTH = 760;
    private static final int LABELS = 110;
    private static final int LINE = 30;
    private static final int TOP = 50;
    private static final int RIGHT = 130;

    private NasAblationPages() {}

    static String table(NasAblationStep.Result result) {
        StringBuilder text = new StringBuilder("""
                | method | flash, bytes | inherited: validation | test | fine-tuned: validation | test |
                | --- | --- | --- | --- | --- | --- |
                """);
        for (Summary s : result.summary()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.0f | %s | %s | %s | %s |%n",
                    s.method(),
                    s.flashBytes().mean(),
                    percent(s.inherited()),
                    percent(s.inheritedTest()),
                    percent(s.validation()),
                    percent(s.test())));
        }
        text.append(String.format(
                Locale.ROOT,
                "%nPercent, mean ± sample deviation over %d seeds, measured; test is the official part of %d pictures."
                        + " Limits: %,d bytes of SRAM, %,d of flash.%n%n",
                result.summary().stream().mapToInt(Summary::seeds).max().orElse(0),
                result.pictures(),
                result.limits().sram(),
                result.limits().flash()));
        leads(text, result);
        text.append("""
                | seed | method | measured | flash, bytes | inherited: validation, test | fine-tuned: validation, test | subnet |
                | --- | --- | --- | --- | --- | --- | --- |
                """);
        for (Row row : result.rows()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %d | %s | %d | %,d | %.2f, %.2f | %.2f, %.2f | width %d, heads %s, MLP %s |%n",
                    row.seed(),
                    row.method(),
                    row.measured(),
                    row.flashBytes(),
                    row.inherited(),
                    row.inheritedTest(),
                    row.validation(),
                    row.test(),
                    row.subnet().embedDim(),
                    row.subnet().heads(),
                    row.subnet().mlpRatio()));
        }
        return text.toString();
    }

    private static void leads(StringBuilder text, NasAblationStep.Result result) {
        if (result.leads().isEmpty()) {
            return;
        }
        text.append("""
                | ahead, points on test | against | inherited | fine-tuned |
                | --- | --- | --- | --- |
                """);
        for (Lead lead : result.leads()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s |%n",
                    lead.method(),
                    lead.against(),
                    points(lead.inherited()),
                    points(lead.tuned())));
        }
        text.append(String.format(
                Locale.ROOT,
                "%nMean over seeds ± standard error over the %d pictures, each compared with itself.%n%n",
                result.pictures()));
    }

    private static String points(PairedDifference difference) {
        return String.format(Locale.ROOT, "%+.2f ± %.2f", difference.points(), difference.error());
    }

    private static String percent(Mean mean) {
        return String.format(Locale.ROOT, "%.2f ± %.2f", mean.mean(), mean.deviation());
    }

    /// A line for each method: its seeds as dots, inherited above and fine-tuned below, its mean as a bar.
    static String plot(NasAblationStep.Result result) {
        double low = Math.floor(result.rows().stream()
                                .mapToDouble(row -> Math.min(row.inheritedTest(), row.test()))
                                .min()
                                .orElse(0)
                        / 5)
                * 5;
        double high = Math.ceil(result.rows().stream()
                                .mapToDouble(row -> Math.max(row.inheritedTest(), row.test()))
                                .max()
                                .orElse(100)
                        / 5)
                * 5;
        Axis axis = new Axis(low, Math.max(high, low + 5));
        int height = TOP + result.summary().size() * 2 * LINE + 40;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\"><rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n"
                        + "<text x=\"10\" y=\"22\" font-weight=\"bold\">Accuracy on the test part, %%: seeds (dots),"
                        + " mean and deviation (bars); grey inherited, green fine-tuned</text>%n",
                WIDTH,
                height));
        for (double tick = axis.low(); tick <= axis.high() + 1e-9; tick += 5) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#d0d7de\"/>"
                            + "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>%n",
                    axis.at(tick),
                    axis.at(tick),
                    TOP - 12,
                    height - 30,
                    axis.at(tick),
                    height - 14,
                    tick));
        }
        int y = TOP;
        for (Summary s : result.summary()) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
                    LABELS - 8,
                    y + LINE - 6,
                    s.method()));
            line(svg, axis, result, s, false, y);
            line(svg, axis, result, s, true, y + LINE - 8);
            y += 2 * LINE;
        }
        return svg.append("</svg>\n").toString();
    }

    private record Axis(double low, double high) {
        double at(double percent) {
            return LABELS + (percent - low) / (high - low) * (WIDTH - LABELS - RIGHT);
        }
    }

    private static void line(
            StringBuilder svg, Axis axis, NasAblationStep.Result result, Summary s, boolean tuned, int y) {
        Mean mean = tuned ? s.test() : s.inheritedTest();
        String colour = tuned ? "#1a7f37" : "#8c959f";
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"3\"/>"
                        + "<rect x=\"%.1f\" y=\"%d\" width=\"4\" height=\"16\" fill=\"%s\"/>"
                        + "<text x=\"%d\" y=\"%d\" fill=\"%s\">%.2f ± %.2f</text>%n",
                axis.at(mean.mean() - mean.deviation()),
                axis.at(mean.mean() + mean.deviation()),
                y + 8,
                y + 8,
                colour,
                axis.at(mean.mean()) - 2,
                y,
                colour,
                WIDTH - RIGHT + 16,
                y + 12,
                colour,
                mean.mean(),
                mean.deviation()));
        for (Row row : result.rows()) {
            if (row.method().equals(s.method())) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%d\" r=\"3.5\" fill=\"none\" stroke=\"%s\"/>%n",
                        axis.at(tuned ? row.test() : row.inheritedTest()),
                        y + 8,
                        colour));
            }
        }
    }
}
