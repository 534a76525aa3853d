package org.espalier.ui.chart;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.jfree.svg.SVGGraphics2D;

/// Something drawn that can be kept as a file: PNG at twice its size on screen, SVG, or its numbers as CSV.
interface Figure {

    /// Draws it on an opaque ground.
    void paint(Graphics2D g, double width, double height);

    /// Its numbers, a heading first.
    String csv();

    /// The bytes of a file of the kind that `name` ends in.
    default byte[] bytes(String name, double width, double height) {
        String end = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (end) {
            case "csv" -> csv().getBytes(StandardCharsets.UTF_8);
            case "svg" -> {
                SVGGraphics2D g = new SVGGraphics2D(width, height);
                paint(g, width, height);
                yield g.getSVGDocument().getBytes(StandardCharsets.UTF_8);
            }
            default -> png(width, height);
        };
    }

    private byte[] png(double width, double height) {
        int scale = 2;
        BufferedImage image = new BufferedImage(
                (int) Math.ceil(width * scale), (int) Math.ceil(height * scale), BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.transform(AffineTransform.getScaleInstance(scale, scale));
        paint(g, width, height);
        g.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
