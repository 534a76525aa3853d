package org.espalier.workbench.step;

import java.util.List;
import org.espalier.task.Figure;

/// One sample project's part of the tour.
///
/// @param title what was done, as a heading
/// @param project the project's folder
/// @param seconds wall time
/// @param figures every number, typed
/// @param commands the same work as command lines, in order
/// @param notes sentences that a number alone would not tell
public record TourChapter(
        String title, String project, double seconds, List<Figure> figures, List<String> commands, List<String> notes) {

    public TourChapter {
        figures = List.copyOf(figures);
        commands = List.copyOf(commands);
        notes = List.copyOf(notes);
    }
}
