package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import org.espalier.task.CancelledException;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;

class ClusterStepTest {

    private static final Path LOG = Path.of("log");

    /// Cancelled at once.
    private static final class Cancelled implements QuietListener {
        @Override
        public boolean cancelled() {
            return true;
        }
    }

    /// A daemon that was served until it was cancelled, and that only what was left of the service may keep.
    private static WeakReference<Process> served() throws IOException {
        Process daemon = new ProcessBuilder("sleep", "600").start();
        assertThrows(CancelledException.class, () -> ClusterStep.serve(daemon, LOG, "worker", new Cancelled()));
        assertFalse(daemon.isAlive());
        return new WeakReference<>(daemon);
    }

    @Test
    void aDaemonThatEndedIsNotWaitedForWhenTheProgramEnds() throws Exception {
        WeakReference<Process> daemon = served();
        for (int i = 0; i < 100 && daemon.get() != null; i++) {
            System.gc();
            Thread.sleep(50);
        }
        assertNull(daemon.get(), "the program's end still holds it");
    }

    @Test
    void aDaemonThatEndsByItselfIsAnErrorThatNamesItsLog() throws IOException {
        Process daemon = new ProcessBuilder("false").start();
        WorkbenchException e = assertThrows(
                WorkbenchException.class, () -> ClusterStep.serve(daemon, LOG, "master", TaskContext.NONE));
        assertEquals("cluster.ended", e.code());
    }
}
