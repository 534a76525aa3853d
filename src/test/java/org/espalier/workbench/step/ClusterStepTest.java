package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import org.espalier.task.CancelledException;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;

class ClusterStepTest {

    private static final Path LOG = Path.of("log");

    /// By then a collection has long told what it collected.
    private static final long COLLECTED_MILLIS = 60_000;

    /// Cancelled at once.
    private static final class Cancelled implements QuietListener {
        @Override
        public boolean cancelled() {
            return true;
        }
    }

    /// A daemon that was served until it was cancelled, and that only what was left of the service may keep.
    private static WeakReference<Process> served(ReferenceQueue<Process> gone) throws IOException {
        Process daemon = new ProcessBuilder("sleep", "600").start();
        assertThrows(CancelledException.class, () -> ClusterStep.serve(daemon, LOG, "worker", new Cancelled()));
        assertFalse(daemon.isAlive());
        return new WeakReference<>(daemon, gone);
    }

    @Test
    void aDaemonThatEndedIsNotWaitedForWhenTheProgramEnds() throws Exception {
        ReferenceQueue<Process> gone = new ReferenceQueue<>();
        WeakReference<Process> daemon = served(gone);
        System.gc();
        assertSame(daemon, gone.remove(COLLECTED_MILLIS), "the program's end still holds it");
    }

    @Test
    void aDaemonThatEndsByItselfIsAnErrorThatNamesItsLog() throws IOException {
        Process daemon = new ProcessBuilder("false").start();
        WorkbenchException e = assertThrows(
                WorkbenchException.class, () -> ClusterStep.serve(daemon, LOG, "master", TaskContext.NONE));
        assertEquals("cluster.ended", e.code());
    }
}
