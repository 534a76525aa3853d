package org.espalier.ui.guide;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.geometry.VPos;
import javafx.scene.Group;
import javafx.scene.paint.Paint;
import javafx.scene.shape.Line;
import javafx.scene.shape.Polygon;
import javafx.scene.shape.Rectangle;
import javafx.scene.shape.SVGPath;
import javafx.scene.shape.Shape;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// A drawing of the guide: what its SVG files consist of, which is rectangles, lines, words, and paths of straight
/// lines with an arrow's tip.
final class GuideDrawing {

    private static final Pattern STEP = Pattern.compile("([MLHV])\\s*(-?[\\d.]+)(?:[ ,](-?[\\d.]+))?");
    private static final double TIP = 8;
    private static final double HALF_TIP = 4;
    private static final double USUAL_SIZE = 12;

    private final Group drawn = new Group();

    private GuideDrawing() {}

    /// Reads a drawing.
    ///
    /// @throws WorkbenchException if it is no SVG
    static Group read(InputStream svg) {
        GuideDrawing drawing = new GuideDrawing();
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            Element root = factory.newDocumentBuilder().parse(svg).getDocumentElement();
            drawing.children(root, number(root, "font-size", USUAL_SIZE));
            return drawing.drawn;
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw WorkbenchException.input(
                    "guide.drawing",
                    "a drawing of the guide cannot be read: " + e.getMessage(),
                    "Build Espalier again with installer/espalier.",
                    e);
        }
    }

    private void children(Element parent, double size) {
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element) {
                switch (element.getTagName()) {
                    case "g" -> children(element, number(element, "font-size", size));
                    case "rect" -> rectangle(element);
                    case "line" -> line(element);
                    case "text" -> words(element, number(element, "font-size", size));
                    case "path" -> path(element);
                    default -> {}
                }
            }
        }
    }

    private void rectangle(Element e) {
        Rectangle rectangle =
                new Rectangle(number(e, "x", 0), number(e, "y", 0), number(e, "width", 0), number(e, "height", 0));
        rectangle.setArcWidth(2 * number(e, "rx", 0));
        rectangle.setArcHeight(2 * number(e, "rx", 0));
        add(rectangle, e);
    }

    private void line(Element e) {
        add(new Line(number(e, "x1", 0), number(e, "y1", 0), number(e, "x2", 0), number(e, "y2", 0)), e);
    }

    private void words(Element e, double size) {
        Text text = new Text(e.getTextContent());
        text.setFont(Font.font("Roboto", size));
        text.setTextOrigin(VPos.BASELINE);
        double width = text.getLayoutBounds().getWidth();
        double start = number(e, "x", 0);
        text.setX(
                switch (e.getAttribute("text-anchor")) {
                    case "middle" -> start - width / 2;
                    case "end" -> start - width;
                    default -> start;
                });
        text.setY(number(e, "y", 0));
        add(text, e);
    }

    private void path(Element e) {
        SVGPath path = new SVGPath();
        path.setContent(e.getAttribute("d"));
        add(path, e);
        List<double[]> points = points(e.getAttribute("d"));
        if (!e.getAttribute("marker-end").isEmpty() && points.size() > 1) {
            double[] end = points.getLast();
            double[] before = points.get(points.size() - 2);
            double scale = number(e, "stroke-width", 1);
            Polygon tip = new Polygon(-TIP * scale, -HALF_TIP * scale, 0, 0, -TIP * scale, HALF_TIP * scale);
            tip.getTransforms()
                    .addAll(
                            new javafx.scene.transform.Translate(end[0], end[1]),
                            new javafx.scene.transform.Rotate(
                                    Math.toDegrees(Math.atan2(end[1] - before[1], end[0] - before[0]))));
            tip.setFill(paint(e.getAttribute("stroke")));
            drawn.getChildren().add(tip);
        }
    }

    /// The corners of a path of straight lines.
    private static List<double[]> points(String d) {
        List<double[]> points = new ArrayList<>();
        double x = 0;
        double y = 0;
        Matcher steps = STEP.matcher(d);
        while (steps.find()) {
            double first = Double.parseDouble(steps.group(2));
            switch (steps.group(1)) {
                case "H" -> x = first;
                case "V" -> y = first;
                default -> {
                    x = first;
                    y = steps.group(3) == null ? y : Double.parseDouble(steps.group(3));
                }
            }
            points.add(new double[] {x, y});
        }
        return points;
    }

    private void add(Shape shape, Element e) {
        if (e.hasAttribute("fill")) {
            shape.setFill(paint(e.getAttribute("fill")));
        }
        if (e.hasAttribute("stroke")) {
            shape.setStroke(paint(e.getAttribute("stroke")));
            shape.setStrokeWidth(number(e, "stroke-width", 1));
        }
        drawn.getChildren().add(shape);
    }

    private static @Nullable Paint paint(String value) {
        return value.isEmpty() || value.equals("none") ? null : Paint.valueOf(value);
    }

    private static double number(Element e, String name, double usual) {
        String value = e.getAttribute(name);
        return value.isEmpty() ? usual : Double.parseDouble(value);
    }
}
