package org.espalier.ui.chart;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/// An axis whose values 0, 1, 2 … have names: one word in the middle of each run of names that begin alike, as many
/// words as there is room for.
final class GroupAxis extends NumberAxis {

    private static final long serialVersionUID = 1;
    private static final double AIR = 6;

    private final transient List<StepGroups.Group> groups;

    GroupAxis(String label, List<String> names) {
        super(label);
        groups = StepGroups.of(names);
        setRange(-0.6, Math.max(1, names.size()) - 0.4);
    }

    @Override
    protected List<NumberTick> refreshTicksHorizontal(Graphics2D g, Rectangle2D area, RectangleEdge edge) {
        g.setFont(getTickLabelFont());
        List<NumberTick> ticks = new ArrayList<>();
        double free = Double.NEGATIVE_INFINITY;
        for (StepGroups.Group group : groups) {
            double at = (group.first() + group.last()) / 2.0;
            double middle = valueToJava2D(at, area, edge);
            double half =
                    TextUtils.getTextBounds(group.name(), g, g.getFontMetrics()).getWidth() / 2;
            if (middle - half > free) {
                free = middle + half + AIR;
                ticks.add(new NumberTick(at, group.name(), TextAnchor.TOP_CENTER, TextAnchor.CENTER, 0));
            }
        }
        return ticks;
    }

    @Override
    public List<NumberTick> refreshTicks(Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
        return refreshTicksHorizontal(g, area, edge);
    }
}
