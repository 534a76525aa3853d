package org.espalier.ui.guide;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Group;
import javafx.scene.control.Label;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import javafx.scene.transform.Scale;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.node.BulletList;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Words;
import org.espalier.workbench.project.Installation;

/// Blocks of a guide's page as nodes: headings, paragraphs, lists, code, tables, pictures.
final class GuideBlocks {

    private static final double INDENT = 16;
    private static final double GAP = 12;

    /// What the guide keeps free beside a table.
    private static final double MARGIN = 72;

    /// How much wider strong words are than the toolkit's plain ones.
    private static final double STRONG = 1.15;

    /// The size of code, which any cell may have, in sizes of plain words.
    private static final double CODE = 0.92;

    /// Pixels that a measured word may lack.
    private static final double SLACK = 2;

    /// A block on screen.
    ///
    /// @param heading its text if it is a heading, else empty
    record Block(String heading, javafx.scene.Node node) {}

    private final GuideWords words;
    private final double width;
    private final Font font;

    /// Blocks whose links call `follow` with where they lead.
    ///
    /// @param width of the guide in pixels
    /// @param font of plain words
    GuideBlocks(Consumer<String> follow, double width, Font font) {
        words = new GuideWords(follow);
        this.width = width;
        this.font = font;
    }

    /// The blocks of a page, in order.
    List<Block> of(Node page) {
        List<Block> blocks = new ArrayList<>();
        for (Node node = page.getFirstChild(); node != null; node = node.getNext()) {
            blocks.add(block(node));
        }
        return blocks;
    }

    private Block block(Node node) {
        return switch (node) {
            case Heading heading -> {
                String text = GuideWords.plain(heading);
                Label label = Parts.paragraph(text, heading.getLevel() < 3 ? "page-title" : "section");
                label.setPadding(new javafx.geometry.Insets(heading.getLevel() < 3 ? 12 : 6, 0, 0, 0));
                yield new Block(text, label);
            }
            case Paragraph paragraph when picture(paragraph) != null -> new Block("", image(paragraph));
            case Paragraph paragraph -> new Block("", words.flow(paragraph));
            case FencedCodeBlock code -> new Block("", code(code.getLiteral()));
            case BulletList list -> new Block("", list(list, false));
            case OrderedList list -> new Block("", list(list, true));
            case TableBlock table -> new Block("", table(table));
            default -> new Block("", words.flow(node));
        };
    }

    private static javafx.scene.Node code(String text) {
        Label label = Parts.label(text.stripTrailing(), "mono");
        label.setWrapText(true);
        label.setMinHeight(javafx.scene.layout.Region.USE_PREF_SIZE);
        VBox box = new VBox(label);
        box.getStyleClass().add("inset");
        return box;
    }

    private javafx.scene.Node list(Node list, boolean numbered) {
        GridPane grid = new GridPane(8, 4);
        int number = 1;
        for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
            if (item instanceof ListItem) {
                VBox content = new VBox(4);
                of(item).forEach(block -> content.getChildren().add(block.node()));
                GridPane.setHgrow(content, Priority.ALWAYS);
                Label mark = Parts.label(numbered ? number + "." : "•", "muted");
                mark.setMinWidth(INDENT);
                GridPane.setValignment(mark, javafx.geometry.VPos.TOP);
                grid.addRow(number++, mark, content);
            }
        }
        return grid;
    }

    private javafx.scene.Node table(Node table) {
        GridPane grid = new GridPane(GAP, 4);
        grid.getStyleClass().add("inset");
        List<Double> widest = new ArrayList<>();
        int row = 0;
        for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
            for (Node line = part.getFirstChild(); line != null; line = line.getNext()) {
                if (line instanceof TableRow) {
                    int column = 0;
                    for (Node cell = line.getFirstChild(); cell != null; cell = cell.getNext()) {
                        boolean head = ((TableCell) cell).isHeader();
                        String plain = GuideWords.plain(cell);
                        javafx.scene.Node text = head ? Parts.paragraph(plain, "strong") : words.flow(cell);
                        GridPane.setHgrow(text, Priority.SOMETIMES);
                        GridPane.setValignment(text, javafx.geometry.VPos.TOP);
                        grid.add(text, column, row);
                        if (column == widest.size()) {
                            widest.add(0.0);
                        }
                        widest.set(
                                column,
                                Math.max(widest.get(column), head ? widestWord(plain, font) * STRONG : widest(plain)));
                        column++;
                    }
                    row++;
                }
            }
        }
        columns(grid, widest);
        return grid;
    }

    /// Gives each column room for its widest word; where that is too much, columns with short words keep theirs and the
    /// others share what is left.
    private void columns(GridPane grid, List<Double> widest) {
        double left = width - MARGIN - GAP * (widest.size() - 1);
        List<Double> ordered = widest.stream().sorted().toList();
        double most = 0;
        for (int i = 0; i < ordered.size(); i++) {
            most = Math.min(ordered.get(i), left / (ordered.size() - i));
            left -= most;
        }
        for (double word : widest) {
            ColumnConstraints column = new ColumnConstraints();
            column.setMinWidth(Math.min(word, most));
            column.setHgrow(Priority.SOMETIMES);
            grid.getColumnConstraints().add(column);
        }
    }

    private double widest(String text) {
        Font code = Font.font("monospace", font.getSize() * CODE);
        return SLACK + Math.max(widestWord(text, font), widestWord(text, code));
    }

    private static double widestWord(String text, Font font) {
        return text.lines()
                .flatMap(line ->
                        java.util.Arrays.stream(GuideWords.breakable(line).split("[\\s\u200b]+", -1)))
                .mapToDouble(word -> width(word, font))
                .max()
                .orElse(0);
    }

    private static double width(String word, Font font) {
        Text text = new Text(word);
        text.setFont(font);
        return text.getLayoutBounds().getWidth();
    }

    private static org.commonmark.node.@org.jspecify.annotations.Nullable Image picture(Paragraph paragraph) {
        return paragraph.getFirstChild() instanceof org.commonmark.node.Image image && image.getNext() == null
                ? image
                : null;
    }

    /// A picture of `assets/pictures`, as wide as the guide.
    private javafx.scene.Node image(Paragraph paragraph) {
        org.commonmark.node.Image image = picture(paragraph);
        String target = image == null ? "" : image.getDestination();
        Path file = Installation.root().resolve(target.replaceFirst("^(\\.\\./)+", ""));
        String name = image == null ? "" : GuideWords.plain(image);
        if (target.endsWith(".svg")) {
            return drawing(target, name);
        }
        if (!Files.isRegularFile(file)) {
            return Parts.label(Words.of("guide.picture", name), "muted");
        }
        ImageView view = new ImageView(new Image(file.toUri().toString(), 1280, 0, true, true, true));
        view.setPreserveRatio(true);
        view.setFitWidth(width - 56);
        view.setAccessibleText(name);
        return view;
    }

    /// A drawing beside the guide's pages, at most as wide as the guide.
    private javafx.scene.Node drawing(String file, String name) {
        return GuideText.drawing(file)
                .<javafx.scene.Node>map(drawn -> {
                    double scale =
                            Math.min(1, (width - 56) / drawn.getLayoutBounds().getWidth());
                    drawn.getTransforms().add(new Scale(scale, scale));
                    Group place = new Group(drawn);
                    place.setAccessibleText(name);
                    return place;
                })
                .orElseGet(() -> Parts.label(Words.of("guide.picture", name), "muted"));
    }
}
