package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.format.Json;
import org.espalier.model.vit.Subnet;
import org.espalier.search.evaluate.EvaluatorContract;
import org.espalier.search.evaluate.ScoringCase;
import org.espalier.search.nas.SubnetCase;
import org.espalier.search.prune.PolicyCase;
import org.espalier.search.prune.Score;
import org.espalier.search.prune.Task;
import org.espalier.search.spark.SparkDriver;
import org.espalier.search.spark.SparkEvaluator;
import org.espalier.search.spark.SparkSecret;
import org.espalier.search.spark.StandaloneCluster;
import org.espalier.search.spark.Wire;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Both searches on a standalone master with workers of one core on loopback, one of which is killed on the way.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StandaloneClusterTest {

    private static final Path DATA = Path.of("assets/data/easy-vqa");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static StandaloneCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        cluster = new StandaloneCluster(folder.resolve("cluster"));
        cluster.addWorker();
        cluster.addWorker();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static SparkTarget target() {
        return new SparkTarget(cluster.master().url(), cluster.secretFile());
    }

    private static PruneSearchParameters policies(String out, boolean spark) {
        PruneSearchParameters p = PruneSearchParameters.of(
                Path.of("assets/llava-easy-vqa"), folder.resolve(out), DATA.resolve("calibration.jsonl"), 0.7);
        ObjectNode tree = Json.mapper().valueToTree(p);
        tree.put("images", DATA.resolve("train/images").toAbsolutePath().toString());
        tree.put("samples", 4);
        tree.put("population", 5);
        tree.put("generations", 1);
        tree.put("evolveEvery", 1);
        tree.put("candidates", 1);
        tree.put("projectorSteps", 1);
        tree.put("mode", "nested");
        tree.set("spark", spark ? Json.mapper().valueToTree(target()) : null);
        try {
            return Json.mapper().treeToValue(tree, PruneSearchParameters.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NasSearchParameters subnets(String out, boolean spark) {
        return subnets(out, spark ? target() : null);
    }

    private static NasSearchParameters subnets(String out, @Nullable SparkTarget target) {
        return new NasSearchParameters(
                SmallSupernet.space("assets/vit-clothing"),
                Path.of("assets/data/clothing10"),
                false,
                4,
                2,
                2,
                10,
                1,
                folder.resolve(out),
                false,
                0,
                null,
                1,
                target);
    }

    /// Kills a worker as soon as a score is there.
    private static final class KillAt implements QuietListener {

        private final String stage;
        private final Runnable kill;
        private final List<TaskEvent> events = new ArrayList<>();
        private String now = "";
        private long killedAt;
        private long total;

        KillAt(String stage, Runnable kill) {
            this.stage = stage;
            this.kill = kill;
        }

        @Override
        public void stage(String name) {
            now = name;
        }

        @Override
        public void progress(long done, long all) {
            if (killedAt == 0 && now.startsWith(stage)) {
                killedAt = done;
                total = all;
                kill.run();
            }
        }

        @Override
        public void emit(TaskEvent event) {
            events.add(event);
        }
    }

    private static void same(String one, String other, String... files) throws IOException {
        for (String file : files) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve(one).resolve(file)),
                    Files.readAllBytes(folder.resolve(other).resolve(file)),
                    file);
        }
    }

    @Test
    @Order(1)
    void everyEvaluatorsPromisesHoldOnOtherMachines() {
        try (ScoringCase<Subnet, Double> subnets = SubnetCase.open(4);
                ScoringCase<Task, Score> policies = PolicyCase.open(5);
                SparkDriver driver = SparkDriver.open(cluster.master(), cluster.secretFile());
                SparkEvaluator<Task, Score> scored = of(driver, policies);
                SparkEvaluator<Subnet, Double> measured = of(driver, subnets)) {
            EvaluatorContract.check(scored, policies);
            EvaluatorContract.check(measured, subnets);
        }
    }

    private static <T, S> SparkEvaluator<T, S> of(SparkDriver driver, ScoringCase<T, S> of) {
        return new SparkEvaluator<>(
                driver, new Wire<>(of.type(), of.score()), of.own(), of.factory(), of.supplements());
    }

    @Test
    @Order(2)
    void aPolicySearchWhoseWorkerIsKilledEndsWithTheBytesOfOneInThisProcess() throws IOException {
        new PruneSearchStep().run(policies("policies", false), TaskContext.NONE);
        KillAt first = new KillAt("Scoring generation 0", () -> cluster.killWorker(0));
        new PruneSearchStep().run(policies("policies-killed", true), first);
        assertEquals(1, first.killedAt, "killed too late");
        assertTrue(first.total > 2);
        same("policies", "policies-killed", "result.json", "policy.json", "checkpoint/model.safetensors");
        assertEquals(1, cluster.living(), "workers alive");
    }

    @Test
    @Order(3)
    void aSubnetSearchWhoseWorkerIsKilledEndsWithTheBytesOfOneInThisProcess() throws IOException {
        int fresh = cluster.addWorker();
        new NasSearchStep().run(subnets("subnets", false), TaskContext.NONE);
        KillAt first = new KillAt("Measuring subnets", () -> cluster.killWorker(fresh));
        new NasSearchStep().run(subnets("subnets-killed", true), first);
        assertEquals(1, first.killedAt, "killed too late");
        same("subnets", "subnets-killed", "result.json", "subnet.json", "model.safetensors");
    }

    @Test
    @Order(4)
    void anotherSecretIsRefusedAtOnceForSearchesAndWorkers() throws IOException {
        Path file = folder.resolve("another");
        SparkSecret.readOrCreate(file);
        String message = "the master at " + cluster.master().url() + " has another secret";
        WorkbenchException search = assertThrows(
                WorkbenchException.class,
                () -> new NasSearchStep()
                        .run(subnets("refused", new SparkTarget(cluster.master().url(), file)), TaskContext.NONE));
        assertEquals("spark.secret", search.code());
        assertEquals(message, search.getMessage());
        assertTrue(search.remedy().contains("--spark-secret"));
        ClusterStep.Parameters worker = new ClusterStep.Parameters(
                cluster.master().url(), "127.0.0.1", 0, 1, 2048, file, folder.resolve("stranger"));
        assertEquals(
                message,
                assertThrows(WorkbenchException.class, () -> new ClusterStep().run(worker, TaskContext.NONE))
                        .getMessage());
    }

    @Test
    @Order(5)
    void theSecretIsInNoLogNoRunAndOnNoCommandLine() throws IOException {
        String secret = Files.readString(cluster.secretFile()).strip();
        assertEquals(64, secret.length());
        int read = 0;
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                if (!file.equals(cluster.secretFile())) {
                    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                    assertFalse(text.contains(secret), file.toString());
                    read++;
                }
            }
        }
        assertTrue(read > 10, "nothing was looked at");
        for (Process process : cluster.processes()) {
            Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .forEach(one ->
                            assertFalse(one.info().commandLine().orElse("").contains(secret), "on a command line"));
        }
    }
}
