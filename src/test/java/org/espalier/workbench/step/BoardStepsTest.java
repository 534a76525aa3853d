package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import javax.imageio.ImageIO;
import org.espalier.board.BoardConnection;
import org.espalier.board.FirmwareFolder;
import org.espalier.board.flash.BoardFinder;
import org.espalier.board.sim.FirmwareImage;
import org.espalier.compress.quant.NetworkFile;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.compress.quant.SmallForm;
import org.espalier.firmware.FirmwareBuilder;
import org.espalier.format.OutputFolder;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a firmware folder to numbers, on the virtual board.
class BoardStepsTest {

    private static final String BOARD = "virtual:stm32f746g-disco";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path shared;

    @SuppressWarnings("NullAway.Init")
    private static QuantizedNetwork network;

    @SuppressWarnings("NullAway.Init")
    private static Plan plan;

    private static Path firmware() {
        return shared.resolve("firmware");
    }

    private static Path data() {
        return shared.resolve("data");
    }

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @BeforeAll
    static void build() throws IOException {
        network = RandomNetworks.of(SmallForm.SMALL, 3);
        Board board = Boards.byId("stm32f746g-disco");
        plan = Planner.plan(network, board, Techniques.ALL);
        FirmwareBuilder.build(network, plan, board, firmware(), false, TaskContext.NONE);
        NetworkFile.write(network, Files.createDirectories(shared.resolve("network")));
        Random random = new Random(1);
        for (String name : network.classes()) {
            for (int i = 0; i < 2; i++) {
                picture(Files.createDirectories(data().resolve(name)).resolve(i + ".png"), random);
            }
        }
    }

    private static void picture(Path file, Random random) throws IOException {
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 30; y++) {
            for (int x = 0; x < 40; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        ImageIO.write(image, "png", file.toFile());
    }

    private static Path anyPicture() {
        return data().resolve(network.classes().getFirst()).resolve("0.png");
    }

    private static BoardBenchmarkStep.Result benchmark(int samples) {
        return new BoardBenchmarkStep()
                .run(new BoardBenchmarkStep.Parameters(firmware(), BOARD, data(), samples), TaskContext.NONE);
    }

    @Test
    void flashingAVirtualBoardGoesThroughAllStages() {
        BoardFlashStep.Result result =
                new BoardFlashStep().run(new BoardFlashStep.Parameters(firmware(), BOARD), TaskContext.NONE);
        assertEquals(
                List.of("connect", "erase", "write", "verify", "run"),
                result.stages().stream().map(BoardFlashStep.Stage::stage).toList());
        assertTrue(result.stages().stream().allMatch(s -> s.outcome().equals("done")), result.toString());
        assertEquals("espalier.flash/1", result.schema());
    }

    @Test
    void theBoardGivesTheReferenceExecutorsLogits() {
        BoardClassifyStep.Result board = new BoardClassifyStep()
                .run(new BoardClassifyStep.Parameters(firmware(), BOARD, anyPicture()), TaskContext.NONE);
        McuClassifyStep.Result executor = new McuClassifyStep()
                .run(new McuClassifyStep.Parameters(shared.resolve("network"), anyPicture()), TaskContext.NONE);
        assertEquals(executor.logits(), board.logits());
        assertEquals(executor.winner(), board.winner());
        assertEquals(executor.scale(), board.scale());
        assertEquals("simulated", board.label());
        long instructions = known(board.instructions());
        assertTrue(instructions > network.macs() / 2, "instructions " + instructions);
    }

    @Test
    void aBenchmarkComparesEachPictureAndMeasuresMemory() {
        BoardBenchmarkStep.Result result = benchmark(0);
        int pictures = 2 * network.classes().size();
        assertEquals(pictures, result.samples());
        assertEquals(100.0, result.agreement());
        assertEquals(List.of(), result.differing());
        assertTrue(
                result.arenaHighWater() <= plan.arenaBytes() && result.arenaHighWater() > plan.arenaBytes() / 2,
                "arena " + result.arenaHighWater() + " of " + plan.arenaBytes());
        assertEquals(plan.arenaBytes(), result.arenaBytes());
        assertTrue(
                result.stackHighWater() > 0 && result.stackHighWater() <= result.stackBytes(),
                "stack " + result.stackHighWater());
        assertEquals(plan.steps().size(), result.layers().size());
        long instructions = known(result.instructionsPerInference());
        long sum = result.layers().stream()
                .mapToLong(layer -> known(layer.instructions()))
                .sum();
        long rounding = result.layers().size();
        assertTrue(Math.abs(instructions - sum) <= rounding, instructions + " against " + sum);
        assertTrue(result.cyclesPerInference() < instructions, "two instructions may issue in a cycle");
        assertEquals("estimated", result.labels().get("milliseconds"));
        assertEquals(216_000_000, result.coreHertz());
    }

    @Test
    void aBenchmarkTellsWhichFunctionsTheInstructionsAreOf() {
        BoardBenchmarkStep.Result result = benchmark(2);
        List<BoardBenchmarkStep.Function> functions = result.functions();
        long all = functions.stream()
                .mapToLong(BoardBenchmarkStep.Function::instructions)
                .sum();
        long inference = known(result.instructionsPerInference());
        assertTrue(all > inference, "the serial line comes on top: " + all + " of " + inference);
        assertEquals(
                100.0,
                functions.stream()
                        .mapToDouble(BoardBenchmarkStep.Function::share)
                        .sum(),
                0.5);
        assertTrue(functions.stream()
                .allMatch(f -> f.instructions() <= functions.getFirst().instructions()));
        assertTrue(functions.stream().anyMatch(f -> f.name().contains("linear")), functions.toString());
    }

    @Test
    void aBenchmarkTellsSpreadConfusionAndEnergy() {
        BoardBenchmarkStep.Result result = new BoardBenchmarkStep()
                .run(new BoardBenchmarkStep.Parameters(firmware(), BOARD, data(), 0, 500.0), TaskContext.NONE);
        int inMatrix = result.confusion().stream()
                .flatMap(List::stream)
                .mapToInt(Integer::intValue)
                .sum();
        assertEquals(result.samples(), inMatrix);
        int diagonal = 0;
        for (int i = 0; i < result.classes().size(); i++) {
            diagonal += result.confusion().get(i).get(i);
        }
        assertEquals(result.samples() - diagonal, result.wrong().size());
        assertEquals(100.0 * diagonal / result.samples(), result.accuracy(), 0.01);
        for (BoardBenchmarkStep.Layer layer : result.layers()) {
            BoardBenchmarkStep.Spread spread = layer.spread();
            assertTrue(spread.min() <= spread.median() && spread.median() <= spread.max(), layer.toString());
            assertTrue(layer.cycles() <= Math.max(spread.max(), spread.cold()), layer.toString());
        }
        double energy = Objects.requireNonNull(result.millijoules());
        assertEquals(0.5 * result.milliseconds(), energy, 0.001);
        assertEquals("estimated", result.labels().get("millijoules"));
        assertEquals(8, result.imageCrc32().length());
    }

    @Test
    void theSameBenchmarkGivesTheSameNumbers() {
        assertEquals(benchmark(3), benchmark(3));
    }

    @Test
    void fewSamplesAreSpreadOverTheClasses() {
        Set<Object> classes = new HashSet<>();
        TaskContext watching = new QuietListener() {
            @Override
            public void emit(TaskEvent event) {
                assertEquals("picture", event.kind());
                classes.add(event.fields().get("class"));
            }
        };
        new BoardBenchmarkStep().run(new BoardBenchmarkStep.Parameters(firmware(), BOARD, data(), 5), watching);
        assertEquals(Set.copyOf(network.classes()), classes);
    }

    @Test
    void anImageThatIsNotTheOneBuiltIsRefused() throws IOException {
        Path copy = copyOf(firmware());
        Path bin = copy.resolve("build/firmware.bin");
        byte[] bytes = Files.readAllBytes(bin);
        bytes[bytes.length / 2] ^= 1;
        Files.write(bin, bytes);
        // Symbols and bytes no longer belong together.
        assertEquals("board.firmware.mixed", refusal(copy, BOARD).code());
        Path elf = copy.resolve("build/firmware.elf");
        byte[] linked = Files.readAllBytes(elf);
        linked[indexOf(linked, Files.readAllBytes(firmware().resolve("build/firmware.bin"))) + bytes.length / 2] ^= 1;
        Files.write(elf, linked);
        WorkbenchException e = refusal(copy, BOARD);
        assertEquals("board.firmware.changed", e.code());
        assertEquals(WorkbenchException.Fault.INPUT, e.fault());
        assertTrue(e.getMessage().contains("firmware.bin"), e.getMessage());
    }

    @Test
    void everyLayerHasTheReferenceExecutorsValues() {
        BoardDiffStep.Result result = diff(firmware());
        assertTrue(result.equal(), result.toString());
        assertTrue(result.imageAsBuilt());
        assertEquals(plan.steps().size(), result.layers().size());
        assertEquals(List.of("host", BOARD), result.sides());
        assertTrue(
                result.layers().stream()
                        .allMatch(l -> l.values() > 0 && !l.activation().isEmpty()),
                result.toString());
    }

    @Test
    void oneChangedWeightIsFoundInTheLayerThatUsesIt() throws IOException {
        Path copy = copyOf(firmware());
        Path elf = copy.resolve("build/firmware.elf");
        byte[] linked = Files.readAllBytes(elf);
        byte[] weights = Files.readAllBytes(copy.resolve("src/weights.bin"));
        linked[indexOf(linked, weights) + weights.length / 2] ^= 0x40;
        Files.write(elf, linked);
        BoardDiffStep.Result result = diff(copy);
        assertFalse(result.equal());
        assertFalse(result.imageAsBuilt());
        BoardDiffStep.First first = Objects.requireNonNull(result.first());
        assertEquals(BOARD, first.side());
        assertTrue(first.expected() != first.got(), first.toString());
        for (int i = 0; i < result.layers().size(); i++) {
            BoardDiffStep.Layer layer = result.layers().get(i);
            assertEquals(0, layer.differing().get("host"), "the C sources were not changed");
            boolean differs = layer.differing().getOrDefault(BOARD, 0) > 0;
            assertTrue(i > first.step() || differs == (i == first.step()), layer.toString());
        }
    }

    @Test
    void aFaultNamesFunctionAndStep() {
        FirmwareFolder good = FirmwareFolder.open(firmware());
        FirmwareImage image = good.image();
        byte[] bytes = image.bytes().clone();
        long address = image.symbols().address("espalier_layer_norm").orElseThrow() & ~1L;
        // udf #0 in the place of its first instruction
        bytes[(int) (address - image.base())] = 0;
        bytes[(int) (address - image.base()) + 1] = (byte) 0xDE;
        FirmwareFolder bad = new FirmwareFolder(
                good.folder(),
                good.built(),
                good.network(),
                new FirmwareImage(image.base(), bytes, image.code(), image.symbols()));
        try (BoardConnection board = BoardConnection.open(BOARD, bad, new BoardFinder(), TaskContext.NONE)) {
            byte[] picture = RandomNetworks.picture(network, 1);
            WorkbenchException e =
                    assertThrows(WorkbenchException.class, () -> board.run(picture, (byte) 0xA5, TaskContext.NONE));
            assertEquals("board.fault", e.code());
            assertTrue(e.getMessage().contains("espalier_layer_norm runs an undefined instruction"), e.getMessage());
            String step = plan.steps().stream()
                    .filter(s -> s.name().contains("norm"))
                    .findFirst()
                    .orElseThrow()
                    .name();
            assertTrue(e.getMessage().contains("'" + step + "'"), e.getMessage());
        }
    }

    private BoardDiffStep.Result diff(Path project) {
        return new BoardDiffStep().run(new BoardDiffStep.Parameters(project, BOARD, anyPicture()), TaskContext.NONE);
    }

    @Test
    void anotherNetworkThanTheImagesIsRefused() throws IOException {
        Path copy = copyOf(firmware());
        QuantizedNetwork other = RandomNetworks.of(SmallForm.SMALL, 4);
        OutputFolder.delete(copy.resolve("network"));
        NetworkFile.write(other, Files.createDirectories(copy.resolve("network")));
        assertEquals("board.firmware.network", refusal(copy, BOARD).code());
    }

    @Test
    void aFolderThatIsNotBuiltSaysHowToBuildIt() {
        WorkbenchException e = refusal(folder, BOARD);
        assertEquals("board.firmware.missing", e.code());
        assertTrue(e.remedy().contains("mcu firmware"), e.remedy());
    }

    @Test
    void anUnknownBoardListsWhatThereIs() {
        assertEquals(
                WorkbenchException.Fault.INPUT,
                refusal(firmware(), "virtual:arduino").fault());
        assertTrue(refusal(firmware(), "nucleo").remedy().contains("board list"));
    }

    @Test
    void aPortThatIsNotThereIsAMissingDevice() {
        WorkbenchException e = refusal(firmware(), "serial:/dev/ttyESPALIER9");
        assertEquals(WorkbenchException.Fault.TOOL, e.fault());
    }

    @Test
    void dataOfOtherClassesIsRefused() throws IOException {
        picture(Files.createDirectories(folder.resolve("zebra")).resolve("0.png"), new Random(1));
        picture(Files.createDirectories(folder.resolve("horse")).resolve("0.png"), new Random(2));
        WorkbenchException e = assertThrows(
                WorkbenchException.class,
                () -> new BoardBenchmarkStep()
                        .run(new BoardBenchmarkStep.Parameters(firmware(), BOARD, folder, 0), TaskContext.NONE));
        assertEquals("board.data.class", e.code());
        assertTrue(e.getMessage().contains("horse"), e.getMessage());
    }

    @Test
    void theListHoldsTheVirtualBoard() {
        BoardListStep.Result result = new BoardListStep().run(new BoardListStep.Parameters(), TaskContext.NONE);
        assertEquals("espalier.boards/1", result.schema());
        assertTrue(result.boards().stream()
                .anyMatch(b -> b.id().equals(BOARD) && b.kind().equals("virtual")));
    }

    private static int indexOf(byte[] whole, byte[] part) {
        for (int at = 0; at + part.length <= whole.length; at++) {
            if (Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("the image is not in the ELF file in one piece");
    }

    private static long known(@Nullable Long value) {
        return Objects.requireNonNull(value, "a virtual board counts instructions");
    }

    private WorkbenchException refusal(Path project, String board) {
        return assertThrows(
                WorkbenchException.class,
                () -> new BoardClassifyStep()
                        .run(new BoardClassifyStep.Parameters(project, board, anyPicture()), TaskContext.NONE));
    }

    private Path copyOf(Path project) throws IOException {
        Path copy = folder.resolve("copy");
        try (var tree = Files.walk(project)) {
            for (Path path : tree.toList()) {
                Files.copy(path, copy.resolve(project.relativize(path).toString()));
            }
        }
        return copy;
    }
}
