package org.espalier.ui.runs;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.ui.text.Csv;
import org.espalier.ui.text.Words;

/// The runs shown, as text for elsewhere: comma-separated lines, or a Markdown table with each run's command.
final class RunReport {

    private RunReport() {}

    private static List<String> headings() {
        return Stream.of("run", "step", "status", "when", "seed", "outcome")
                .map(word -> Words.of("runs.column." + word))
                .toList();
    }

    private static List<String> cells(RunRow row) {
        return List.of(row.id(), row.step(), row.status().word(), row.when(), row.seed(), row.outcome());
    }

    static String csv(List<RunRow> rows) {
        return Csv.table(headings(), rows.stream().map(RunReport::cells).toList());
    }

    static String markdown(List<RunRow> rows) {
        StringBuilder text =
                new StringBuilder("# ").append(Words.of("page.runs")).append("\n\n");
        text.append(line(headings()))
                .append(line(headings().stream().map(_ -> "---").toList()));
        rows.forEach(row -> text.append(line(cells(row))));
        rows.forEach(row -> text.append("\n## ")
                .append(row.id())
                .append("\n\n    ")
                .append(row.command().replaceAll("\\R", "\n    "))
                .append('\n'));
        return text.toString();
    }

    /// A row of the table: a cell has one line.
    private static String line(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.replace("|", "\\|").replaceAll("\\R", " "))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
