package org.espalier.ui.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.espalier.ui.theme.Palette;
import org.espalier.ui.theme.Token;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleInsets;

/// Dresses a JFreeChart in the window's tokens: no frame, no shadow, quiet grid, our font.
public final class ChartTheme {

    /// Reads the font when it is first drawn with.
    private static final class Shipped {
        static final Font ROBOTO = read("Regular");
        static final Font STRONG = read("Medium");

        private static Font read(String weight) {
            try (InputStream in = Objects.requireNonNull(
                    ChartTheme.class.getResourceAsStream("/org/espalier/ui/font/Roboto-" + weight + ".ttf"))) {
                Font font = Font.createFont(Font.TRUETYPE_FONT, in);
                GraphicsEnvironment.getLocalGraphicsEnvironment().registerFont(font);
                return font;
            } catch (IOException | FontFormatException e) {
                throw new IllegalStateException("the shipped font is unreadable", e);
            }
        }
    }

    private final Map<Token, javafx.scene.paint.Color> colours = new EnumMap<>(Token.class);
    private final double fontSize;

    /// The colours of a palette as they are now; used on any thread.
    public ChartTheme(Palette palette, double fontSize) {
        for (Token token : Token.values()) {
            colours.put(token, palette.get(token));
        }
        this.fontSize = fontSize;
    }

    void dress(JFreeChart chart) {
        Color clear = colour(Token.GROUND, 0);
        chart.setBackgroundPaint(clear);
        chart.setAntiAlias(true);
        chart.setBorderVisible(false);
        chart.setPadding(new RectangleInsets(4, 4, 2, 12));
        if (chart.getLegend() != null) {
            chart.removeLegend();
        }
        XYPlot plot = chart.getXYPlot();
        plot.setBackgroundPaint(clear);
        plot.setOutlineVisible(false);
        plot.setAxisOffset(new RectangleInsets(0, 0, 0, 0));
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(colour(Token.GRID, 1));
        plot.setRangeGridlineStroke(new BasicStroke(1f));
        dress(plot.getDomainAxis());
        dress(plot.getRangeAxis());
        plot.getRangeAxis().setAxisLineVisible(false);
        plot.getRangeAxis().setTickMarksVisible(false);
    }

    private void dress(ValueAxis axis) {
        axis.setLabelFont(font().deriveFont((float) fontSize + 0.02f));
        axis.setTickLabelFont(font().deriveFont((float) fontSize + (axis instanceof LogAxis ? 0.03f : 0.01f)));
        axis.setLabelPaint(colour(Token.MUTED, 1));
        axis.setTickLabelPaint(colour(Token.MUTED, 1));
        axis.setAxisLinePaint(colour(Token.MUTED, 1));
        axis.setTickMarkPaint(colour(Token.MUTED, 1));
    }

    /// The caption's font.
    public Font font() {
        return Shipped.ROBOTO.deriveFont((float) Math.round(fontSize));
    }

    /// The caption's font, a little stronger.
    Font strong() {
        return Shipped.STRONG.deriveFont((float) Math.round(fontSize));
    }

    /// The size of captions.
    double fontSize() {
        return fontSize;
    }

    /// The colour of `token` with an opacity between 0 and 1.
    public Color colour(Token token, double opacity) {
        javafx.scene.paint.Color fx = Objects.requireNonNull(colours.get(token));
        return new Color(
                (float) fx.getRed(), (float) fx.getGreen(), (float) fx.getBlue(), (float) (fx.getOpacity() * opacity));
    }
}
