package org.espalier.ui.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Consumer;

/// What the user changed while a project is open, the last change first to be taken back.
public final class Edits {

    private static final int KEPT = 200;

    private final Deque<Edit> past = new ArrayDeque<>();
    private final Deque<Edit> future = new ArrayDeque<>();
    private final Consumer<PageId> show;
    private boolean moving;

    private record Edit(PageId page, Runnable back, Runnable again) {}

    /// No edits yet.
    ///
    /// @param show brings a page to the front: an edit is taken back where the user sees it
    Edits(Consumer<PageId> show) {
        this.show = show;
    }

    /// Remembers a change; nothing while one is taken back, and nothing that is no change.
    ///
    /// @param page where it shows
    /// @param set makes it and takes it back
    public <T> void remember(PageId page, T before, T now, Consumer<T> set) {
        if (moving || Objects.equals(before, now)) {
            return;
        }
        past.push(new Edit(page, () -> set.accept(before), () -> set.accept(now)));
        while (past.size() > KEPT) {
            past.removeLast();
        }
        future.clear();
    }

    /// Takes the last change back; false if there is none.
    public boolean undo() {
        return move(past, future, true);
    }

    /// Makes the change taken back last once more; false if there is none.
    public boolean redo() {
        return move(future, past, false);
    }

    private boolean move(Deque<Edit> from, Deque<Edit> to, boolean back) {
        if (from.isEmpty()) {
            return false;
        }
        Edit edit = from.pop();
        to.push(edit);
        moving = true;
        try {
            show.accept(edit.page());
            (back ? edit.back() : edit.again()).run();
        } finally {
            moving = false;
        }
        return true;
    }

    /// Forgets all of them: they were of another project.
    void clear() {
        past.clear();
        future.clear();
    }
}
