package org.espalier.ui.text;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Comma-separated values, as spreadsheets read them.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
public final class Csv {

    private Csv() {}

    /// A word in quotes, those within it doubled.
    public static String quoted(String word) {
        return '"' + word.replace("\"", "\"\"") + '"';
    }

    /// A line for the headings and one for each row, each word in quotes.
    public static String table(List<String> headings, List<List<String>> rows) {
        return Stream.concat(Stream.of(headings), rows.stream())
                .map(line -> line.stream().map(Csv::quoted).collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
