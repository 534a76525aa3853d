package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoppedTest {

    @TempDir
    Path folder;

    @Test
    void whatAProcessStartedWritesNothingWhileItIsHeldAndIsKilledWithIt() throws Exception {
        Path file = folder.resolve("numbers");
        // The child writes, as a compiler does, and makes children of its own.
        String child = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); echo $i >> '" + file + "'; sleep 0.002; done";
        Process parent = new ProcessBuilder("sh", "-c", "sh -c \"$0\" & wait", child).start();
        try {
            awaitMoreThan(0, file);
            Stopped stopped = Stopped.stop(parent.toHandle());
            assertTrue(stopped.processes().size() >= 2, "the child is held too");
            long held = Files.size(file);
            TimeUnit.MILLISECONDS.sleep(50);
            assertEquals(held, Files.size(file));
            stopped.goOn();
            awaitMoreThan(held, file);
            Stopped last = Stopped.stop(parent.toHandle());
            last.kill();
            for (ProcessHandle process : last.processes()) {
                process.onExit().get(1, TimeUnit.MINUTES);
            }
            assertNotEquals(0, parent.waitFor());
        } finally {
            parent.descendants().forEach(ProcessHandle::destroyForcibly);
            parent.destroyForcibly();
        }
    }

    private static void awaitMoreThan(long bytes, Path file) throws Exception {
        while (!Files.exists(file) || Files.size(file) <= bytes) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }
}
