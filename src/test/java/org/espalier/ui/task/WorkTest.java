package org.espalier.ui.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.espalier.task.TaskEvent;
import org.junit.jupiter.api.Test;

/// A piece of work between its thread and the one that shows it.
class WorkTest {

    private static void end(Work<?> work) {
        while (!work.stateProperty().get().ended()) {
            work.poll();
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsToldJustBeforeTheEndIsHeardBeforeIt() {
        CountDownLatch told = new CountDownLatch(1);
        List<String> heard = new ArrayList<>();
        Work<Integer> work = new Work<>("Counting", context -> {
            context.stage("Sheep");
            await(told);
            context.emit(new TaskEvent("last", Map.of()));
            return 7;
        });
        Thread worker = new Thread(work::execute);
        work.event(event -> heard.add(event.kind())).done(value -> heard.add("done " + value));
        // The stage is carried over after the events: the worker ends between the two.
        work.stageProperty().addListener((_, _, stage) -> {
            if (stage.equals("Sheep")) {
                told.countDown();
                join(worker);
            }
        });
        worker.start();
        end(work);
        assertEquals(List.of("last", "done 7"), heard);
    }

    @Test
    void aFaultOfTheVirtualMachineEndsTheWork() {
        for (Error fault : List.of(new InternalError("a fault"), new AssertionError("never"))) {
            Work<Integer> work = new Work<>("Reading", _ -> {
                throw fault;
            });
            work.execute();
            end(work);
            assertEquals(WorkState.FAILED, work.stateProperty().get());
            assertNotNull(work.error());
        }
    }

    @Test
    void workThatStillWaitsStopsWhenItIsAskedTo() {
        Work<Integer> work = new Work<>("Waiting", _ -> 7);
        work.cancel();
        work.poll();
        assertEquals(WorkState.STOPPING, work.stateProperty().get());
        work.execute();
        end(work);
        assertEquals(WorkState.CANCELLED, work.stateProperty().get());
    }

    @Test
    void whoWaitsForTheEndHearsOfItThoughAnotherListenerFails() {
        List<String> heard = new ArrayList<>();
        Work<Integer> work = new Work<>("Counting", _ -> 7);
        work.done(_ -> {
                    throw new IllegalStateException("a page that cannot show it");
                })
                .ended(() -> heard.add("ended"));
        work.execute();
        assertThrows(IllegalStateException.class, work::poll);
        assertEquals(List.of("ended"), heard);
        assertEquals(WorkState.DONE, work.stateProperty().get());
    }
}
