package org.espalier.ui.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.espalier.ui.session.Command;
import org.espalier.ui.session.Page;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Session;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Theme;

/// Every command of the window, in one table.
final class Commands {

    private static final int SIZE_STEP = 10;

    private final Session session;
    private final Supplier<Page> page;
    private final List<Command> always = new ArrayList<>();

    Commands(Session session, Supplier<Page> page) {
        this.session = session;
        this.page = page;
        for (PageId id : PageId.values()) {
            always.add(Command.of(
                    Words.of("command.page", id.title()),
                    "Shortcut+" + id.digit(),
                    () -> session.pageProperty().set(id)));
        }
        for (Theme theme : Theme.values()) {
            String word = theme.name().toLowerCase(java.util.Locale.ROOT);
            always.add(new Command(
                    Words.of("command.theme", Words.of("settings.theme." + word)),
                    null,
                    () -> session.appearance().themeProperty().set(theme)));
        }
        always.add(Command.of(Words.of("command.larger"), "Shortcut+PLUS", () -> resize(SIZE_STEP)));
        always.add(Command.of(Words.of("command.smaller"), "Shortcut+MINUS", () -> resize(-SIZE_STEP)));
        always.add(Command.of(
                Words.of("command.normal"),
                "Shortcut+0",
                () -> session.appearance().sizeProperty().set(100)));
        always.add(Command.of("settings.layout.reset", session.preferences()::resetLayout));
        always.add(Command.of("task.clear", session.tasks()::clearEnded));
    }

    /// Adds a command that needs the shell.
    void add(Command command) {
        always.add(command);
    }

    /// Those that work on every page.
    List<Command> always() {
        return always;
    }

    /// Those of the page in front, then the rest.
    List<Command> now() {
        List<Command> all = new ArrayList<>(page.get().commands());
        all.addAll(always);
        return all;
    }

    void resize(int change) {
        int size = session.appearance().sizeProperty().get() + change;
        session.appearance().sizeProperty().set(Math.clamp(size, 80, 200));
    }
}
