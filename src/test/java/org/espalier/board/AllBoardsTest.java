package org.espalier.board;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.espalier.board.flash.BoardFinder;
import org.espalier.board.sim.FirmwareImage;
import org.espalier.board.sim.ImageSettings;
import org.espalier.board.sim.Machine;
import org.espalier.board.sim.Outcome;
import org.espalier.board.sim.VirtualBoard;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.compress.quant.SmallForm;
import org.espalier.firmware.BuiltFirmware;
import org.espalier.firmware.FirmwareBuilder;
import org.espalier.format.Json;
import org.espalier.plan.Board;
import org.espalier.plan.BoardMemories;
import org.espalier.plan.Boards;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every board of the build: firmware is generated, linked, started and answers as the reference
/// executor does.
class AllBoardsTest {

    private static final QuantizedNetwork NETWORK = RandomNetworks.of(SmallForm.SMALL.wide(), 3);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    static List<String> boards() {
        return Boards.ids();
    }

    @Test
    void thereAreEightOrMore() {
        assertTrue(Boards.ids().size() >= 8);
    }

    @ParameterizedTest
    @MethodSource("boards")
    void aNetworkRunsOnTheBoardWithItsOwnMemoryMap(String id) {
        check(id, Boards.byId(id));
    }

    /// Cores M7, M4 and M33.
    @ParameterizedTest
    @ValueSource(strings = {"stm32f746g-disco", "nucleo-l4r5zi", "nucleo-u575zi"})
    void soDoesOneWithRelativePositions(String id) {
        check(id, Boards.byId(id), RandomNetworks.of(SmallForm.SMALL.wide().relative(14), 3));
    }

    private void check(String id, Board board) {
        check(id, board, NETWORK);
    }

    private void check(String id, Board board, QuantizedNetwork network) {
        Plan plan = Planner.plan(network, board, Techniques.ALL);
        Path project = folder.resolve("project");
        BuiltFirmware built = FirmwareBuilder.build(network, plan, board, project, false, TaskContext.NONE);
        assertEquals(
                plan.flash().parts().getFirst().bytes()
                        + plan.flash().parts().get(1).bytes(),
                built.flash().weights());
        assertTrue(built.flash().used() <= plan.flash().bytes(), built.flash()::toString);
        assertTrue(built.sram().used() <= plan.sram().total(), built.sram()::toString);
        FirmwareFolder firmware = FirmwareFolder.open(project);
        byte[] picture = RandomNetworks.picture(network, 1);
        try (BoardConnection connection =
                BoardConnection.open("virtual:" + id, firmware, new BoardFinder(), TaskContext.NONE)) {
            assertEquals(board.id(), connection.session().identity().board());
            BoardConnection.Run run = connection.run(picture, (byte) 0x5A, TaskContext.NONE);
            assertArrayEquals(
                    Int8Executor.run(network, picture).logits(), run.inference().logits());
            assertTrue(
                    run.inference().stackHighWater() <= built.sram().deepestStack(),
                    () -> run.inference().stackHighWater() + " bytes of stack, computed "
                            + built.sram().deepestStack());
            assertEquals(plan.arenaBytes(), run.inference().arenaHighWater(), 64);
        }
        try (VirtualBoard started =
                VirtualBoard.powerUp(Machine.of(board), firmware.image(), VirtualBoard.Counting.FASTEST, (byte) 0xC9)) {
            assertEquals(
                    Outcome.Waiting.class,
                    started.run(Duration.ofSeconds(20), TaskContext.NONE).getClass());
            assertEquals(new ImageSettings(board.coreHertz(), true), ImageSettings.of(started));
        }
    }

    @Test
    void stackAndVariablesLieBesideTheArenaWhereThereIsAnotherMemory() {
        Board board = Boards.byId("nucleo-h743zi");
        assertEquals("AXI SRAM", board.arenaRun().name());
        assertEquals("DTCM", board.controlRun().name());
        Plan plan = Planner.plan(NETWORK, board, Techniques.ALL);
        assertEquals(512 << 10, plan.sram().budget());
        assertEquals(plan.arenaBytes(), plan.sram().total());
        BuiltFirmware built =
                FirmwareBuilder.build(NETWORK, plan, board, folder.resolve("project"), false, TaskContext.NONE);
        FirmwareImage image = FirmwareImage.elf(Path.of(built.elf()));
        assertEquals(0x20000000L + Planner.STACK_BYTES, word(image, 0));
        assertEquals(Planner.STACK_BYTES, built.sram().stack());
        assertEquals(plan.arenaBytes(), built.sram().used());
    }

    @Test
    void anArenaInTwoMemoriesComputesWhatTheExecutorDoes() {
        Board large = Boards.byId("nucleo-h743zi");
        QuantizedNetwork network =
                RandomNetworks.of(new RandomNetworks.Form(96, 8, 0, 128, 1, 4, 32, 384, 64, 10, false), 1);
        long kilobytes = Planner.plan(network, large, Techniques.ALL).arenaBytes() / 1024L * 3 / 4;
        Board board = BoardMemories.of(
                large,
                large.ram().subList(0, 2).stream()
                        .map(r -> new Board.Region(r.name(), r.address(), kilobytes << 10))
                        .toList());
        Plan plan = Planner.plan(network, board, Techniques.ALL);
        assertEquals(2, plan.pieces().size());
        Path project = folder.resolve("project");
        BuiltFirmware built = FirmwareBuilder.build(network, plan, board, project, false, TaskContext.NONE);
        assertEquals(plan.sram().total(), built.sram().used());
        assertEquals(plan.arenaBytes(), built.sram().arena());
        FirmwareFolder firmware = FirmwareFolder.open(project);
        byte[] picture = RandomNetworks.picture(network, 1);
        String id = "virtual:" + project.resolve("board.json");
        try (BoardConnection connection = BoardConnection.open(id, firmware, new BoardFinder(), TaskContext.NONE)) {
            BoardConnection.Run run = connection.run(picture, (byte) 0x5A, TaskContext.NONE);
            assertArrayEquals(
                    Int8Executor.run(network, picture).logits(), run.inference().logits());
            assertEquals(plan.arenaBytes(), run.inference().arenaHighWater(), 64);
            assertTrue(LayerComparison.compare(connection, firmware, picture, TaskContext.NONE)
                    .first()
                    .isEmpty());
        }
    }

    private static long word(FirmwareImage image, int at) {
        return (image.bytes()[at] & 0xFF)
                | (image.bytes()[at + 1] & 0xFF) << 8
                | (image.bytes()[at + 2] & 0xFF) << 16
                | (image.bytes()[at + 3] & 0xFFL) << 24;
    }

    private static ObjectNode own() {
        ObjectNode tree = Objects.requireNonNull(Json.mapper().valueToTree(Boards.byId("nucleo-f767zi")));
        return tree.put("id", "my-board").put("name", "My board");
    }

    @Test
    void aBoardOfOnesOwnIsAFile() {
        Path file = folder.resolve("board.json");
        Json.write(file, own().put("crystalHertz", 16_000_000).put("crystalBypass", false));
        check(file.toString(), Boards.byId("virtual:" + file));
    }

    @Test
    void aSlowF4RunsWithoutOverDrive() {
        Path file = folder.resolve("board.json");
        ObjectNode tree = Objects.requireNonNull(Json.mapper().valueToTree(Boards.byId("nucleo-f429zi")));
        Json.write(file, tree.put("id", "my-f407").put("mcu", "STM32F407ZG").put("coreHertz", 168_000_000));
        check(file.toString(), Boards.byId("virtual:" + file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "core | \"cortex-m0\"",
                "mcu | \"NRF52840\"",
                "mcu | null",
                "id | \"../x\"",
                "fpu | \"none; rm\"",
                "ram | []",
                "ram | null",
                "ram | [{\"name\":\"A\",\"address\":0,\"bytes\":-1024}]",
                "flash | {\"address\":0,\"bytes\":1024,\"sectors\":[]}",
                "coreHertz | 0",
                "serial | {\"port\":\"UART9\",\"tx\":\"PA9\",\"rx\":\"PA10\",\"alternateFunction\":7,\"baud\":115200}",
                "serial | {\"port\":\"USART1\",\"tx\":\"PA99\",\"rx\":\"PA10\",\"alternateFunction\":7,\"baud\":115200}",
                "colour | \"red\""
            })
    void aFileThatDescribesNoBoardIsRefused(String key, String value) throws Exception {
        Path file = folder.resolve("board.json");
        ObjectNode tree = own();
        tree.set(key, Json.mapper().readTree(value));
        Json.write(file, tree);
        var e = assertThrows(WorkbenchException.class, () -> Boards.byId(file.toString()));
        assertEquals("plan.board.malformed", e.code());
        assertTrue(e.getMessage().contains("board.json"), e.getMessage());
    }
}
