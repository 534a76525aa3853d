package org.espalier.search.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.espalier.model.vit.Subnet;
import org.espalier.search.evaluate.ScoringCase;
import org.espalier.search.nas.SubnetCase;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Candidates a second on a standalone master with one worker of one core and with two, in turn: what
/// `installer/verify --scaling 3` prints. Scores are checked, times are not.
class ClusterScalingTest {

    private static final int WARM = 6;
    private static final int MEASURED = 40;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    @EnabledIfSystemProperty(named = "espalier.scaling", matches = "[1-9][0-9]*")
    void twoWorkersScoreWhatOneDoes() throws IOException {
        int pairs = Integer.getInteger("espalier.scaling", 1);
        double[] one = new double[pairs];
        double[] two = new double[pairs];
        for (int pair = 0; pair < pairs; pair++) {
            one[pair] = rate(1, pair);
            two[pair] = rate(2, pair);
            System.out.printf(
                    Locale.ROOT,
                    "scaling: pair %d: %.2f candidates/s with one worker, %.2f with two (%.2f times), load %.1f%n",
                    pair + 1,
                    one[pair],
                    two[pair],
                    two[pair] / one[pair],
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        }
        double[] ratios = new double[pairs];
        Arrays.setAll(ratios, pair -> two[pair] / one[pair]);
        System.out.printf(
                Locale.ROOT,
                "scaling: median %.2f candidates/s with one worker, %.2f with two; median ratio of a pair %.2f%n",
                median(one),
                median(two),
                median(ratios));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private double rate(int workers, int pair) throws IOException {
        try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve(workers + "-" + pair));
                ScoringCase<Subnet, Double> subnets = SubnetCase.open(WARM + MEASURED)) {
            for (int i = 0; i < workers; i++) {
                cluster.addWorker();
            }
            try (SparkDriver driver = SparkDriver.open(cluster.master(), cluster.secretFile());
                    SparkEvaluator<Subnet, Double> spark = new SparkEvaluator<>(
                            driver,
                            new Wire<>(subnets.type(), subnets.score()),
                            subnets.own(),
                            subnets.factory(),
                            subnets.supplements())) {
                List<Subnet> warm = subnets.tasks().subList(0, WARM);
                do { // Until every worker is there and has the model.
                    spark.evaluate(warm, TaskContext.NONE);
                } while (driver.executors().count() < workers);
                spark.evaluate(warm, TaskContext.NONE);
                List<Subnet> measured = subnets.tasks().subList(WARM, WARM + MEASURED);
                long start = System.nanoTime();
                List<Double> scores = spark.evaluate(measured, TaskContext.NONE);
                double seconds = (System.nanoTime() - start) / 1e9;
                List<Double> here = new ArrayList<>();
                measured.forEach(subnet -> here.add(subnets.own().score(subnet, TaskContext.NONE)));
                assertEquals(here, scores);
                return measured.size() / seconds;
            }
        }
    }
}
