package org.espalier.ui.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Scene;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.theme.Appearance;
import org.espalier.ui.theme.Token;
import org.junit.jupiter.api.Test;
import org.testfx.framework.junit5.ApplicationTest;

/// Charts and drawings as files, and a chart of very many points.
@SuppressWarnings("NullAway.Init")
class FigureTest extends ApplicationTest {

    private ChartBox chart;
    private DrawnBox drawn;

    @Override
    public void start(Stage stage) {
        chart = new ChartBox(Preferences.inMemory(), "accuracy", "Accuracy", "nothing");
        drawn = new DrawnBox(Preferences.inMemory(), "flash", "Flash", "nothing");
        Scene scene = new Scene(new javafx.scene.layout.HBox(chart, drawn), 900, 400);
        new Appearance().dress(scene);
        stage.setScene(scene);
        stage.show();
    }

    private static ChartData data(int count) {
        List<ChartData.Point> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            points.add(new ChartData.Point(i, Math.sin(i * 0.01)));
        }
        return new ChartData(
                "step",
                "loss",
                List.of(),
                List.of(new ChartData.Series("train", Token.CHART_1, ChartData.Mark.LINE, 1, points)),
                false);
    }

    @Test
    void aChartIsKeptAsPictureDrawingAndTable() throws IOException {
        interact(() -> chart.dataProperty().set(data(10)));
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(chart.saved("a.png")));
        assertTrue(picture.getWidth() >= 640 && picture.getHeight() >= 400, "twice the size on screen");
        String drawing = new String(chart.saved("a.svg"), StandardCharsets.UTF_8);
        assertTrue(drawing.contains("<svg") && drawing.contains("<text"), "words stay words");
        String table = new String(chart.saved("a.csv"), StandardCharsets.UTF_8);
        assertEquals(11, table.lines().count(), "a heading and ten rows");
    }

    @Test
    void theEndingOfTheNameSaysWhatIsDrawn() throws IOException {
        Figure red = new Figure() {
            @Override
            public void paint(Graphics2D g, double width, double height) {
                g.setPaint(Color.RED);
                g.fill(new Rectangle2D.Double(0, 0, width, height));
            }

            @Override
            public String csv() {
                return "layer,bytes\n";
            }
        };
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(red.bytes("a.PNG", 40, 30)));
        assertEquals(80, image.getWidth(), "twice its size on screen");
        assertEquals(60, image.getHeight());
        assertEquals(Color.RED.getRGB(), image.getRGB(40, 30));
        assertTrue(new String(red.bytes("a.svg", 40, 30), StandardCharsets.UTF_8).contains("<svg"));
        assertEquals("layer,bytes\n", new String(red.bytes("a.csv", 40, 30), StandardCharsets.UTF_8));
    }

    @Test
    void wordsWithQuotesStayOneWordInTheTable() {
        interact(() -> chart.dataProperty()
                .set(new ChartData(
                        "the \"layer\"",
                        "loss",
                        List.of("a \"b\""),
                        List.of(new ChartData.Series(
                                "\"s\"", Token.CHART_1, ChartData.Mark.LINE, 1, List.of(new ChartData.Point(0, 1)))),
                        false)));
        assertEquals(
                "series,\"the \"\"layer\"\"\",\"loss\"\n\"\"\"s\"\"\",\"a \"\"b\"\"\",1.0\n",
                new String(chart.saved("a.csv"), StandardCharsets.UTF_8));
    }

    @Test
    void aDrawingIsKeptAsPictureDrawingAndTableToo() throws IOException {
        interact(() -> drawn.drawingProperty()
                .set(new Treemap(
                        List.of("Block", "Part", "Bytes"),
                        List.of(
                                new Treemap.Part("block 0", "qkv", 60_000, Token.CHART_1),
                                new Treemap.Part("block 0", "mlp", 40_000, Token.CHART_1)))));
        assertTrue(ImageIO.read(new ByteArrayInputStream(drawn.saved("a.png"))).getWidth() >= 640);
        assertTrue(new String(drawn.saved("a.svg"), StandardCharsets.UTF_8).contains("qkv"));
        assertEquals(
                "\"Block\",\"Part\",\"Bytes\"\n\"block 0\",\"qkv\",\"60,000\"\n\"block 0\",\"mlp\",\"40,000\"\n",
                new String(drawn.saved("a.csv"), StandardCharsets.UTF_8));
    }

    @Test
    void aChartOfAHundredThousandPointsIsDrawnFromFewAndItsTableHoldsAll() {
        interact(() -> chart.dataProperty().set(data(100_000)));
        interact(() -> chart.snapshot(null, null));
        String drawing = new String(chart.saved("a.svg"), StandardCharsets.UTF_8);
        assertTrue(drawing.length() < 1_000_000, drawing.length() + " characters");
        assertEquals(
                100_001,
                new String(chart.saved("a.csv"), StandardCharsets.UTF_8).lines().count());
    }
}
