package org.espalier.ui.chart;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import org.espalier.ui.control.Columns;
import org.espalier.ui.control.Parts;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Palette;
import org.espalier.ui.theme.Token;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.entity.XYItemEntity;
import org.jfree.data.xy.XYDataset;
import org.jspecify.annotations.Nullable;

/// A chart with its heading, its table behind a button, and a way to save it as PNG, SVG or CSV.
///
/// The series under the mouse, or under it in the legend, comes forward. A click chooses a point.
public final class ChartBox extends VBox implements Exported {

    private static final double ROOMY = 230;

    private final ObjectProperty<ChartData> data = new SimpleObjectProperty<>(this, "data", ChartData.EMPTY);
    private final ObjectProperty<ChartData.@Nullable Point> chosen = new SimpleObjectProperty<>(this, "chosen", null);
    private final Palette palette = new Palette();
    private final Text ruler = new Text();
    private final Tooltip tip = new Tooltip();
    private final PaintedArea<ChartRenderingInfo> area = new PaintedArea<>(this::sketch, info -> painted = info);
    private final FlowPane legend = new FlowPane(12, 2);
    private final TableView<Row> table = new TableView<>();
    private final Label hint;
    private @Nullable ChartRenderingInfo painted;
    private boolean roomy = true;
    private int front = -1;

    private record Row(String series, String x, ChartData.Point point) {}

    /// An empty chart called `heading`, with what to say while there is nothing to draw.
    ///
    /// @param id names it among the figures of the window
    public ChartBox(Preferences preferences, String id, String heading, String whenEmpty) {
        super(4);
        setId(id);
        setAccessibleText(heading);
        FigureHead head = new FigureHead(preferences, id, heading, this);
        ruler.getStyleClass().add("caption");
        ruler.setVisible(false);
        ruler.setManaged(false);
        table.setAccessibleText(heading);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.visibleProperty().bind(head.table().selectedProperty());
        table.visibleProperty().subscribe(this::fillTable);
        table.getSelectionModel().selectedItemProperty().addListener((_, _, row) -> {
            if (row != null) {
                chosen.set(row.point());
            }
        });
        area.visibleProperty().bind(table.visibleProperty().not());
        listen();
        hint = Parts.paragraph(whenEmpty, "muted");
        hint.setMaxWidth(320);
        hint.setTextAlignment(javafx.scene.text.TextAlignment.CENTER);
        StackPane body = new StackPane(area, hint, table);
        VBox.setVgrow(body, javafx.scene.layout.Priority.ALWAYS);
        body.setMinSize(0, 0);
        getChildren().addAll(head, legend, body, palette, ruler);
        data.subscribe(this::fill);
        heightProperty().subscribe(height -> {
            boolean now = height.doubleValue() >= ROOMY;
            if (now != roomy) {
                roomy = now;
                fillLegend();
                redraw();
            }
        });
        chosen.addListener((_, _, _) -> redraw());
        palette.revisionProperty().addListener((_, _, _) -> redraw());
        ruler.fontProperty().addListener((_, _, _) -> redraw());
    }

    private void fill(ChartData now) {
        front = -1;
        fillLegend();
        fillTable();
        redraw();
    }

    /// Names stand at the lines' ends where there is room, else above the chart.
    private void fillLegend() {
        ChartData now = data.get();
        boolean shown = now.series().size() > 1 && !(roomy && ChartMaker.named(now));
        List<Node> entries = new ArrayList<>();
        for (int i = 0; shown && i < now.series().size(); i++) {
            entries.add(entry(now, i));
        }
        legend.getChildren().setAll(entries);
        Parts.visible(legend, shown);
    }

    private Node entry(ChartData now, int index) {
        ChartData.Series series = now.series().get(index);
        HBox entry = Parts.legend(
                series.token().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'), series.name());
        if (series.mark() != ChartData.Mark.BARS) {
            entry.getChildren().getFirst().getStyleClass().add("dot-" + index % ChartMaker.SHAPES);
        }
        entry.setOnMouseEntered(_ -> bringForward(index));
        entry.setOnMouseExited(_ -> bringForward(-1));
        return entry;
    }

    /// Rows are made for a table that is seen, not for each change of a chart.
    private void fillTable() {
        if (!table.isVisible()) {
            table.getItems().clear();
            return;
        }
        ChartData now = data.get();
        table.getColumns()
                .setAll(List.of(
                        Columns.text(Words.of("chart.series"), 120, Row::series),
                        Columns.text(now.xLabel(), 120, Row::x),
                        Columns.number(
                                now.yLabel(),
                                100,
                                row -> row.point().y(),
                                row -> Numbers.significant(row.point().y()))));
        if (now.noted()) {
            table.getColumns()
                    .add(Columns.text(
                            Words.of("chart.note"), 120, row -> row.point().note()));
        }
        table.getItems()
                .setAll(now.series().stream()
                        .flatMap(s -> s.points().stream().map(p -> new Row(s.name(), now.at(p.x()), p)))
                        .toList());
    }

    /// Draws with the next layout, however often it is called before.
    private void redraw() {
        boolean empty = data.get().series().isEmpty();
        hint.setVisible(empty);
        if (empty) {
            painted = null;
        }
        area.repaint();
    }

    private ChartTheme theme() {
        return new ChartTheme(palette, ruler.getFont().getSize());
    }

    private PaintedArea.@Nullable Sketch<ChartRenderingInfo> sketch() {
        ChartData now = data.get();
        ChartData.Point point = chosen.get();
        boolean names = roomy;
        int first = front;
        ChartTheme theme = theme();
        return now.series().isEmpty()
                ? null
                : (g, width, height) -> {
                    JFreeChart chart = ChartMaker.make(now, point, names, theme, width);
                    ChartMaker.bringForward(chart.getXYPlot(), now, theme, first);
                    ChartRenderingInfo info = new ChartRenderingInfo();
                    chart.draw(g, new Rectangle2D.Double(0, 0, width, height), info);
                    return info;
                };
    }

    private void listen() {
        area.setOnMouseMoved(event -> {
            XYItemEntity item = at(event.getX(), event.getY());
            String words = item == null ? null : item.getToolTipText();
            Tooltip.uninstall(area, tip);
            if (words != null) {
                tip.setText(words);
                Tooltip.install(area, tip);
            }
            bringForward(
                    item == null ? -1 : data.get().indexOf(item.getDataset().getSeriesKey(0)));
        });
        area.setOnMouseExited(_ -> bringForward(-1));
        area.setOnMouseClicked(event -> {
            XYItemEntity item = at(event.getX(), event.getY());
            if (item != null) {
                XYDataset points = item.getDataset();
                chosen.set(
                        new ChartData.Point(points.getXValue(0, item.getItem()), points.getYValue(0, item.getItem())));
            }
        });
    }

    private @Nullable XYItemEntity at(double x, double y) {
        ChartRenderingInfo info = painted;
        return info != null && info.getEntityCollection().getEntity(x, y) instanceof XYItemEntity item ? item : null;
    }

    private void bringForward(int index) {
        if (index != front && data.get().series().size() > 1) {
            front = index;
            redraw();
        }
    }

    @Override
    public byte[] saved(String name) {
        return new Figure() {
            @Override
            public void paint(Graphics2D g, double width, double height) {
                ChartTheme theme = theme();
                JFreeChart chart = ChartMaker.make(data.get(), null, true, theme, width);
                chart.setBackgroundPaint(theme.colour(Token.GROUND, 1));
                chart.draw(g, new Rectangle2D.Double(0, 0, width, height));
            }

            @Override
            public String csv() {
                return data.get().csv();
            }
        }.bytes(name, Math.max(320, area.getWidth()), Math.max(200, area.getHeight()));
    }

    /// What is shown.
    public ObjectProperty<ChartData> dataProperty() {
        return data;
    }

    /// The point with a ring around it; null for none.
    public ObjectProperty<ChartData.@Nullable Point> chosenProperty() {
        return chosen;
    }
}
