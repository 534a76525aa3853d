package org.espalier.ui.shell;

import java.time.Duration;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.task.Work;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;

/// One line about a piece of work: what it does and how long that will take, or how it ended.
final class WorkText {

    private WorkText() {}

    static String line(Work<?> work) {
        String time = Numbers.duration(work.elapsedProperty().get());
        return switch (work.stateProperty().get()) {
            case QUEUED -> Words.of("task.queued", work.title());
            case STOPPING -> Words.of("task.stopping", work.title());
            case DONE -> Words.of("task.done", work.title(), time);
            case CANCELLED -> Words.of("task.cancelled", work.title(), time);
            case FAILED -> Words.of("task.failed", work.title(), message(work));
            case RUNNING -> running(work);
        };
    }

    private static String message(Work<?> work) {
        WorkbenchException error = work.error();
        return error == null ? "" : error.getMessage();
    }

    private static String running(Work<?> work) {
        StringBuilder line = new StringBuilder(work.title());
        String stage = work.stageProperty().get();
        if (!stage.isEmpty()) {
            line.append(" · ").append(stage);
        }
        double share = work.fractionProperty().get();
        if (share >= 0) {
            line.append(" · ").append(Numbers.percentOf(Math.floor(share * 100)));
        }
        Duration left = work.leftProperty().get();
        if (left != null) {
            line.append(" · ").append(Words.of("task.left", Numbers.duration(left)));
        }
        return line.toString();
    }
}
