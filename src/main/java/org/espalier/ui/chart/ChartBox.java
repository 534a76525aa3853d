package org.espalier.ui.chart;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.embed.swing.SwingFXUtils;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.stage.FileChooser;
import javax.imageio.ImageIO;
import org.espalier.format.AtomicFile;
import org.espalier.ui.control.Columns;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Palette;
import org.jfree.chart.fx.ChartCanvas;
import org.jspecify.annotations.Nullable;

/// A chart with its heading, its table behind a button, and a way to save it as PNG or CSV.
public final class ChartBox extends VBox {

    private final ObjectProperty<ChartData> data = new SimpleObjectProperty<>(this, "data", ChartData.EMPTY);
    private final Palette palette = new Palette();
    private final Text ruler = new Text();
    private final Area area = new Area();
    private final TableView<Row> table = new TableView<>();
    private final Label hint;
    private @Nullable ChartCanvas canvas;

    private record Row(String series, String x, double y) {}

    /// An empty chart called `heading`, with what to say while there is nothing to draw.
    public ChartBox(String heading, String whenEmpty) {
        super(4);
        setAccessibleText(heading);
        ToggleButton asTable = new ToggleButton(null, Parts.icon("mdi2t-table"));
        asTable.getStyleClass().addAll("flat-button", "icon-button");
        asTable.setAccessibleText(Words.of("chart.table"));
        asTable.setTooltip(new Tooltip(Words.of("chart.table")));
        HBox head = new HBox(
                Parts.label(heading, "section"),
                Parts.spacer(),
                asTable,
                Parts.iconButton("chart.save", "mdi2d-download-outline", this::save));
        head.setAlignment(Pos.CENTER_LEFT);
        ruler.getStyleClass().add("caption");
        ruler.setVisible(false);
        ruler.setManaged(false);
        table.setAccessibleText(heading);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.visibleProperty().bind(asTable.selectedProperty());
        hint = Parts.paragraph(whenEmpty, "muted");
        hint.setMaxWidth(320);
        hint.setTextAlignment(javafx.scene.text.TextAlignment.CENTER);
        StackPane body = new StackPane(area, hint, table);
        VBox.setVgrow(body, javafx.scene.layout.Priority.ALWAYS);
        body.setMinSize(0, 0);
        getChildren().addAll(head, body, palette, ruler);
        data.addListener((_, _, now) -> fill(now));
        palette.revisionProperty().addListener((_, _, _) -> redraw());
        ruler.fontProperty().addListener((_, _, _) -> redraw());
    }

    /// The chart's own area, which a canvas does not resize with.
    private final class Area extends Region {
        Area() {
            setMinSize(0, 60);
            setPrefSize(240, 160);
        }

        @Override
        protected void layoutChildren() {
            if (canvas != null) {
                canvas.setWidth(getWidth());
                canvas.setHeight(getHeight());
                canvas.draw();
            }
        }

        void show(ChartCanvas now) {
            getChildren().setAll(now);
        }

        void clear() {
            getChildren().clear();
        }
    }

    private void fill(ChartData now) {
        table.getColumns()
                .setAll(List.of(
                        Columns.text(Words.of("chart.series"), 120, Row::series),
                        Columns.text(now.xLabel(), 120, Row::x),
                        Columns.number(now.yLabel(), 100, Row::y, row -> Numbers.significant(row.y()))));
        table.getItems()
                .setAll(now.series().stream()
                        .flatMap(s -> s.points().stream().map(p -> new Row(s.name(), now.at(p.x()), p.y())))
                        .toList());
        redraw();
    }

    private void redraw() {
        hint.setVisible(data.get().series().isEmpty());
        if (data.get().series().isEmpty()) {
            canvas = null;
            area.clear();
            return;
        }
        ChartTheme theme = new ChartTheme(palette, ruler.getFont().getSize());
        ChartCanvas made = new ChartCanvas(ChartMaker.make(data.get(), theme));
        made.setDomainZoomable(false);
        made.setRangeZoomable(false);
        canvas = made;
        area.show(made);
        area.requestLayout();
    }

    private void save() {
        FileChooser chooser = new FileChooser();
        chooser.getExtensionFilters()
                .addAll(
                        new FileChooser.ExtensionFilter(Words.of("chart.png"), "*.png"),
                        new FileChooser.ExtensionFilter(Words.of("chart.csv"), "*.csv"));
        File file = chooser.showSaveDialog(getScene().getWindow());
        if (file != null) {
            boolean csv = file.getName().toLowerCase(java.util.Locale.ROOT).endsWith(".csv");
            AtomicFile.write(file.toPath(), csv ? data.get().csv().getBytes(StandardCharsets.UTF_8) : png());
        }
    }

    private byte[] png() {
        BufferedImage image = SwingFXUtils.fromFXImage(area.snapshot(null, null), null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// What is shown.
    public ObjectProperty<ChartData> dataProperty() {
        return data;
    }
}
