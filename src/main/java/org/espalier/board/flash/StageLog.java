package org.espalier.board.flash;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.espalier.task.TaskContext;

/// Keeps book of the stages while they happen and tells the surroundings.
public final class StageLog {

    private static final List<Stage> ORDER = List.of(Stage.values());

    private final TaskContext context;
    private final String board;
    private final Map<Stage, StageResult> ended = new EnumMap<>(Stage.class);
    private int at;
    private long since = System.nanoTime();

    /// Starts at [Stage#CONNECT].
    public StageLog(TaskContext context, String board) {
        this.context = context;
        this.board = board;
        announce();
    }

    private void announce() {
        context.stage("Flashing " + board + ": " + current().word());
    }

    /// The first stage that has not ended, or the last.
    Stage current() {
        return ORDER.get(Math.min(at, ORDER.size() - 1));
    }

    /// Whether a stage has ended.
    boolean has(Stage stage) {
        return ended.containsKey(stage);
    }

    /// Parts of the current stage that are finished.
    void progress(long done, long total) {
        context.progress(done, total);
    }

    /// A stage ended well; stages before it of which nothing was heard count as not reported.
    public void done(Stage stage, String detail) {
        if (ended.containsKey(stage)) {
            return;
        }
        while (current() != stage) {
            end(current(), StageResult.NOT_REPORTED, "");
        }
        end(stage, StageResult.DONE, detail);
    }

    private void end(Stage stage, String outcome, String detail) {
        long now = System.nanoTime();
        ended.put(stage, new StageResult(stage.word(), outcome, detail, Math.round((now - since) / 1e6) / 1e3));
        since = now;
        at++;
        if (at < ORDER.size()) {
            announce();
        }
    }

    /// All stages, once the last has ended.
    public List<StageResult> results() {
        List<StageResult> results = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            results.add(ended.getOrDefault(stage, new StageResult(stage.word(), StageResult.NOT_REPORTED, "", 0)));
        }
        return results;
    }
}
