package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.espalier.board.BoardConnection;
import org.espalier.board.FirmwareFolder;
import org.espalier.board.LayerComparison;
import org.espalier.board.flash.BoardFinder;
import org.espalier.format.image.Images;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;

/// `board diff`: where a board's values first differ from the reference executor's.
public final class BoardDiffStep implements Step<BoardDiffStep.Parameters, BoardDiffStep.Result> {

    /// What runs where on what.
    public record Parameters(Path firmware, String board, Path image) {}

    /// The comparison.
    ///
    /// @param schema "espalier.difference/1"
    /// @param equal whether no value differs
    /// @param imageAsBuilt whether the folder's image has the bytes its build recorded
    /// @param sides what was compared with the executor
    /// @param first the first value that differs, or null
    /// @param layers by step of the plan; one that writes no activation has none
    public record Result(
            String schema,
            String board,
            boolean equal,
            boolean imageAsBuilt,
            List<String> sides,
            @Nullable First first,
            List<Layer> layers) {

        /// The schema of this record.
        public static final String SCHEMA = "espalier.difference/1";
    }

    /// One value that differs.
    ///
    /// @param side "host" or the board's id
    /// @param token row, from 0
    /// @param channel column, from 0
    public record First(
            String side, int step, String layer, String activation, int token, int channel, int expected, int got) {}

    /// One step: how many of its values differ, by side.
    ///
    /// @param activation the matrix it writes
    public record Layer(String name, String activation, int values, Map<String, Integer> differing) {}

    @Override
    public String name() {
        return "board diff";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        FirmwareFolder firmware = FirmwareFolder.openAnyImage(parameters.firmware());
        byte[] picture = firmware.network().input().prepare(Images.read(parameters.image()));
        try (BoardConnection board = BoardConnection.open(parameters.board(), firmware, new BoardFinder(), context)) {
            LayerComparison.Result result = LayerComparison.compare(board, firmware, picture, context);
            return new Result(
                    Result.SCHEMA,
                    parameters.board(),
                    result.first().isEmpty(),
                    firmware.imageAsBuilt(),
                    result.sides(),
                    result.first().map(BoardDiffStep::first).orElse(null),
                    result.layers().stream()
                            .map(l -> new Layer(l.name(), l.activation(), l.values(), l.differing()))
                            .toList());
        }
    }

    private static First first(LayerComparison.Difference d) {
        return new First(d.side(), d.step(), d.layer(), d.activation(), d.token(), d.channel(), d.expected(), d.got());
    }
}
