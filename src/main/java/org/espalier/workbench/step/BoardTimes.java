package org.espalier.workbench.step;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.plan.Board;
import org.espalier.plan.CostModel;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.project.BoardMeasurements;
import org.jspecify.annotations.Nullable;

/// The measured times of a board by which a run estimates others. They are kept in the run as it found
/// them: who measures the board meanwhile does not change the course of a run that goes on later.
///
/// @param schema "espalier.board-times/1"
/// @param board its id
/// @param measured nothing if the board was not measured yet
record BoardTimes(String schema, String board, List<BoardMeasurements.Measured> measured) {

    /// Its name in a run.
    static final String FILE = "times.json";

    private static final String SCHEMA = "espalier.board-times/1";

    /// What is known of a board now.
    static BoardTimes now(Board board, BoardMeasurements all) {
        return new BoardTimes(SCHEMA, board.id(), all.of(board));
    }

    /// The times a run began with; those of now if it has not begun. Says so where the two differ.
    ///
    /// @param run its folder; null if there is none
    /// @param results the file that it has once something was scored by these times
    /// @param limit whether the run looks for what keeps within a time
    /// @throws WorkbenchException if the run began without keeping its times and has a limit of time
    static BoardTimes of(
            @Nullable Path run,
            String results,
            boolean limit,
            Board board,
            BoardMeasurements all,
            TaskContext context) {
        BoardTimes now = now(board, all);
        if (run == null) {
            return now;
        }
        if (Files.exists(run.resolve(FILE))) {
            BoardTimes own = Json.read(run.resolve(FILE), BoardTimes.class);
            if (!own.equals(now)) {
                context.emit(TaskEvent.log("Times of the " + board.name()
                        + " were measured or removed since this run began; it goes on with" + " its own, from "
                        + run.resolve(FILE) + ". A new run uses those of now."));
            }
            return own;
        }
        if (limit && Files.exists(run.resolve(results))) {
            throw WorkbenchException.input(
                    "run.times",
                    run + " began without keeping the board's times, which may have changed since: with a limit of"
                            + " time, what it goes on to find would be a mixture",
                    "Start a new run, or leave --latency out.");
        }
        return now;
    }

    /// Keeps them in a run, if it has none.
    void keep(Path run) {
        if (!Files.exists(run.resolve(FILE))) {
            Json.write(run.resolve(FILE), this);
        }
    }

    CostModel model(Board device) {
        return BoardMeasurements.model(device, measured);
    }
}
