package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.Optional;
import org.espalier.plan.Boards;
import org.jspecify.annotations.Nullable;

/// A board that is described by a file of the user's, among those that options name.
final class OwnBoard {

    private OwnBoard() {}

    /// Its file; empty for a board of the program's own.
    ///
    /// @param id as `--board` takes it
    static Optional<Path> file(String id) {
        String plain = id.startsWith(Boards.VIRTUAL) ? id.substring(Boards.VIRTUAL.length()) : id;
        return plain.endsWith(".json") ? Optional.of(Path.of(plain)) : Optional.empty();
    }

    /// The id with a path that means the same from every working folder; null where none was given.
    static @Nullable String absolute(@Nullable String id) {
        return id == null
                ? null
                : file(id).map(file -> file.toAbsolutePath().normalize().toString())
                        .orElse(id);
    }
}
