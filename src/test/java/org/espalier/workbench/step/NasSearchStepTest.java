package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.espalier.compress.quant.NetworkShape;
import org.espalier.format.Json;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.format.dataset.Split;
import org.espalier.model.vit.SubnetFile;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.train.Photos;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.IssueModel;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.search.nas.SearchSpace;
import org.espalier.task.CancelledException;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.project.BoardMeasurements;
import org.espalier.workbench.run.Run;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// From a small supernet to firmware.
class NasSearchStepTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path dir;

    @BeforeAll
    static void supernet() throws IOException {
        SmallSupernet.make(dir);
    }

    private static NasSearchParameters search(String out, boolean random) {
        return new NasSearchParameters(
                SmallSupernet.space(dir.resolve("supernet").toString()),
                dir.resolve("data"),
                random,
                6,
                3,
                3,
                0,
                4,
                dir.resolve(out),
                false,
                0,
                null,
                Runtime.getRuntime().availableProcessors(),
                null);
    }

    private static final class Heard implements QuietListener {
        private final List<TaskEvent> events = new ArrayList<>();

        @Override
        public void emit(TaskEvent event) {
            events.add(event);
        }
    }

    @Test
    void findsASubnetAndTellsOfEachCandidate() {
        Heard heard = new Heard();
        NasSearchStep.Result result = new NasSearchStep().run(search("found", false), heard);
        assertEquals(18, result.candidates().size());
        assertEquals(3, result.generations().size());
        assertNotNull(result.test());
        assertEquals(
                result.best().subnet(), SubnetFile.read(dir.resolve("found").resolve(VitCheckpoint.SUBNET_FILE)));
        List<TaskEvent> candidates =
                heard.events.stream().filter(e -> e.kind().equals("candidate")).toList();
        assertEquals(18, candidates.size());
        for (String field : List.of(
                "generation",
                "origin",
                "validation",
                "peakBytes",
                "flashBytes",
                "macs",
                "milliseconds",
                "depth",
                "embedDim",
                "heads",
                "mlpRatio",
                "best")) {
            assertTrue(candidates.getFirst().fields().containsKey(field), field);
        }
        assertEquals(
                3,
                heard.events.stream().filter(e -> e.kind().equals("generation")).count());
    }

    @Test
    void aCancelledSearchGoesOnToTheBytesOfAnUndisturbedOne() throws IOException {
        new NasSearchStep().run(search("whole", false), TaskContext.NONE);
        StopAt eighth = new StopAt((stage, done) -> stage.startsWith("Measuring") && done >= 8);
        assertThrows(CancelledException.class, () -> new NasSearchStep().run(search("stopped", false), eighth));
        assertEquals(
                8, Files.readAllLines(dir.resolve("stopped/candidates.jsonl")).size());
        // A kill may cut a line short.
        Files.writeString(
                dir.resolve("stopped/candidates.jsonl"), "{\"subnet\":", java.nio.file.StandardOpenOption.APPEND);
        new RunResumeStep().run(new RunResumeStep.Parameters(dir.resolve("stopped")), TaskContext.NONE);
        for (String file : List.of("result.json", "candidates.jsonl", "model.safetensors", "subnet.json")) {
            assertArrayEquals(
                    Files.readAllBytes(dir.resolve("whole").resolve(file)),
                    Files.readAllBytes(dir.resolve("stopped").resolve(file)),
                    file);
        }
    }

    private static NasSearchParameters withFinalists(String out) {
        NasSearchParameters p = search(out, false);
        return new NasSearchParameters(
                p.options(),
                p.data(),
                false,
                6,
                3,
                3,
                0,
                4,
                p.out(),
                false,
                0,
                null,
                1,
                null,
                NasSearchParameters.PROPOSALS,
                2,
                new NasSearchParameters.Finals(3, 4, 1e-3));
    }

    @Test
    void theFinalistThatIsBestAfterFineTuningWinsAndAnInterruptedFinalGoesOnToTheSameResult() throws IOException {
        NasSearchStep.Result whole = new NasSearchStep().run(withFinalists("finals"), TaskContext.NONE);
        List<Finalist> finalists = whole.finalists();
        assertEquals(
                whole.candidates().stream()
                        .limit(3)
                        .map(SearchedSubnet::subnet)
                        .collect(java.util.stream.Collectors.toSet()),
                finalists.stream().map(Finalist::subnet).collect(java.util.stream.Collectors.toSet()));
        for (int i = 1; i < finalists.size(); i++) {
            assertTrue(finalists.get(i).validation() <= finalists.get(i - 1).validation(), finalists.toString());
        }
        Finalist winner = finalists.getFirst();
        assertEquals(winner.subnet(), whole.best().subnet());
        assertEquals(winner.before(), whole.best().validation());
        assertEquals(winner.subnet(), SubnetFile.read(dir.resolve("finals/subnet.json")));
        assertEquals(winner.subnet(), SubnetFile.read(dir.resolve("finals/" + winner.folder() + "/subnet.json")));
        StopAt second = new StopAt((stage, done) ->
                Files.exists(dir.resolve("cut/finalist-2")) && stage.startsWith("Training") && done >= 2);
        assertThrows(CancelledException.class, () -> new NasSearchStep().run(withFinalists("cut"), second));
        new RunResumeStep().run(new RunResumeStep.Parameters(dir.resolve("cut")), TaskContext.NONE);
        for (String file : List.of("result.json", "subnet.json", "finalist-2/model.safetensors")) {
            assertArrayEquals(
                    Files.readAllBytes(dir.resolve("finals").resolve(file)),
                    Files.readAllBytes(dir.resolve("cut").resolve(file)),
                    file);
        }
        // Its command says all of it.
        String command = String.join(" ", Run.open(dir.resolve("cut")).record().command());
        assertTrue(command.contains("--uniform 2 --finalists 3 --finalist-epochs 4 --finalist-rate 0.001"), command);
    }

    @Test
    void finalistsWithoutAFolderAreRefusedBeforeAnythingIsMeasured() {
        NasSearchParameters p = withFinalists("none-kept");
        WorkbenchException none = assertThrows(
                WorkbenchException.class,
                () -> new NasSearchStep().run(p.at(p.options(), p.data(), null), TaskContext.NONE));
        assertEquals("nas.finalists.out", none.code());
    }

    private static NasSearchParameters timed(String out, double milliseconds) {
        NasSearchParameters p = search(out, false);
        NasSpaceOptions limited = new NasSpaceOptions(
                p.options().space(), null, null, null, null, null, null, null, "corrected", null, milliseconds);
        return new NasSearchParameters(
                limited,
                p.data(),
                false,
                6,
                3,
                3,
                0,
                4,
                p.out(),
                false,
                0,
                null,
                Runtime.getRuntime().availableProcessors(),
                null);
    }

    /// A board that takes so many times what the model says.
    private static void measure(BoardMeasurements measurements, double times) {
        Board board = Boards.byId("stm32f746g-disco");
        VitConfig config = SearchSpace.of(dir.resolve("supernet").toString()).config();
        Plan plan = Planner.plan(NetworkShape.of(config, config.largest()), board, Techniques.ALL);
        IssueModel model = new IssueModel(board);
        measurements.keep(
                board,
                plan,
                "0a0b0c0d",
                plan.steps().stream()
                        .map(step -> Math.round(times * model.cycles(plan, step)))
                        .toList());
    }

    @Test
    void aSearchThatGoesOnKeepsTheTimesOfTheBoardItBeganWithAndSaysSo() throws IOException {
        BoardMeasurements measurements = new BoardMeasurements(dir.resolve("measurements"));
        measure(measurements, 2);
        double limit = new NasSearchStep(measurements)
                .run(timed("any", 1e6), TaskContext.NONE).candidates().stream()
                        .mapToDouble(SearchedSubnet::milliseconds)
                        .sorted()
                        .skip(9)
                        .findFirst()
                        .orElseThrow();
        NasSearchStep.Result whole = new NasSearchStep(measurements).run(timed("timely", limit), TaskContext.NONE);
        StopAt fifth = new StopAt((stage, done) -> stage.startsWith("Measuring") && done >= 5);
        assertThrows(CancelledException.class, () -> new NasSearchStep(measurements).run(timed("later", limit), fifth));
        measure(measurements, 200);
        WorkbenchException slow = assertThrows(
                WorkbenchException.class,
                () -> new NasSearchStep(measurements).run(timed("slow", limit), TaskContext.NONE),
                "a new search counts by the new times, by which nothing is fast enough");
        assertEquals("nas.search.none", slow.code());
        Heard heard = new Heard();
        NasSearchStep.Result resumed = new NasSearchStep(measurements).resume(dir.resolve("later"), heard);
        assertEquals(whole, resumed);
        assertArrayEquals(
                Files.readAllBytes(dir.resolve("timely/result.json")),
                Files.readAllBytes(dir.resolve("later/result.json")));
        assertEquals(
                1,
                heard.events.stream()
                        .filter(e -> e.kind().equals("log") && e.toString().contains("goes on with its own"))
                        .count());
    }

    @Test
    void aTimedSearchThatKeptNoTimesIsNotGoneOnWith() throws IOException {
        BoardMeasurements measurements = new BoardMeasurements(dir.resolve("none-measured"));
        StopAt fifth = new StopAt((stage, done) -> stage.startsWith("Measuring") && done >= 5);
        assertThrows(CancelledException.class, () -> new NasSearchStep(measurements).run(timed("old", 1e6), fifth));
        Files.delete(dir.resolve("old/times.json"));
        WorkbenchException e = assertThrows(
                WorkbenchException.class,
                () -> new NasSearchStep(measurements).resume(dir.resolve("old"), TaskContext.NONE));
        assertEquals("run.times", e.code());
        assertEquals(WorkbenchException.Fault.INPUT, e.fault());
        assertEquals(5, Files.readAllLines(dir.resolve("old/candidates.jsonl")).size());
    }

    @Test
    void nothingThatFitsIsSaidBeforeAnythingIsMeasured() {
        NasSpaceOptions tight = new NasSpaceOptions(
                dir.resolve("supernet").toString(), null, null, null, null, null, 5000L, null, "corrected", null, null);
        NasSearchParameters p = new NasSearchParameters(
                tight,
                dir.resolve("data"),
                false,
                4,
                2,
                2,
                0,
                0,
                dir.resolve("none"),
                false,
                0,
                null,
                Runtime.getRuntime().availableProcessors(),
                null);
        WorkbenchException none =
                assertThrows(WorkbenchException.class, () -> new NasSearchStep().run(p, TaskContext.NONE));
        assertEquals(WorkbenchException.Fault.INFEASIBLE, none.fault());
        assertTrue(none.remedy().contains("--budget"), none.remedy());
        assertTrue(Files.notExists(dir.resolve("none")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void evolvesTheSpaceAndGoesOnAfterACancel(boolean separate) throws IOException {
        String kind = separate ? "two-" : "one-";
        Path evolved = dir.resolve(kind + "evolved");
        Path half = dir.resolve(kind + "half");
        NasEvolveStep.Result whole =
                new NasEvolveStep().run(evolution(evolved, separate ? null : false), TaskContext.NONE);
        assertTrue(whole.points().size() >= 3);
        assertTrue(whole.best().legal() > 0);
        for (NasEvolveStep.Point point : whole.points()) {
            assertEquals(
                    separate, point.rankMlp() != null, "a space of two factors has two ranks unless asked for one");
        }
        StopAt third = new StopAt((stage, done) ->
                Files.exists(half.resolve("points.jsonl")) && stage.startsWith("Training") && done >= 1);
        assertThrows(
                CancelledException.class,
                () -> new NasEvolveStep().run(evolution(half, separate ? null : false), third));
        new RunResumeStep().run(new RunResumeStep.Parameters(half), TaskContext.NONE);
        for (String file : List.of("result.json", "points.jsonl")) {
            assertArrayEquals(Files.readAllBytes(evolved.resolve(file)), Files.readAllBytes(half.resolve(file)), file);
        }
    }

    @Test
    void anEvolutionThatWasBegunWithOneRankGoesOnWithOne() throws IOException {
        Path old = dir.resolve("old-evolution");
        StopAt second = new StopAt((stage, done) ->
                Files.exists(old.resolve("points.jsonl")) && stage.startsWith("Training") && done >= 1);
        assertThrows(CancelledException.class, () -> new NasEvolveStep().run(evolution(old, false), second));
        Path record = old.resolve("run.json");
        ObjectNode run = (ObjectNode) Json.read(record);
        assertTrue(((ObjectNode) run.path("parameters")).remove("separate") != null);
        Json.write(record, run);
        NasEvolveStep.Result resumed = new NasEvolveStep().resume(old, TaskContext.NONE);
        assertTrue(resumed.points().stream().allMatch(p -> p.rankMlp() == null));
        assertFalse(Files.readString(old.resolve("points.jsonl")).contains("rankMlp"));
    }

    private static NasEvolveStep.Parameters evolution(Path out, @Nullable Boolean separate) {
        return new NasEvolveStep.Parameters(
                SmallSupernet.space(dir.resolve("space.json").toString()),
                dir.resolve("data"),
                new NasEvolveStep.Grid(0.4, 0.8, 0.2, 4, 12, 4),
                3,
                2,
                1,
                2,
                3,
                out,
                false,
                separate);
    }

    @Test
    void startsLowRankFromADenseSupernet() throws IOException {
        Files.writeString(dir.resolve("dense.json"), SmallSupernet.SPACE.replace("two-factor", "none"));
        for (String name : List.of("dense", "space")) {
            TrainingOptions options = new TrainingOptions(
                    "random",
                    8,
                    1e-9,
                    null,
                    null,
                    null,
                    0,
                    0,
                    0,
                    null,
                    name.equals("space") ? dir.resolve("dense") : null);
            new NasTrainStep()
                    .run(
                            new NasTrainStep.Parameters(
                                    dir.resolve(name + ".json").toString(),
                                    dir.resolve("data"),
                                    dir.resolve(name.equals("space") ? "low" : name),
                                    1,
                                    1,
                                    1,
                                    false,
                                    options),
                            TaskContext.NONE);
        }
        try (VitCheckpoint dense = VitCheckpoint.open(dir.resolve("dense"));
                VitCheckpoint low = VitCheckpoint.open(dir.resolve("low"))) {
            assertArrayEquals(
                    dense.weights().values("blocks.1.attn.proj.weight"),
                    low.weights().values("blocks.1.attn.proj.weight"),
                    1e-6f);
        }
    }

    @Test
    void whatIsTooMuchForMemoryIsStreamedAndBrokenPicturesAreReplaced() throws IOException {
        Path data = dir.resolve("streamed");
        for (int i = 0; i < 6; i++) {
            BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(i, 0, 0xffffff);
            Path file = data.resolve(i % 2 == 0 ? "a" : "b").resolve(i + ".png");
            Files.createDirectories(file.getParent());
            ImageIO.write(picture, "png", file.toFile());
        }
        Files.writeString(data.resolve("a/1.png"), "no picture");
        VitConfig config = SearchSpace.of(dir.resolve("space.json").toString()).config();
        try (ImageFolder folder = ImageFolder.open(data)) {
            VitPhotos whole = new VitPhotos(folder, TaskContext.NONE);
            VitPhotos bounded = new VitPhotos(folder, TaskContext.NONE, 1000);
            Photos memory = whole.training(config);
            Photos streamed = bounded.training(config);
            assertEquals(memory.count() + 1, streamed.count());
            int broken = 1;
            assertEquals(broken + 1, streamed.usable(broken));
            for (int i = 0; i < memory.count(); i++) {
                int at = i < broken ? i : i + 1;
                assertEquals(memory.label(i), streamed.label(at));
                assertArrayEquals(memory.rgb(i), streamed.rgb(at));
            }
            assertEquals(whole.skipped(), bounded.skipped());
            assertEquals(1, bounded.evaluation(config, Split.TRAIN).labels().length);
        }
    }

    @Test
    void deploysTheWinnerToFirmwareOfThePlannedSize() {
        NasSearchParameters base = search("deployed", true);
        NasSearchParameters p = new NasSearchParameters(
                SmallSupernet.space(dir.resolve("space.json").toString()),
                base.data(),
                true,
                3,
                1,
                2,
                4,
                4,
                base.out(),
                false,
                1,
                2,
                2,
                null);
        NasSearchStep.Result result = new NasSearchStep().run(p, TaskContext.NONE);
        SearchDeployment.Result deployed = result.deployment();
        assertNotNull(deployed);
        assertEquals(result.best().peakBytes(), deployed.sramBytes());
        assertTrue(deployed.flashBytes() <= result.best().flashBytes());
        assertNotNull(deployed.retrained());
        assertTrue(Files.exists(dir.resolve("deployed/firmware/build/firmware.elf")));
        assertEquals(
                "nas retrain",
                Run.open(dir.resolve("deployed/retrained")).record().step());
    }
}
