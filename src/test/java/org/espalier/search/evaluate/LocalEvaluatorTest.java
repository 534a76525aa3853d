package org.espalier.search.evaluate;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.espalier.model.vit.Subnet;
import org.espalier.search.nas.SubnetCase;
import org.espalier.search.prune.PolicyCase;
import org.espalier.search.prune.Score;
import org.espalier.search.prune.Task;
import org.espalier.task.TaskContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both searches in this process.
class LocalEvaluatorTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void scoresPoliciesAsEveryEvaluatorDoes(int workers) {
        try (ScoringCase<Task, Score> policies = PolicyCase.open(5);
                LocalEvaluator<Task, Score> local = new LocalEvaluator<>(policies.own(), workers)) {
            EvaluatorContract.check(local, policies);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void measuresSubnetsAsEveryEvaluatorDoes(int workers) {
        try (ScoringCase<Subnet, Double> subnets = SubnetCase.open(5);
                LocalEvaluator<Subnet, Double> local = new LocalEvaluator<>(subnets.own(), workers)) {
            EvaluatorContract.check(local, subnets);
        }
    }

    private record Failing(Error error) implements Scorer<Integer, Integer> {

        @Override
        public Integer score(Integer task, TaskContext context) {
            throw error;
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anErrorIsThrownAsItIs(int workers) {
        OutOfMemoryError error = new OutOfMemoryError("no room for the states");
        try (LocalEvaluator<Integer, Integer> local = new LocalEvaluator<>(new Failing(error), workers)) {
            assertSame(error, assertThrows(Throwable.class, () -> local.evaluate(List.of(1, 2, 3), TaskContext.NONE)));
        }
    }
}
