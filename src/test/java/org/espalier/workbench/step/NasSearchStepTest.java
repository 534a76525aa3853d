package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.espalier.compress.quant.NetworkShape;
import org.espalier.model.vit.SubnetFile;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.VitConfig;
import org.espalier.plan.AnalyticalModel;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
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
import org.espalier.workbench.run.RunRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        AnalyticalModel model = new AnalyticalModel(board);
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
    void deploysTheWinnerToFirmwareOfThePlannedSizeAndRepeatsNothingWhenItGoesOn() throws IOException {
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
        byte[] ended = Files.readAllBytes(dir.resolve("deployed/retrained/end.json"));
        byte[] found = Files.readAllBytes(dir.resolve("deployed/result.json"));
        // As if a kill had come between fine-tuning and the end.
        Files.delete(dir.resolve("deployed/end.json"));
        Files.delete(dir.resolve("deployed/result.json"));
        new NasSearchStep().resume(dir.resolve("deployed"), TaskContext.NONE);
        assertArrayEquals(ended, Files.readAllBytes(dir.resolve("deployed/retrained/end.json")), "not done again");
        assertArrayEquals(found, Files.readAllBytes(dir.resolve("deployed/result.json")));
    }

    private static NasSearchParameters trainingFirst(NasSpaceOptions space, String out) {
        return new NasSearchParameters(
                space, dir.resolve("data"), true, 2, 1, 1, 0, 4, dir.resolve(out), false, 1, null, 1, null);
    }

    @Test
    void aSpaceOfTheProgramsOwnIsTrainedFirstToo() {
        StopAt training = new StopAt((stage, _) -> stage.startsWith("Training") || stage.startsWith("Reading"));
        assertThrows(
                CancelledException.class,
                () -> new NasSearchStep().run(trainingFirst(SmallSupernet.space("mcu-micro"), "micro"), training));
    }

    @Test
    void aBoardOfOnesOwnMeansTheSameFromEveryWorkingFolder() throws IOException {
        Path board = dir.resolve("own-board.json");
        try (InputStream in =
                Objects.requireNonNull(Boards.class.getResourceAsStream("boards/stm32f746g-disco.json"))) {
            Files.write(board, in.readAllBytes());
        }
        Path relative = Path.of("").toAbsolutePath().relativize(board);
        NasSpaceOptions o = SmallSupernet.space(dir.resolve("supernet").toString());
        for (String id : List.of(relative.toString(), "virtual:" + relative)) {
            NasSpaceOptions options =
                    new NasSpaceOptions(o.space(), null, null, null, null, null, null, null, "corrected", id, null);
            Path out = dir.resolve("own-board-" + id.startsWith("virtual:"));
            StopAt measuring = new StopAt((stage, _) -> stage.startsWith("Measuring"));
            assertThrows(
                    CancelledException.class,
                    () -> new NasSearchStep().run(trainingFirst(options, out.toString()), measuring));
            RunRecord record = Run.open(out).record();
            assertEquals(
                    board.toString(), record.parameters().at("/options/board").asText());
            assertTrue(
                    record.inputs().containsKey(board.toString()),
                    record.inputs().toString());
            assertTrue(
                    record.command().contains(board.toString()),
                    record.command().toString());
        }
    }
}
