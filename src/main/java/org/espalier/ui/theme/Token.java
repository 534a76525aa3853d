package org.espalier.ui.theme;

import java.util.List;
import java.util.Locale;

/// The colours that drawn things use; the theme sheets say what each looks like.
public enum Token {
    /// Text.
    TEXT,
    /// Quieter text: axis labels, units.
    MUTED,
    /// Grid lines and frames.
    GRID,
    /// The ground a chart is drawn on.
    GROUND,
    /// What is selected or under the mouse.
    SELECTED,
    /// What stays after pruning.
    KEPT,
    /// What was pruned: a quiet hatch.
    PRUNED,
    /// Memory that is written while running.
    RAM,
    /// Memory that holds code and weights.
    FLASH,
    /// Over a limit.
    OVER,
    /// A buffer that holds activations.
    ACTIVATION,
    /// A buffer that holds the tokens of the residual stream.
    RESIDUAL,
    /// A buffer that holds intermediate sums.
    SCRATCH,
    /// A buffer that holds the picture as it arrives.
    INPUT,
    /// First series of a chart.
    CHART_1,
    /// Second series of a chart.
    CHART_2,
    /// Third series of a chart.
    CHART_3,
    /// Fourth series of a chart.
    CHART_4,
    /// Fifth series of a chart.
    CHART_5,
    /// Sixth series of a chart.
    CHART_6,
    /// Seventh series of a chart.
    CHART_7,
    /// Eighth series of a chart.
    CHART_8;

    private static final List<Token> SERIES =
            List.of(CHART_1, CHART_2, CHART_3, CHART_4, CHART_5, CHART_6, CHART_7, CHART_8);

    /// The property in which a [Palette] receives this colour: "-token-chart-1".
    String property() {
        return "-token-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The colour of series `index`, which starts at 0 and repeats after eight.
    public static Token series(int index) {
        return SERIES.get(Math.floorMod(index, SERIES.size()));
    }
}
