package org.espalier.ui.shell;

import javafx.scene.control.ComboBox;
import javafx.util.StringConverter;
import org.espalier.plan.Boards;
import org.espalier.ui.control.Parts;
import org.espalier.ui.session.Session;
import org.espalier.ui.text.Words;
import org.jspecify.annotations.Nullable;

/// The board that everything is planned for: a choice of those this build knows; absent when no project is for one.
final class BoardPicker extends ComboBox<String> {

    private static final String VIRTUAL = "virtual:";

    private boolean following;

    BoardPicker(Session session) {
        setId("header.board");
        setMinWidth(96);
        setAccessibleText(Words.of("header.board"));
        setTooltip(new javafx.scene.control.Tooltip(Words.of("header.board")));
        getItems().setAll(Boards.ids());
        setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable String id) {
                return id == null ? "" : Boards.byId(id).name();
            }

            @Override
            public @Nullable String fromString(@Nullable String name) {
                return name;
            }
        });
        session.boardProperty().subscribe(board -> {
            following = true;
            Parts.visible(this, board != null);
            String plain = board == null || !board.startsWith(VIRTUAL) ? board : board.substring(VIRTUAL.length());
            // A board of one's own is a file that no list names.
            getItems().setAll(Boards.ids());
            if (plain != null && !getItems().contains(plain)) {
                getItems().add(plain);
            }
            setValue(plain);
            following = false;
        });
        valueProperty().subscribe(id -> {
            if (!following && id != null) {
                session.choose(VIRTUAL + id);
            }
        });
    }
}
