package org.espalier.workbench.step;

import java.util.List;
import org.espalier.task.Figure;
import org.espalier.workbench.project.Project;

/// One sample project's part of the tour.
///
/// @param title what was done, as a heading
/// @param project the project's folder
/// @param seconds wall time
/// @param figures every number, typed
/// @param commands the same work as command lines, in order
/// @param notes sentences that a number alone would not tell
record TourChapter(
        String title, String project, double seconds, List<Figure> figures, List<String> commands, List<String> notes) {

    public TourChapter {
        figures = List.copyOf(figures);
        commands = List.copyOf(commands);
        notes = List.copyOf(notes);
    }

    /// The chapter of a sample project.
    ///
    /// @param begin when it began, by [System#nanoTime]
    static TourChapter of(Project project, long begin, TourFigures figures, List<String> commands, List<String> notes) {
        return new TourChapter(
                project.file().name(),
                project.folder().toString(),
                (System.nanoTime() - begin) / 1e9,
                figures.list(),
                commands,
                notes);
    }
}
