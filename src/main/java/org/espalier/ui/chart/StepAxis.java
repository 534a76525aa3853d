package org.espalier.ui.chart;

import java.awt.Color;
import java.awt.Font;
import java.util.List;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;
import org.jspecify.annotations.Nullable;

/// The axis below the memory timeline: step numbers where there is room for them, and below them the layers, as groups
/// of steps with the same first word. The layer that makes the chosen buffer stands out, with the steps that need it.
record StepAxis(Pen pen, ChartTheme theme, Viewport view, List<String> steps) {

    private static final double LINE = 1.18;

    /// Draws it; `chosen` is the buffer selected or under the pointer, or null.
    void paint(MemoryMap.@Nullable Box chosen) {
        double lineHeight = theme.fontSize() * LINE;
        double base = view.top() + view.height();
        pen.line(colour(Token.MUTED), 1, view.left(), base + 0.5, right(), base + 0.5);
        double each = view.width() / (view.x1() - view.x0());
        int every = (int) Math.max(1, Math.ceil(2 * lineHeight / each));
        double numbers = base + 0.8 * lineHeight;
        for (int i = 0; i < steps.size(); i += every) {
            double x = view.px(i + 0.5);
            if (x >= view.left() && x <= right()) {
                pen.words(colour(Token.MUTED), theme.font(), Integer.toString(i), x, numbers, Pen.At.CENTRE);
            }
        }
        if (chosen != null) {
            span(chosen, base);
        }
        for (StepGroups.Group group : StepGroups.of(steps)) {
            group(group, base, lineHeight, chosen != null && makes(group, chosen));
        }
        pen.words(colour(Token.MUTED), theme.font(), Words.of("timeline.step"), view.left() - 6, numbers, Pen.At.RIGHT);
    }

    private static boolean makes(StepGroups.Group group, MemoryMap.Box box) {
        return group.first() <= box.first() && box.first() <= group.last();
    }

    /// The steps that need a buffer, along the axis.
    private void span(MemoryMap.Box box, double base) {
        double left = Math.max(view.left(), view.px(box.first()));
        double right = Math.min(right(), view.px(box.last() + 1.0));
        if (right > left) {
            pen.line(colour(Token.SELECTED), 3, left, base + 1.5, right, base + 1.5);
        }
    }

    private void group(StepGroups.Group group, double base, double lineHeight, boolean chosen) {
        double left = Math.max(view.left(), view.px(group.first()));
        double right = Math.min(right(), view.px(group.last() + 1.0));
        if (right - left < 4) {
            return;
        }
        double rule = Math.round(base + 1.55 * lineHeight) + 0.5;
        pen.line(colour(chosen ? Token.SELECTED : Token.GRID), chosen ? 3 : 1, left + 2, rule, right - 2, rule);
        Font font = chosen ? theme.strong() : theme.font();
        String name = pen.fitting(font, group.name(), right - left - 4);
        pen.words(colour(Token.TEXT), font, name, (left + right) / 2, base + 2.3 * lineHeight, Pen.At.CENTRE);
    }

    private double right() {
        return view.left() + view.width();
    }

    private Color colour(Token token) {
        return pen.colour(token, 1);
    }
}
