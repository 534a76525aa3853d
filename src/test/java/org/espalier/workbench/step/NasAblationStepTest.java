package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.format.Json;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.search.nas.SearchSpace;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NasAblationStepTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path dir;

    private static String wide = "";

    @BeforeAll
    static void supernet() throws IOException {
        SmallSupernet.make(dir);
        // Ratios that the supernet's own choices lack.
        wide = dir.resolve("wide.json").toString();
        Files.writeString(
                Path.of(wide),
                Files.readString(dir.resolve("space.json"))
                        .replace("\"mlp_ratio\":[1,2]", "\"mlp_ratio\":[0.5,1,1.5,2]"));
    }

    private static NasSpaceOptions limits(long flash) {
        return new NasSpaceOptions(
                dir.resolve("supernet").toString(), null, null, null, null, null, null, flash, "corrected", null, null);
    }

    private static NasAblationStep.Parameters parameters(String out, long flash, List<String> methods) {
        return new NasAblationStep.Parameters(
                List.of(dir.resolve("supernet")),
                wide,
                limits(flash),
                dir.resolve("data"),
                dir.resolve(out),
                methods,
                2,
                4,
                2,
                2,
                1,
                TrainingOptions.STANDARD,
                false,
                0,
                1);
    }

    /// Flash that about half of the space keeps within.
    private static long half() {
        SearchSpace space = SearchSpace.of(wide);
        var costs = limits(Long.MAX_VALUE >> 24).costs(space);
        return (costs.flash(space.smallest()) + costs.flash(space.largest())) / 2;
    }

    @Test
    void everyMethodChoosesWithinTheLimitsFromThoseChoicesAndIsFineTuned() throws IOException {
        long flash = half();
        NasAblationStep.Result result =
                new NasAblationStep().run(parameters("all", flash, List.of()), TaskContext.NONE);
        assertEquals(10, result.rows().size());
        assertEquals(
                List.of("fullest", "uniform", "random", "evolution", "guided"),
                result.summary().stream().map(NasAblationStep.Summary::method).toList());
        for (NasAblationStep.Row row : result.rows()) {
            assertTrue(row.flashBytes() <= flash, row.toString());
            assertTrue(row.measured() > 0 && row.measured() <= 8, row.toString());
            SearchSpace.of(wide).config().check(row.subnet());
            Path tuned = dir.resolve("all").resolve("seed-" + row.seed()).resolve(row.method() + "-retrained");
            assertEquals(row.subnet(), Json.read(tuned.resolve(VitCheckpoint.SUBNET_FILE), Subnet.class));
        }
        String table = Files.readString(dir.resolve("all").resolve("table.md"));
        assertTrue(table.contains("| guided |") && table.contains("over 2 seeds"), table);
        assertTrue(Files.readString(dir.resolve("all").resolve("plot.svg")).contains("<circle"));
        // The same seed is the same search: what the run of its own finds is what the table has.
        var again = new NasSearchStep()
                .run(
                        new NasSearchParameters(
                                limits(flash)
                                        .at(dir.resolve("all")
                                                .resolve("supernet-0")
                                                .toString()),
                                dir.resolve("data"),
                                true,
                                4,
                                2,
                                2,
                                0,
                                1,
                                null,
                                false,
                                0,
                                null,
                                Runtime.getRuntime().availableProcessors(),
                                null),
                        TaskContext.NONE);
        NasAblationStep.Row random = result.rows().stream()
                .filter(row -> row.seed() == 1 && row.method().equals("random"))
                .findFirst()
                .orElseThrow();
        assertEquals(again.best().subnet(), random.subnet());
        assertEquals(again.best().validation(), random.inherited());
        assertEquals(again.test(), random.inheritedTest());
    }

    @Test
    void theBestFinalistAfterFineTuningOnValidationIsTheRowAndLeadsAreOfThoseNets() {
        NasAblationStep.Parameters p = parameters("finals", half(), List.of("fullest", "uniform", "guided"));
        NasAblationStep.Result result = new NasAblationStep()
                .run(
                        new NasAblationStep.Parameters(
                                p.supernets(),
                                p.choices(),
                                p.options(),
                                p.data(),
                                p.out(),
                                p.methods(),
                                2,
                                4,
                                2,
                                2,
                                3,
                                TrainingOptions.STANDARD,
                                false,
                                2,
                                3),
                        TaskContext.NONE);
        for (NasAblationStep.Row row : result.rows()) {
            int finalists = row.method().equals("fullest") ? 1 : 3;
            assertEquals(finalists, row.finalists().size(), row.toString());
            Finalist winner = row.finalists().getFirst();
            assertEquals(row.subnet(), winner.subnet());
            assertEquals(row.inherited(), winner.before());
            assertEquals(row.validation(), winner.validation());
            assertEquals(row.test(), winner.test());
            row.finalists().forEach(f -> assertTrue(f.validation() <= winner.validation(), row.toString()));
            Path tuned = p.out().resolve("seed-" + row.seed()).resolve(winner.folder());
            assertEquals(row.subnet(), Json.read(tuned.resolve(VitCheckpoint.SUBNET_FILE), Subnet.class));
        }
        assertEquals(
                List.of("fullest", "uniform"),
                result.leads().stream().map(NasAblationStep.Lead::against).toList());
        Map<String, NasAblationStep.Summary> means = new HashMap<>();
        result.summary().forEach(s -> means.put(s.method(), s));
        for (NasAblationStep.Lead lead : result.leads()) {
            assertEquals("guided", lead.method());
            assertEquals(2, lead.seeds());
            assertEquals(
                    mean(means, "guided").test().mean()
                            - mean(means, lead.against()).test().mean(),
                    lead.tuned().points(),
                    1e-9);
            assertEquals(
                    mean(means, "guided").inheritedTest().mean()
                            - mean(means, lead.against()).inheritedTest().mean(),
                    lead.inherited().points(),
                    1e-9);
        }
    }

    private static NasAblationStep.Summary mean(Map<String, NasAblationStep.Summary> means, String method) {
        return Objects.requireNonNull(means.get(method));
    }

    @Test
    void anInterruptedComparisonGoesOnToTheSameTable() throws IOException {
        long flash = half();
        NasAblationStep.Parameters whole = parameters("whole", flash, List.of("uniform", "guided"));
        NasAblationStep.Result undisturbed = new NasAblationStep().run(whole, TaskContext.NONE);
        Heard stopped = new Heard(2);
        NasAblationStep.Parameters cut = parameters("cut", flash, List.of("uniform", "guided"));
        assertThrows(RuntimeException.class, () -> new NasAblationStep().run(cut, stopped));
        NasAblationStep.Result resumed = new NasAblationStep().resume(cut.out(), TaskContext.NONE);
        assertEquals(undisturbed.rows(), resumed.rows());
        assertEquals(
                Files.readString(whole.out().resolve("table.md")),
                Files.readString(cut.out().resolve("table.md")));
    }

    @Test
    void dataWithoutATestPartIsRefused() throws IOException {
        Path flat = dir.resolve("flat");
        for (String kind : List.of("red", "blue")) {
            Files.createDirectories(flat.resolve(kind));
            try (var files = Files.list(dir.resolve("data").resolve("train").resolve(kind))) {
                for (Path file : files.toList()) {
                    Files.copy(file, flat.resolve(kind).resolve(Objects.requireNonNull(file.getFileName())));
                }
            }
        }
        NasAblationStep.Parameters p = parameters("none", half(), List.of());
        var other = new NasAblationStep.Parameters(
                p.supernets(),
                null,
                p.options(),
                flat,
                p.out(),
                p.methods(),
                1,
                2,
                1,
                1,
                1,
                TrainingOptions.STANDARD,
                false,
                0,
                1);
        WorkbenchException none =
                assertThrows(WorkbenchException.class, () -> new NasAblationStep().run(other, TaskContext.NONE));
        assertEquals("ablation.parts", none.code());
    }

    @Test
    void measuredSubnetsComeWithTheirCostsAndWithWhatTellsThemApart() {
        NasMeasureStep.Result result = new NasMeasureStep()
                .run(
                        new NasMeasureStep.Parameters(limits(half()), dir.resolve("data"), 14, List.of(), 3),
                        TaskContext.NONE);
        assertTrue(result.subnets().size() > 6, result.toString());
        assertEquals(
                List.of("validation", "certainty", "parameters", "macs", "surrogate")
                        .subList(0, 4),
                List.copyOf(result.correlations().keySet()).subList(0, 4));
        result.correlations().values().forEach(c -> assertTrue(c >= -1 && c <= 1, result.toString()));
        for (NasMeasureStep.Row row : result.subnets()) {
            assertTrue(row.flashBytes() <= half(), row.toString());
            assertTrue(row.certainty() > 0 && row.certainty() < 100, row.toString());
        }
        double mean = result.subnets().stream()
                .mapToDouble(NasMeasureStep.Row::validation)
                .average()
                .orElseThrow();
        assertEquals(mean, result.validation().mean(), 1e-9);
        // A given subnet is measured alike, and alone tells nothing of an order.
        Path file = dir.resolve("one.json");
        Json.write(file, result.subnets().get(2).subnet());
        NasMeasureStep.Result one = new NasMeasureStep()
                .run(
                        new NasMeasureStep.Parameters(limits(half()), dir.resolve("data"), 1, List.of(file), 0),
                        TaskContext.NONE);
        assertEquals(List.of(result.subnets().get(2)), one.subnets());
        assertEquals(0.0, one.correlations().get("certainty"));
    }

    /// Stops after some finished rows.
    private static final class Heard implements QuietListener {
        private int left;

        Heard(int rows) {
            left = rows;
        }

        @Override
        public boolean cancelled() {
            return left <= 0;
        }

        @Override
        public void emit(org.espalier.task.TaskEvent event) {
            if (event.kind().equals("row")) {
                left--;
            }
        }
    }
}
