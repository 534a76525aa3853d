package org.espalier.search.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.SparkConf;
import org.espalier.model.vit.Subnet;
import org.espalier.search.evaluate.EvaluatorContract;
import org.espalier.search.evaluate.ScoringCase;
import org.espalier.search.nas.SubnetCase;
import org.espalier.search.prune.PolicyCase;
import org.espalier.search.prune.Score;
import org.espalier.search.prune.Task;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;

/// Both searches on Spark within this process.
class SparkEvaluatorTest {

    private static final SparkMaster TWO = new SparkMaster("local[2]");

    @Test
    void scoresPoliciesAsEveryEvaluatorDoes() {
        try (ScoringCase<Task, Score> policies = PolicyCase.open(5);
                SparkDriver driver = SparkDriver.open(TWO, null);
                SparkEvaluator<Task, Score> spark = of(driver, policies)) {
            EvaluatorContract.check(spark, policies);
        }
    }

    @Test
    void measuresSubnetsAsEveryEvaluatorDoes() {
        try (ScoringCase<Subnet, Double> subnets = SubnetCase.open(5);
                SparkDriver driver = SparkDriver.open(TWO, null);
                SparkEvaluator<Subnet, Double> spark = of(driver, subnets)) {
            EvaluatorContract.check(spark, subnets);
        }
    }

    private static <T, S> SparkEvaluator<T, S> of(SparkDriver driver, ScoringCase<T, S> of) {
        return new SparkEvaluator<>(
                driver, new Wire<>(of.type(), of.score()), of.own(), of.factory(), of.supplements());
    }

    @Test
    void listensOnLoopbackOnlyWithAuthenticationOnAndWithoutAPage() {
        try (SparkDriver driver = SparkDriver.open(TWO, null)) {
            SparkConf conf = driver.context().getConf();
            assertEquals("127.0.0.1", conf.get("spark.driver.host"));
            assertEquals("127.0.0.1", conf.get("spark.driver.bindAddress"));
            assertEquals("true", conf.get("spark.authenticate"));
            assertEquals("true", conf.get("spark.network.crypto.enabled"));
            assertTrue(driver.context().sc().uiWebUrl().isEmpty());
            String secret = conf.get("spark.authenticate.secret");
            assertEquals(64, secret.length());
            assertFalse(conf.toDebugString().contains(secret));
        }
    }

    @Test
    void aSecondSearchIsToldToWait() {
        try (SparkDriver driver = SparkDriver.open(TWO, null)) {
            WorkbenchException busy = assertThrows(WorkbenchException.class, () -> SparkDriver.open(TWO, null));
            assertEquals("spark.busy", busy.code());
            assertEquals(TWO, driver.master());
        }
    }
}
