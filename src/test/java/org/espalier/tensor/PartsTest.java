package org.espalier.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PartsTest {

    @Property(tries = 200)
    void everythingIsDoneOnceInPartsOfTheLengthAskedFor(
            @ForAll @IntRange(max = 1000) int count, @ForAll @IntRange(min = 1, max = 300) int atOnce) {
        AtomicIntegerArray done = new AtomicIntegerArray(count);
        Parts.of(count, atOnce, (from, to) -> {
            assertEquals(0, from % atOnce);
            assertEquals(Math.min(count, from + atOnce), to);
            for (int i = from; i < to; i++) {
                done.incrementAndGet(i);
            }
        });
        for (int i = 0; i < count; i++) {
            assertEquals(1, done.get(i));
        }
    }

    @Test
    void oneThreadThatIsHeldUpLeavesTheOtherPartsToTheOthers() {
        Assumptions.assumeTrue(ForkJoinPool.getCommonPoolParallelism() > 0);
        int parts = 64;
        CountDownLatch others = new CountDownLatch(parts - 1);
        LongAdder waited = new LongAdder();
        Parts.of(parts, 1, (from, _) -> {
            if (from > 0) {
                others.countDown();
                return;
            }
            waited.add(awaited(others) ? 1 : 0);
        });
        assertEquals(1, waited.sum(), "the first part sees all the others done while it waits");
    }

    @Test
    void aPartThatFailsFailsTheWhole() {
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> Parts.of(10, 3, (from, _) -> {
                    if (from == 3) {
                        throw new IllegalStateException("three");
                    }
                }));
        assertEquals("three", e.getMessage());
    }

    @Test
    void whatFailsOnAnotherThreadIsThrownAsItIs() {
        Assumptions.assumeTrue(ForkJoinPool.getCommonPoolParallelism() > 0);
        Thread caller = Thread.currentThread();
        CountDownLatch failing = new CountDownLatch(1);
        IllegalStateException thrown = new IllegalStateException("another");
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> Parts.of(64, 1, (_, _) -> {
                    if (Thread.currentThread() != caller) {
                        failing.countDown();
                        throw thrown;
                    }
                    assertTrue(awaited(failing), "no other thread came to help");
                }));
        assertSame(thrown, e);
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
