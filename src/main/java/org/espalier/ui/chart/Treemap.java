package org.espalier.ui.chart;

import java.awt.BasicStroke;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.theme.Token;

/// Bytes as areas: a rectangle a part, parts of a group together, as near to squares as they go (Bruls, Huizing and van
/// Wijk, "Squarified treemaps", 2000).
///
/// @param headings of group, part and bytes in the table
/// @param parts none of zero bytes
public record Treemap(List<String> headings, List<Part> parts) implements Drawing {

    private static final double EDGE = 2;
    private static final double PAD = 5;

    /// A part of a group.
    ///
    /// @param token the group's colour
    public record Part(String group, String name, long bytes, Token token) {}

    /// Copies the lists, the largest part of each group first.
    public Treemap {
        headings = List.copyOf(headings);
        parts = parts.stream()
                .filter(part -> part.bytes() > 0)
                .sorted(Comparator.comparingLong(Part::bytes).reversed())
                .toList();
    }

    @Override
    public int size() {
        return parts.size();
    }

    @Override
    public List<String> columns() {
        return headings;
    }

    @Override
    public List<String> row(int index) {
        Part part = parts.get(index);
        return List.of(part.group(), part.name(), Numbers.count(part.bytes()));
    }

    @Override
    public int hit(double x, double y, double width, double height) {
        List<Rectangle2D> places = places(width, height);
        for (int i = 0; i < places.size(); i++) {
            if (places.get(i).contains(x, y)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void paint(Graphics2D g, ChartTheme theme, double width, double height, int selected) {
        List<Rectangle2D> places = places(width, height);
        g.setFont(theme.font());
        FontMetrics metrics = g.getFontMetrics();
        for (int i = 0; i < places.size(); i++) {
            Part part = parts.get(i);
            Rectangle2D place = places.get(i);
            Rectangle2D inner = new Rectangle2D.Double(
                    place.getX() + EDGE / 2,
                    place.getY() + EDGE / 2,
                    Math.max(0.5, place.getWidth() - EDGE),
                    Math.max(0.5, place.getHeight() - EDGE));
            g.setPaint(theme.colour(part.token(), 0.3));
            g.fill(inner);
            g.setPaint(theme.colour(i == selected ? Token.TEXT : part.token(), 1));
            g.setStroke(new BasicStroke(i == selected ? 3 : 1));
            g.draw(inner);
            label(g, theme, metrics, part, inner);
        }
    }

    private static void label(Graphics2D g, ChartTheme theme, FontMetrics metrics, Part part, Rectangle2D place) {
        double room = place.getWidth() - 2 * PAD;
        if (place.getHeight() < metrics.getHeight() + PAD || room < metrics.stringWidth("mm")) {
            return;
        }
        String name = fitting(part.name(), metrics, room);
        g.setPaint(theme.colour(Token.TEXT, 1));
        g.drawString(name, (float) (place.getX() + PAD), (float) (place.getY() + PAD + metrics.getAscent() - 1));
        String bytes = Numbers.bytes(part.bytes());
        if (place.getHeight() > 2 * metrics.getHeight() + PAD && metrics.stringWidth(bytes) <= room) {
            g.drawString(bytes, (float) (place.getX() + PAD), (float)
                    (place.getY() + PAD + metrics.getAscent() + metrics.getHeight() - 1));
        }
    }

    private static String fitting(String text, FontMetrics metrics, double room) {
        if (metrics.stringWidth(text) <= room) {
            return text;
        }
        int end = text.length();
        while (end > 1 && metrics.stringWidth(text.substring(0, end) + "…") > room) {
            end--;
        }
        return text.substring(0, end) + "…";
    }

    /// A rectangle for each part, in their order.
    List<Rectangle2D> places(double width, double height) {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            groups.computeIfAbsent(parts.get(i).group(), _ -> new ArrayList<>()).add(i);
        }
        List<List<Integer>> ordered = groups.values().stream()
                .sorted(Comparator.comparingLong((List<Integer> g) -> -sum(g)))
                .toList();
        List<Rectangle2D> outer =
                squarify(ordered.stream().map(this::sum).toList(), new Rectangle2D.Double(0, 0, width, height));
        Rectangle2D[] places = new Rectangle2D[parts.size()];
        for (int i = 0; i < ordered.size(); i++) {
            List<Integer> members = ordered.get(i);
            List<Rectangle2D> inner =
                    squarify(members.stream().map(m -> parts.get(m).bytes()).toList(), outer.get(i));
            for (int j = 0; j < members.size(); j++) {
                places[members.get(j)] = inner.get(j);
            }
        }
        return List.of(places);
    }

    private long sum(List<Integer> members) {
        return members.stream().mapToLong(i -> parts.get(i).bytes()).sum();
    }

    /// Falling sizes into a rectangle: a row takes another member while that makes its worst rectangle squarer.
    private static List<Rectangle2D> squarify(List<Long> sizes, Rectangle2D whole) {
        List<Rectangle2D> places = new ArrayList<>();
        double left = sizes.stream().mapToLong(Long::longValue).sum();
        double x = whole.getX();
        double y = whole.getY();
        double w = whole.getWidth();
        double h = whole.getHeight();
        int from = 0;
        while (from < sizes.size()) {
            double scale = w * h / left;
            double side = Math.min(w, h);
            int to = from + 1;
            double row = sizes.get(from) * scale;
            while (to < sizes.size()
                    && worst(sizes, from, to + 1, row + sizes.get(to) * scale, side, scale)
                            <= worst(sizes, from, to, row, side, scale)) {
                row += sizes.get(to) * scale;
                to++;
            }
            double thick = side == 0 ? 0 : row / side;
            double along = 0;
            for (int i = from; i < to; i++) {
                double length = thick == 0 ? 0 : sizes.get(i) * scale / thick;
                places.add(
                        w >= h
                                ? new Rectangle2D.Double(x, y + along, thick, length)
                                : new Rectangle2D.Double(x + along, y, length, thick));
                along += length;
                left -= sizes.get(i);
            }
            if (w >= h) {
                x += thick;
                w = Math.max(0, w - thick);
            } else {
                y += thick;
                h = Math.max(0, h - thick);
            }
            from = to;
        }
        return places;
    }

    /// The worst ratio of sides in a row of `area`.
    private static double worst(List<Long> sizes, int from, int to, double area, double side, double scale) {
        double most = sizes.get(from) * scale;
        double least = sizes.get(to - 1) * scale;
        double square = side * side;
        return Math.max(square * most / (area * area), area * area / (square * least));
    }
}
