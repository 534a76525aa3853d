package org.espalier.search.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.task.CancelledException;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;

/// What every evaluator promises, of whichever search.
public final class EvaluatorContract {

    private EvaluatorContract() {}

    /// Holds an evaluator to all of it.
    public static <T, S> void check(Evaluator<T, S> evaluator, ScoringCase<T, S> of) {
        List<S> expected = of.tasks().stream()
                .map(task -> of.own().score(task, TaskContext.NONE))
                .toList();
        assertTrue(Set.copyOf(expected).size() > 1, "tasks that tell nothing apart");
        scoresInOrderAndTellsEachOnce(evaluator, of, expected);
        askingTwiceIsHarmless(evaluator, of, expected);
        stopsInTheMiddleAndGoesOnLater(evaluator, of, expected);
        aWrongTaskIsAnErrorAndNotTheEnd(evaluator, of, expected);
        assertEquals(List.of(), evaluator.evaluate(List.of(), TaskContext.NONE));
    }

    private static <T, S> void scoresInOrderAndTellsEachOnce(
            Evaluator<T, S> evaluator, ScoringCase<T, S> of, List<S> expected) {
        Thread caller = Thread.currentThread();
        List<Integer> heard = new ArrayList<>();
        List<S> scores = evaluator.evaluate(
                of.tasks(),
                (index, score) -> {
                    assertEquals(caller, Thread.currentThread());
                    assertEquals(expected.get(index), score, "score " + index);
                    heard.add(index);
                },
                TaskContext.NONE);
        assertEquals(expected, scores);
        assertEquals(expected.size(), heard.size());
        assertEquals(expected.size(), new HashSet<>(heard).size());
    }

    private static <T, S> void askingTwiceIsHarmless(
            Evaluator<T, S> evaluator, ScoringCase<T, S> of, List<S> expected) {
        T first = of.tasks().getFirst();
        T last = of.tasks().getLast();
        assertEquals(
                List.of(expected.getLast(), expected.getFirst(), expected.getLast()),
                evaluator.evaluate(List.of(last, first, last), TaskContext.NONE));
    }

    private static <T, S> void stopsInTheMiddleAndGoesOnLater(
            Evaluator<T, S> evaluator, ScoringCase<T, S> of, List<S> expected) {
        AtomicInteger heard = new AtomicInteger();
        TaskContext untilTheFirst = new QuietListener() {
            @Override
            public boolean cancelled() {
                return heard.get() > 0;
            }
        };
        assertThrows(
                CancelledException.class,
                () -> evaluator.evaluate(of.tasks(), (_, _) -> heard.incrementAndGet(), untilTheFirst));
        assertEquals(1, heard.get(), "heard after the stop");
        assertThrows(CancelledException.class, () -> evaluator.evaluate(of.tasks(), untilTheFirst));
        assertEquals(expected.subList(0, 2), evaluator.evaluate(of.tasks().subList(0, 2), TaskContext.NONE));
    }

    private static <T, S> void aWrongTaskIsAnErrorAndNotTheEnd(
            Evaluator<T, S> evaluator, ScoringCase<T, S> of, List<S> expected) {
        assertThrows(
                RuntimeException.class,
                () -> evaluator.evaluate(List.of(of.tasks().getFirst(), of.wrong()), TaskContext.NONE));
        assertEquals(expected.subList(0, 1), evaluator.evaluate(of.tasks().subList(0, 1), TaskContext.NONE));
    }
}
