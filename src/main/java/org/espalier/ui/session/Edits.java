package org.espalier.ui.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;

/// What the user changed while a project is open, the last change first to be taken back.
public final class Edits {

    private static final int KEPT = 200;

    private final Deque<Edit> past = new ArrayDeque<>();
    private final Deque<Edit> future = new ArrayDeque<>();
    private final Consumer<PageId> show;
    private final ReadOnlyBooleanWrapper undoable = new ReadOnlyBooleanWrapper(this, "undoable", false);
    private final ReadOnlyBooleanWrapper redoable = new ReadOnlyBooleanWrapper(this, "redoable", false);
    private boolean moving;

    private record Edit(PageId page, Runnable back, Runnable again) {}

    /// What a change has come to is known when it is taken back: a drag goes on after it was remembered.
    private static final class Growing<T> {
        private final T before;
        private final Supplier<T> state;
        private final Consumer<T> set;
        private T now;

        Growing(T before, Supplier<T> state, Consumer<T> set) {
            this.before = before;
            this.state = state;
            this.set = set;
            this.now = before;
        }

        void back() {
            now = state.get();
            set.accept(before);
        }

        void again() {
            set.accept(now);
        }
    }

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
        if (!moving && !Objects.equals(before, now)) {
            push(new Edit(page, () -> set.accept(before), () -> set.accept(now)));
        }
    }

    /// Remembers a change that has only begun, as a drag does; nothing while one is taken back.
    ///
    /// @param page where it shows
    /// @param before what it began with
    /// @param state what it has come to, asked when it is taken back
    /// @param set makes it and takes it back
    public <T> void begin(PageId page, T before, Supplier<T> state, Consumer<T> set) {
        if (!moving) {
            Growing<T> growing = new Growing<>(before, state, set);
            push(new Edit(page, growing::back, growing::again));
        }
    }

    private void push(Edit edit) {
        past.push(edit);
        while (past.size() > KEPT) {
            past.removeLast();
        }
        future.clear();
        tell();
    }

    private void tell() {
        undoable.set(!past.isEmpty());
        redoable.set(!future.isEmpty());
    }

    /// Whether there is a change to take back.
    public ReadOnlyBooleanProperty undoableProperty() {
        return undoable.getReadOnlyProperty();
    }

    /// Whether there is one to make again.
    public ReadOnlyBooleanProperty redoableProperty() {
        return redoable.getReadOnlyProperty();
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
            tell();
        }
        return true;
    }

    /// Forgets all of them: they were of another project.
    void clear() {
        past.clear();
        future.clear();
        tell();
    }
}
