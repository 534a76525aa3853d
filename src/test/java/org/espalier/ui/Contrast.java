package org.espalier.ui;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.geometry.BoundingBox;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.image.PixelReader;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;
import javafx.scene.text.Text;
import org.espalier.ui.session.Session;
import org.espalier.ui.theme.Theme;
import org.kordamp.ikonli.javafx.FontIcon;

/// Reads a scene as eyes would: each word and icon against the ground it is really drawn on, by WCAG 2.1 AA. What is
/// switched off is excepted there, and here.
final class Contrast {

    private static final double WORDS = 4.5;
    private static final double LARGE_OR_ICON = 3;
    private static final double LARGE = 24;

    /// As large as strong words may be to count as large: 14 points.
    private static final double LARGE_STRONG = 18.6;

    private static final double LEAST = 3;
    private static final int AROUND = 2;

    private final PixelReader pixels;
    private final Bounds window;
    private final List<String> found = new ArrayList<>();

    private Contrast(WritableImage image) {
        pixels = image.getPixelReader();
        window = new BoundingBox(0, 0, image.getWidth(), image.getHeight());
    }

    /// What is too faint in a scene, in words; while a list or the guide lies over it, in that. Called on the event
    /// thread.
    static List<String> found(Scene scene) {
        Contrast contrast = new Contrast(scene.snapshot(null));
        Node top = Stream.of("#finder", "#guide")
                .flatMap(id -> Stream.ofNullable(scene.getRoot().lookup(id)))
                .filter(Node::isVisible)
                .findFirst()
                .orElse(scene.getRoot());
        contrast.walk(top, contrast.window, 1);
        return contrast.found;
    }

    /// The same in each theme; called on the event thread.
    static List<String> inEveryTheme(Session session, Scene scene) {
        List<String> found = new ArrayList<>();
        for (Theme theme : Theme.values()) {
            session.appearance().themeProperty().set(theme);
            scene.getRoot().applyCss();
            scene.getRoot().layout();
            found(scene).forEach(words -> found.add(theme + ", " + words));
        }
        return found;
    }

    private void walk(Node node, Bounds seen, double opacity) {
        if (!node.isVisible() || node.isDisabled() || node.getOpacity() == 0) {
            return;
        }
        Bounds here = seen;
        if (node.getClip() != null) {
            Optional<Bounds> rest =
                    common(seen, node.localToScene(node.getClip().getBoundsInParent()));
            if (rest.isEmpty()) {
                return;
            }
            here = rest.get();
        }
        double now = opacity * node.getOpacity();
        if (node instanceof Text text
                && text.getText() != null
                && !text.getText().isBlank()) {
            check(text, here, now);
        }
        if (node instanceof Parent parent) {
            for (Node child : parent.getChildrenUnmodifiable()) {
                walk(child, here, now);
            }
        }
    }

    private static Optional<Bounds> common(Bounds a, Bounds b) {
        double x = Math.max(a.getMinX(), b.getMinX());
        double y = Math.max(a.getMinY(), b.getMinY());
        double width = Math.min(a.getMaxX(), b.getMaxX()) - x;
        double height = Math.min(a.getMaxY(), b.getMaxY()) - y;
        return width < LEAST || height < LEAST ? Optional.empty() : Optional.of(new BoundingBox(x, y, width, height));
    }

    private void check(Text text, Bounds seen, double opacity) {
        Bounds whole = text.localToScene(text.getLayoutBounds());
        Optional<Bounds> place = common(seen, whole);
        // Half of a letter at the edge of what scrolls is no word.
        if (place.isEmpty()
                || place.get().getHeight() < whole.getHeight() * 0.7
                || !(text.getFill() instanceof Color fill)
                || fill.getOpacity() == 0) {
            return;
        }
        boolean icon = text instanceof FontIcon;
        Color ground = ground(place.get(), icon);
        Color words = ground.interpolate(
                Color.color(fill.getRed(), fill.getGreen(), fill.getBlue()), fill.getOpacity() * opacity);
        double size = text.getFont().getSize();
        boolean strong = text.getFont().getName().matches(".*(Medium|Bold).*");
        double least = icon || size >= LARGE || (strong && size >= LARGE_STRONG) ? LARGE_OR_ICON : WORDS;
        double ratio = ratio(words, ground);
        if (ratio < least) {
            found.add(String.format(
                    Locale.ROOT,
                    "%.2f of %.1f: \"%s\" %s on %s, %s",
                    ratio,
                    least,
                    icon ? ((FontIcon) text).getIconLiteral() : text.getText(),
                    words,
                    ground,
                    owner(text)));
        }
    }

    /// The colour most of what lies behind has: between letters, or around an icon.
    private Color ground(Bounds place, boolean around) {
        Map<Integer, Integer> counts = new HashMap<>();
        int out = around ? AROUND : 0;
        int fromX = (int) Math.max(0, Math.floor(place.getMinX()) - out);
        int fromY = (int) Math.max(0, Math.floor(place.getMinY()) - out);
        int toX = (int) Math.min(window.getWidth(), Math.ceil(place.getMaxX()) + out);
        int toY = (int) Math.min(window.getHeight(), Math.ceil(place.getMaxY()) + out);
        for (int y = fromY; y < toY; y++) {
            for (int x = fromX; x < toX; x++) {
                if (!around || x < fromX + out || x >= toX - out || y < fromY + out || y >= toY - out) {
                    counts.merge(pixels.getArgb(x, y), 1, Integer::sum);
                }
            }
        }
        int most = counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(0);
        return Color.rgb((most >> 16) & 0xff, (most >> 8) & 0xff, most & 0xff);
    }

    /// How many times as bright one is as the other, by WCAG.
    static double ratio(Color a, Color b) {
        double lighter = Math.max(luminance(a), luminance(b));
        double darker = Math.min(luminance(a), luminance(b));
        return (lighter + 0.05) / (darker + 0.05);
    }

    private static double luminance(Color colour) {
        return 0.2126 * linear(colour.getRed())
                + 0.7152 * linear(colour.getGreen())
                + 0.0722 * linear(colour.getBlue());
    }

    private static double linear(double c) {
        return c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }

    private static String owner(Node node) {
        StringBuilder path = new StringBuilder();
        for (Node up = node; up != null && path.length() < 120; up = up.getParent()) {
            path.append(path.isEmpty() ? "" : " < ").append(up.getClass().getSimpleName());
            path.append(up.getStyleClass());
            if (up.getId() != null) {
                path.append('#').append(up.getId());
                break;
            }
        }
        return path.toString();
    }
}
