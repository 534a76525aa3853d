package org.espalier.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RowTeamTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static void allRows(RowTeam team) {
        AtomicInteger rows = new AtomicInteger();
        team.run(1000, 10, (from, to) -> rows.addAndGet(to - from));
        assertEquals(1000, rows.get());
    }

    @Test
    void anErrorOfAWorkerIsTheCallersAndStopsNobody() {
        assertTimeoutPreemptively(PATIENCE, () -> {
            try (RowTeam team = new RowTeam(3)) {
                Thread caller = Thread.currentThread();
                CountDownLatch worker = new CountDownLatch(1);
                assertThrows(
                        OutOfMemoryError.class,
                        () -> team.run(1000, 10, (_, _) -> {
                            if (Thread.currentThread().equals(caller)) {
                                await(worker);
                            } else {
                                worker.countDown();
                                throw new OutOfMemoryError("thrown for a test");
                            }
                        }));
                allRows(team);
            }
        });
    }

    @Test
    void whatFailedOnceIsNotToldOfTheNextProduct() {
        assertTimeoutPreemptively(PATIENCE, () -> {
            try (RowTeam team = new RowTeam(2)) {
                CountDownLatch both = new CountDownLatch(2);
                assertThrows(
                        IllegalStateException.class,
                        () -> team.run(1000, 10, (_, _) -> {
                            both.countDown();
                            await(both);
                            throw new IllegalStateException("on both threads");
                        }));
                allRows(team);
            }
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
