package org.espalier.search.evaluate;

import org.espalier.model.vit.Subnet;
import org.espalier.search.nas.SubnetCase;
import org.espalier.search.prune.PolicyCase;
import org.espalier.search.prune.Score;
import org.espalier.search.prune.Task;
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
}
