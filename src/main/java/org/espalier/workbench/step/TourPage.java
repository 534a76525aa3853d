package org.espalier.workbench.step;

import java.util.List;
import java.util.Locale;
import org.espalier.task.Figure;

/// The tour's report as one page of HTML beside its pictures.
final class TourPage {

    private static final String STYLE = """
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 960px; margin: 32px auto; padding: 0 16px; color: #1f2328; }
            h1 { font-size: 26px; } h2 { font-size: 20px; margin-top: 40px; }
            table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
            th, td { text-align: left; padding: 4px 12px 4px 0; border-bottom: 1px solid #d1d9e0; }
            td.number { text-align: right; } th.number { text-align: right; }
            .label { border: 1px solid #59636e; border-radius: 4px; padding: 0 6px; font-size: 12px; }
            pre { background: #f6f8fa; padding: 12px; overflow-x: auto; font-size: 13px; }
            img { width: 100%; border: 1px solid #d1d9e0; border-radius: 4px; margin: 8px 0 24px; }
            """;

    private TourPage() {}

    static String html(TourStep.Result result) {
        StringBuilder page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<title>Espalier tour</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>Espalier tour</h1>\n")
                .append(
                        "<p>Both sample projects from end to end. Every number says where it comes from: <b>estimated</b> by a model, ")
                .append(
                        "<b>simulated</b> on the virtual board, or <b>measured</b> by a clock or a test set on the named device.</p>\n");
        result.chapters().forEach(chapter -> chapter(page, chapter));
        if (!result.pictures().isEmpty()) {
            page.append("<h2>The window</h2>\n");
            for (String picture : result.pictures()) {
                page.append("<img src=\"%s\" alt=\"%s\">\n".formatted(escape(picture), escape(picture)));
            }
        }
        return page.append("</body></html>\n").toString();
    }

    private static void chapter(StringBuilder page, TourChapter chapter) {
        page.append("<h2>%s</h2>\n".formatted(escape(chapter.title())));
        page.append(
                "<table><tr><th>what</th><th class=\"number\">value</th><th>unit</th><th></th><th>device</th></tr>\n");
        for (Figure figure : chapter.figures()) {
            page.append(
                    "<tr><td>%s</td><td class=\"number\">%s</td><td>%s</td><td><span class=\"label\">%s</span></td><td>%s</td></tr>\n"
                            .formatted(
                                    escape(figure.name()),
                                    number(figure.value()),
                                    escape(figure.unit()),
                                    figure.label().word(),
                                    escape(figure.device())));
        }
        page.append("</table>\n");
        chapter.notes().forEach(note -> page.append("<p>%s</p>\n".formatted(escape(note))));
        page.append("<pre>%s</pre>\n".formatted(escape(String.join("\n", chapter.commands()))));
    }

    /// A number for reading: whole numbers in groups of three, others with three significant digits or more.
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.format(Locale.ROOT, "%,d", (long) value).replace(',', ' ');
        }
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    static List<String> text(TourStep.Result result) {
        return result.chapters().stream()
                .flatMap(chapter -> java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("", chapter.title()),
                        chapter.figures().stream()
                                .map(f -> "  %-46s %16s %-14s %-10s %s"
                                        .formatted(
                                                f.name(),
                                                number(f.value()),
                                                f.unit(),
                                                f.label().word(),
                                                f.device()))))
                .toList();
    }
}
