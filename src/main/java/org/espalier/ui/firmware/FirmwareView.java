package org.espalier.ui.firmware;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TabPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TreeCell;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeView;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.espalier.ui.chart.DrawnBox;
import org.espalier.ui.control.Empty;
import org.espalier.ui.control.LazyTab;
import org.espalier.ui.control.PageFrame;
import org.espalier.ui.control.Parts;
import org.espalier.ui.control.ScrollArea;
import org.espalier.ui.control.ShareBar;
import org.espalier.ui.control.Splits;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.jspecify.annotations.Nullable;

/// Layout of the Firmware page: files and code above, sizes and build log below.
final class FirmwareView extends StackPane {

    /// What the page can be asked to do.
    interface Actions {
        /// Generates and builds.
        void build();

        /// Stops that.
        void cancel();

        /// Goes where a project can be opened.
        void home();
    }

    private final PageFrame frame;

    FirmwareView(FirmwareModel model, Preferences preferences, Actions actions) {
        Button build = Parts.primary("firmware.build", "mdi2h-hammer-wrench", actions::build);
        Button cancel = Parts.button("firmware.cancel", actions::cancel);
        cancel.setGraphic(Parts.icon("mdi2s-stop"));
        model.busy.subscribe(busy -> {
            Parts.visible(build, !busy);
            Parts.visible(cancel, busy);
        });
        frame = new PageFrame(Words.of("page.firmware"), build, cancel);
        frame.subject().textProperty().bind(model.subject);
        Node upper = Splits.horizontal(preferences, "firmware.upper", 0.24, files(model), code(model));
        HBox lower = new HBox(8, accounts(model), right(model, preferences));
        Node body = Splits.vertical(preferences, "firmware", 0.56, upper, lower);
        Node empty = new Empty(
                "mdi2f-file-code-outline",
                Words.of("firmware.empty"),
                Parts.button("firmware.empty.go", actions::home));
        model.hasNetwork.subscribe(has -> {
            Parts.visible(body, has);
            Parts.visible(empty, !has);
            build.setDisable(!has);
        });
        frame.setBody(new StackPane(body, empty));
        getChildren().add(frame);
    }

    PageFrame frame() {
        return frame;
    }

    private static Node files(FirmwareModel model) {
        TreeView<Path> tree = new TreeView<>();
        tree.setId("firmware.files");
        tree.setShowRoot(false);
        tree.setAccessibleText(Words.of("firmware.files"));
        tree.setCellFactory(_ -> new TreeCell<>() {
            @Override
            protected void updateItem(@Nullable Path path, boolean empty) {
                super.updateItem(path, empty);
                setText(empty || path == null ? null : String.valueOf(path.getFileName()));
                setGraphic(
                        empty || getTreeItem() == null
                                ? null
                                : Parts.icon(
                                        getTreeItem().isLeaf() ? "mdi2f-file-outline" : "mdi2f-folder-outline",
                                        "quiet"));
            }
        });
        Label none = Parts.paragraph(Words.of("firmware.files.none"), "muted");
        model.files.subscribe(root -> {
            tree.setRoot(root);
            Parts.visible(tree, root != null);
            Parts.visible(none, root == null);
            select(tree, model.file.get());
        });
        model.file.subscribe((_, file) -> select(tree, file));
        tree.getSelectionModel().selectedItemProperty().addListener((_, _, item) -> {
            if (item != null && item.isLeaf()) {
                model.file.set(item.getValue());
            }
        });
        VBox.setVgrow(tree, Priority.ALWAYS);
        VBox box = Parts.panel("firmware.files", none, tree);
        box.setMinWidth(160);
        return box;
    }

    private static void select(TreeView<Path> tree, @Nullable Path file) {
        TreeItem<Path> found = file == null || tree.getRoot() == null ? null : find(tree.getRoot(), file);
        if (found != null && !found.equals(tree.getSelectionModel().getSelectedItem())) {
            for (TreeItem<Path> up = found.getParent(); up != null; up = up.getParent()) {
                up.setExpanded(true);
            }
            tree.getSelectionModel().select(found);
        }
    }

    private static @Nullable TreeItem<Path> find(TreeItem<Path> item, Path file) {
        if (item.getValue().equals(file)) {
            return item;
        }
        for (TreeItem<Path> child : item.getChildren()) {
            TreeItem<Path> found = find(child, file);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static Node code(FirmwareModel model) {
        Label name = Parts.label("", "section");
        model.file.subscribe(
                file -> name.setText(file == null ? Words.of("firmware.code") : String.valueOf(file.getFileName())));
        ListView<String> lines = new ListView<>();
        lines.setId("firmware.code");
        lines.getStyleClass().add("code");
        lines.setAccessibleText(Words.of("firmware.code"));
        lines.setPlaceholder(Parts.label(Words.of("firmware.code.none"), "muted"));
        model.lines.subscribe(text -> lines.getItems().setAll(text));
        VBox.setVgrow(lines, Priority.ALWAYS);
        VBox box = new VBox(8, name, lines);
        box.getStyleClass().add("panel");
        return box;
    }

    private static Node accounts(FirmwareModel model) {
        VBox rows = new VBox(12);
        rows.setPadding(new javafx.geometry.Insets(0, 12, 0, 0));
        model.memories.subscribe(memories -> {
            rows.getChildren()
                    .setAll(memories.stream().map(FirmwareView::account).toList());
            if (memories.isEmpty()) {
                rows.getChildren().add(Parts.paragraph(Words.of("firmware.sizes.none"), "muted"));
            }
        });
        ScrollPane scroll = new ScrollArea(rows);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("page-scroll");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        VBox box = Parts.panel("firmware.sizes", scroll);
        box.setId("firmware.sizes");
        box.setMinWidth(0);
        box.setPrefWidth(560);
        HBox.setHgrow(box, Priority.ALWAYS);
        return box;
    }

    private static Node account(FirmwareModel.Memory memory) {
        GridPane grid = new GridPane(8, 4);
        bar(grid, 0, Words.of("firmware.plan"), List.of(memory.plan()), memory);
        bar(
                grid,
                1,
                Words.of("firmware.linker"),
                memory.sections().stream().map(FirmwareModel.Section::bytes).toList(),
                memory);
        String sections = memory.sections().stream()
                .map(section -> section.name() + " " + Numbers.count(section.bytes()))
                .collect(Collectors.joining(" · "));
        return new VBox(
                4,
                Parts.label(Words.of("firmware.memory", memory.name(), Numbers.bytes(memory.budget())), "strong"),
                grid,
                Parts.paragraph(sections, "caption"),
                pairs(memory.pairs()),
                Parts.paragraph(memory.difference()));
    }

    /// Part, plan, linker, difference: a row each.
    private static Node pairs(List<FirmwareModel.Pair> pairs) {
        GridPane grid = new GridPane(16, 2);
        grid.addRow(
                0,
                Parts.label(Words.of("firmware.pair.part"), "caption"),
                number(Words.of("firmware.plan"), "caption"),
                number(Words.of("firmware.linker"), "caption"),
                number(Words.of("firmware.pair.difference"), "caption"));
        for (FirmwareModel.Pair pair : pairs) {
            long difference = pair.linker() - pair.plan();
            grid.addRow(
                    grid.getRowCount(),
                    Parts.label(pair.name()),
                    number(Numbers.count(pair.plan()), "number"),
                    number(Numbers.count(pair.linker()), "number"),
                    number(
                            difference == 0
                                    ? Words.of("firmware.pair.same")
                                    : (difference > 0 ? "+" : "−") + Numbers.count(Math.abs(difference)),
                            difference == 0 ? "muted" : "number"));
        }
        return grid;
    }

    private static Label number(String text, String style) {
        Label label = Parts.label(text, style);
        label.setMinWidth(Region.USE_PREF_SIZE);
        GridPane.setHalignment(label, javafx.geometry.HPos.RIGHT);
        return label;
    }

    /// Flash by layer, or the log while and after a build.
    private static Node right(FirmwareModel model, Preferences preferences) {
        DrawnBox flash = new DrawnBox(preferences, "firmware.flash", Words.of("flash.map"), Words.of("flash.none"));
        flash.getStyleClass().add("panel");
        flash.drawingProperty().bind(model.flash);
        LazyTab logTab = new LazyTab("firmware.log", log(model));
        TabPane tabs = new TabPane(new LazyTab("flash.tab", flash), logTab);
        tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        tabs.setAccessibleText(Words.of("firmware.tabs"));
        tabs.setMinSize(0, 0);
        tabs.setPrefWidth(560);
        HBox.setHgrow(tabs, Priority.ALWAYS);
        model.busy.addListener((_, _, busy) -> {
            if (busy) {
                tabs.getSelectionModel().select(logTab);
            }
        });
        return tabs;
    }

    private static void bar(GridPane grid, int row, String name, List<Long> parts, FirmwareModel.Memory memory) {
        ShareBar bar = new ShareBar();
        bar.show(parts, memory.budget());
        GridPane.setHgrow(bar, Priority.ALWAYS);
        long sum = parts.stream().mapToLong(Long::longValue).sum();
        Label number = Parts.label(Numbers.exactBytes(sum), "number");
        number.setMinWidth(Region.USE_PREF_SIZE);
        GridPane.setHalignment(number, javafx.geometry.HPos.RIGHT);
        Label title = Parts.label(name, "muted");
        title.setMinWidth(Region.USE_PREF_SIZE);
        bar.setAccessibleText(name + " " + Numbers.exactBytes(sum));
        grid.addRow(row, title, bar, number);
    }

    private static Node log(FirmwareModel model) {
        TextArea log = new TextArea();
        log.setId("firmware.log");
        log.setEditable(false);
        log.getStyleClass().add("log");
        log.setAccessibleText(Words.of("firmware.log"));
        log.setPromptText(Words.of("firmware.log.none"));
        model.log.subscribe(text -> {
            log.setText(text);
            log.positionCaret(text.length());
        });
        VBox.setVgrow(log, Priority.ALWAYS);
        VBox box = new VBox(log);
        box.getStyleClass().add("panel");
        return box;
    }
}
