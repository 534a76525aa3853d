package org.espalier.workbench.step;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.espalier.task.Figure;
import org.espalier.task.Label;

/// Collects the typed numbers of a chapter, all of one day.
final class TourFigures {

    private static final String HERE =
            Runtime.getRuntime().availableProcessors() + " x " + System.getProperty("os.arch");

    private final String date = LocalDate.now(java.time.ZoneId.systemDefault()).toString();
    private final List<Figure> figures = new ArrayList<>();

    /// A number that a clock or a test set of this machine gave.
    void measured(String name, double value, String unit) {
        figures.add(new Figure(name, value, unit, Label.MEASURED, HERE, date));
    }

    /// A number that a model computed.
    void estimated(String name, double value, String unit, String device) {
        figures.add(new Figure(name, value, unit, Label.ESTIMATED, device, date));
    }

    /// A number that the virtual board counted.
    void simulated(String name, double value, String unit, String device) {
        figures.add(new Figure(name, value, unit, Label.SIMULATED, device, date));
    }

    List<Figure> list() {
        return List.copyOf(figures);
    }
}
