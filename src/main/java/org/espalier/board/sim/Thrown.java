package org.espalier.board.sim;

import org.jspecify.annotations.Nullable;

/// What was thrown by work that native code called for: it must not cross that code, and is thrown once it returns.
final class Thrown {

    private @Nullable Throwable first;

    /// Does some work; says whether it threw.
    boolean by(Runnable work) {
        try {
            work.run();
            return false;
        } catch (RuntimeException | Error e) {
            first = first == null ? e : first;
            return true;
        }
    }

    /// Whether any work threw.
    boolean any() {
        return first != null;
    }

    /// Throws the first that was thrown, as it is, if any was.
    void again() {
        switch (first) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }
}
