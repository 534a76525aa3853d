package org.espalier.ui.theme;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javafx.application.Application;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Scene;
import javafx.scene.text.Font;

/// Theme and type size, applied to a scene and kept up to date on it.
public final class Appearance {

    /// Type size at 100 %, in pixels.
    private static final double BODY = 13;

    private static final List<String> FONTS = List.of("Roboto-Regular", "Roboto-Medium", "Roboto-Bold");

    private final ObjectProperty<Theme> theme = new SimpleObjectProperty<>(this, "theme", Theme.LIGHT);
    private final IntegerProperty size = new SimpleIntegerProperty(this, "size", 100);

    /// Light, at 100 %.
    public Appearance() {
        loadFonts();
    }

    private static void loadFonts() {
        for (String name : FONTS) {
            try (InputStream in = Objects.requireNonNull(
                    Appearance.class.getResourceAsStream("/org/espalier/ui/font/" + name + ".ttf"), name)) {
                Font.loadFont(in, BODY);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Dresses the scene, and again whenever theme or size change.
    public void dress(Scene scene) {
        theme.addListener((_, _, _) -> apply(scene));
        size.addListener((_, _, _) -> apply(scene));
        apply(scene);
    }

    private void apply(Scene scene) {
        String base = theme.get().base();
        if (!base.equals(Application.getUserAgentStylesheet())) {
            Application.setUserAgentStylesheet(base);
        }
        List<String> sheets = new ArrayList<>(theme.get().sheets());
        sheets.add(sizeSheet(BODY * size.get() / 100.0));
        scene.getStylesheets().setAll(sheets);
    }

    private static String sizeSheet(double pixels) {
        // Icons are set in pixels: an em of an icon is its own size, not its surroundings'.
        String css = String.format(
                Locale.ROOT,
                ".root { -fx-font-size: %.2fpx; } .ikonli-font-icon { -fx-icon-size: %.0fpx; }"
                        + " .rail-button .ikonli-font-icon { -fx-icon-size: %.0fpx; }"
                        + " .empty .ikonli-font-icon.empty-icon { -fx-icon-size: %.0fpx; }",
                pixels,
                pixels * 1.25,
                pixels * 1.55,
                pixels * 3);
        return "data:text/css;base64," + Base64.getEncoder().encodeToString(css.getBytes(StandardCharsets.UTF_8));
    }

    /// The look.
    public ObjectProperty<Theme> themeProperty() {
        return theme;
    }

    /// The type size in percent, 80 to 200.
    public IntegerProperty sizeProperty() {
        return size;
    }
}
