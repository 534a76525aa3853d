package org.espalier.ui.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class BackgroundThreadsTest {

    @Test
    @EnabledOnOs(OS.LINUX)
    void theyLetTheThreadThatAnswersGoFirstAndSoDoThoseTheyStart() throws InterruptedException {
        int own = niceness();
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        Thread background = BackgroundThreads.named("load").newThread(() -> {
            seen.add(niceness());
            Thread child = new Thread(() -> seen.add(niceness()));
            child.start();
            try {
                child.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        background.start();
        background.join();
        int nicer = Math.min(19, own + BackgroundThreads.NICENESS);
        assertEquals(List.of(nicer, nicer), seen);
        assertEquals(own, niceness(), "whoever starts them stays as it was");
    }

    @Test
    void theyAreNumberedDaemons() {
        ThreadFactory threads = BackgroundThreads.named("load");
        Thread first = threads.newThread(() -> {});
        assertEquals("load-1", first.getName());
        assertEquals("load-2", threads.newThread(() -> {}).getName());
        assertTrue(first.isDaemon());
    }

    /// Of the calling thread, as the kernel lists it.
    private static int niceness() {
        try {
            String line = Files.readString(Path.of("/proc/thread-self/stat"));
            String[] words = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return Integer.parseInt(words[16]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
