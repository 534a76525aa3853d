package org.espalier.ui.chart;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import org.espalier.ui.control.Columns;
import org.espalier.ui.control.Parts;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Csv;
import org.espalier.ui.theme.Palette;
import org.espalier.ui.theme.Token;
import org.jspecify.annotations.Nullable;

/// A [Drawing] with its heading, its table behind a button, and a way to save it as PNG, SVG or CSV.
///
/// The mouse, the arrow keys and the table select a row.
public final class DrawnBox extends VBox implements Exported {

    private final ObjectProperty<Drawing> drawing = new SimpleObjectProperty<>(this, "drawing", Drawing.NONE);
    private final IntegerProperty selected = new SimpleIntegerProperty(this, "selected", -1);
    private final Palette palette = new Palette();
    private final Text ruler = new Text();
    private final Tooltip tip = new Tooltip();
    private final PaintedArea<Drawing> area = new PaintedArea<>(this::sketch, _ -> {});
    private int tipped = -1;
    private final TableView<List<String>> table = new TableView<>();
    private final Label hint;
    private final FigureHead head;

    /// An empty box called `heading`, with what to say while there is nothing to draw.
    ///
    /// @param id names it among the figures of the window
    public DrawnBox(Preferences preferences, String id, String heading, String whenEmpty) {
        super(4);
        setId(id);
        setAccessibleText(heading);
        head = new FigureHead(preferences, id, heading, this);
        ruler.getStyleClass().add("caption");
        ruler.setVisible(false);
        ruler.setManaged(false);
        table.setAccessibleText(heading);
        table.visibleProperty().bind(head.table().selectedProperty());
        table.visibleProperty().subscribe(this::fillTable);
        table.getSelectionModel().selectedIndexProperty().addListener((_, _, row) -> {
            if (table.isVisible()) {
                selected.set(row.intValue());
            }
        });
        area.visibleProperty().bind(table.visibleProperty().not());
        area.setAccessibleText(heading);
        listen();
        hint = Parts.paragraph(whenEmpty, "muted");
        hint.setMaxWidth(320);
        hint.setTextAlignment(javafx.scene.text.TextAlignment.CENTER);
        StackPane body = new StackPane(area, hint, table);
        body.setMinSize(0, 0);
        VBox.setVgrow(body, javafx.scene.layout.Priority.ALWAYS);
        getChildren().addAll(head, body, palette, ruler);
        drawing.subscribe(now -> {
            selected.set(-1);
            tip(-1);
            hint.setVisible(now.size() == 0);
            area.setFocusTraversable(now.size() > 0);
            fillTable();
            area.repaint();
        });
        selected.addListener((_, _, _) -> area.repaint());
        palette.revisionProperty().addListener((_, _, _) -> area.repaint());
        ruler.fontProperty().addListener((_, _, _) -> area.repaint());
    }

    private void listen() {
        area.setOnMousePressed(event -> {
            area.requestFocus();
            selected.set(hit(event.getX(), event.getY()));
        });
        area.setOnMouseMoved(event -> tip(hit(event.getX(), event.getY())));
        area.setOnKeyPressed(event -> {
            int step = switch (event.getCode()) {
                case RIGHT, DOWN, PERIOD -> 1;
                case LEFT, UP, COMMA -> -1;
                default -> 0;
            };
            if (step != 0) {
                int last = drawing.get().size() - 1;
                selected.set(Math.clamp(selected.get() + step, 0, Math.max(0, last)));
                event.consume();
            }
        });
        area.focusedProperty().addListener((_, _, _) -> area.repaint());
    }

    private int hit(double x, double y) {
        return drawing.get().hit(x, y, area.getWidth(), area.getHeight());
    }

    private void tip(int row) {
        if (row == tipped) {
            return;
        }
        tipped = row;
        Tooltip.uninstall(area, tip);
        if (row >= 0) {
            tip.setText(words(row));
            Tooltip.install(area, tip);
        }
    }

    private PaintedArea.@Nullable Sketch<Drawing> sketch() {
        Drawing now = drawing.get();
        int row = selected.get();
        boolean focused = area.isFocused();
        ChartTheme theme = theme();
        area.setAccessibleText(row < 0 ? getAccessibleText() : words(row));
        return now.size() == 0
                ? null
                : (g, width, height) -> {
                    now.paint(g, theme, width, height, row);
                    if (focused) {
                        g.setStroke(new BasicStroke(1));
                        g.setPaint(theme.colour(Token.SELECTED, 1));
                        g.draw(new Rectangle2D.Double(0.5, 0.5, width - 1, height - 1));
                    }
                    return now;
                };
    }

    private String words(int row) {
        Drawing now = drawing.get();
        List<String> words = now.row(row);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            text.append(i == 0 ? "" : "\n")
                    .append(now.columns().get(i))
                    .append(": ")
                    .append(words.get(i));
        }
        return text.toString();
    }

    private void fillTable() {
        Drawing now = drawing.get();
        if (!table.isVisible() || now.size() == 0) {
            table.getItems().clear();
            return;
        }
        List<TableColumn<List<String>, ?>> columns = new ArrayList<>();
        for (int i = 0; i < now.columns().size(); i++) {
            int at = i;
            columns.add(Columns.text(now.columns().get(i), i == 0 ? 200 : 110, row -> row.get(at)));
        }
        table.getColumns().setAll(columns);
        table.getItems().setAll(now.rows());
        table.getSelectionModel().select(selected.get());
    }

    private ChartTheme theme() {
        return new ChartTheme(palette, ruler.getFont().getSize());
    }

    @Override
    public byte[] saved(String name) {
        return new Figure() {
            @Override
            public void paint(Graphics2D g, double width, double height) {
                ChartTheme theme = theme();
                g.setPaint(theme.colour(Token.GROUND, 1));
                g.fill(new Rectangle2D.Double(0, 0, width, height));
                drawing.get().paint(g, theme, width, height, -1);
            }

            @Override
            public String csv() {
                return Csv.table(drawing.get().columns(), drawing.get().rows());
            }
        }.bytes(name, Math.max(320, area.getWidth()), Math.max(200, area.getHeight()));
    }

    /// What is said beside the heading.
    public Label note() {
        return head.note();
    }

    /// Puts nodes beside the heading, before its buttons.
    public void addToHead(Node... nodes) {
        head.add(nodes);
    }

    /// What is drawn.
    public ObjectProperty<Drawing> drawingProperty() {
        return drawing;
    }
}
