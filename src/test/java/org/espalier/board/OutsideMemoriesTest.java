package org.espalier.board;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.espalier.board.flash.BoardFinder;
import org.espalier.board.sim.Fault;
import org.espalier.board.sim.FirmwareImage;
import org.espalier.board.sim.Machine;
import org.espalier.board.sim.Outcome;
import org.espalier.board.sim.VirtualBoard;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.firmware.BuiltFirmware;
import org.espalier.firmware.FirmwareBuilder;
import org.espalier.format.Json;
import org.espalier.plan.AnalyticalModel;
import org.espalier.plan.Board;
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

/// Flash and SDRAM outside the chip, on every board that has them.
class OutsideMemoriesTest {

    /// 1.6 million weights.
    private static final QuantizedNetwork HEAVY =
            RandomNetworks.of(new RandomNetworks.Form(32, 16, 0, 256, 2, 4, 64, 1024, 0, 10, false), 1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    static List<String> withFlash() {
        return Boards.ids().stream()
                .filter(id -> Boards.byId(id).weightFlash().isPresent())
                .toList();
    }

    static List<String> withSdram() {
        return Boards.ids().stream()
                .filter(id -> Boards.byId(id).outsideRam().isPresent())
                .toList();
    }

    /// All boards that have SDRAM are also offered with arenas in it, and the plain ones keep out of it.
    @Test
    void arenasUseSdramOnlyWhereTheUserAsksForIt() {
        List<String> equipped = Boards.ids().stream()
                .filter(id -> Boards.byId(id).external().stream().anyMatch(e -> e.sdram() != null))
                .toList();
        List<String> plain =
                equipped.stream().filter(id -> !id.endsWith("-sdram")).toList();
        assertEquals(List.of("stm32f746g-disco", "stm32h750b-disco"), plain);
        assertEquals(
                Stream.concat(plain.stream(), plain.stream().map(id -> id + "-sdram"))
                        .sorted()
                        .toList(),
                equipped.stream().sorted().toList());
        assertEquals(plain.stream().map(id -> id + "-sdram").toList(), withSdram());
    }

    @ParameterizedTest
    @MethodSource("withFlash")
    void weightsThatTheChipHasNoRoomForAreReadFromTheFlashBesideIt(String id) {
        Board board = Boards.byId(id);
        Plan plan = Planner.plan(HEAVY, board, Techniques.ALL);
        assertTrue(plan.fits());
        assertTrue(plan.flash().outside().bytes() > 0);
        Path project = folder.resolve("project");
        BuiltFirmware built = FirmwareBuilder.build(HEAVY, plan, board, project, false, TaskContext.NONE);
        assertEquals(plan.flash().outside().bytes(), built.flash().outside());
        assertTrue(built.flash().used() <= board.flash().bytes());
        check(HEAVY, plan, FirmwareFolder.open(project), "virtual:" + id);
    }

    private static void check(QuantizedNetwork network, Plan plan, FirmwareFolder firmware, String id) {
        byte[] picture = RandomNetworks.picture(network, 1);
        try (BoardConnection connection = BoardConnection.open(id, firmware, new BoardFinder(), TaskContext.NONE)) {
            assertEquals(
                    String.format("%08x", firmware.image().crc32()), connection.checkImage(firmware, TaskContext.NONE));
            BoardConnection.Run run = connection.run(picture, (byte) 0x5A, TaskContext.NONE);
            assertArrayEquals(
                    Int8Executor.run(network, picture).logits(), run.inference().logits());
            assertEquals(plan.arenaBytes(), run.inference().arenaHighWater(), 64);
        }
    }

    /// 485 tokens, of which Q, K and V take 545 KB: more than any memory of the chips.
    private static final QuantizedNetwork LONG =
            RandomNetworks.of(new RandomNetworks.Form(176, 8, 0, 384, 1, 6, 64, 768, 0, 10, false), 1);

    @ParameterizedTest
    @MethodSource("withSdram")
    void anArenaThatTheChipHasNoRoomForLiesInSdramAsWell(String id) {
        Board board = Boards.byId(id);
        Board without = Boards.byId(id.replace("-sdram", ""));
        assertFalse(Planner.plan(LONG, without, Techniques.ALL).fits(), "the chip alone must be too small");
        Plan plan = Planner.plan(LONG, board, Techniques.ALL);
        assertTrue(plan.fits(), plan.sram()::toString);
        assertEquals("SDRAM", plan.pieces().getLast().memory());
        assertTrue(plan.pieces().getFirst().bytes() > 0, "the chip's own memory is filled first");
        Path project = folder.resolve("project");
        BuiltFirmware built = FirmwareBuilder.build(LONG, plan, board, project, false, TaskContext.NONE);
        assertEquals(plan.arenaBytes(), built.sram().arena());
        assertEquals(plan.sram().total(), built.sram().used());
        check(LONG, plan, FirmwareFolder.open(project), "virtual:" + id);
        assertTrue(built.flash().used() <= board.flash().bytes(), built.flash()::toString);
        Plan smaller = Planner.plan(HEAVY, board, Techniques.ALL);
        assertEquals(1, smaller.pieces().size(), "what fits on the chip stays there");
        assertTrue(
                new AnalyticalModel(board).cycles(plan) > new AnalyticalModel(without).cycles(plan),
                "SDRAM is waited for");
    }

    private static final String LOOKS = """
            #include "board.h"
            #define HERE ((volatile uint32_t *)ADDRESS)
            int main(void);
            int main(void) {
                if (EARLY) HERE[3] = 7;
                board_init();
                HERE[5] = 0x1234;
                *(volatile uint16_t *)((uint32_t)HERE + 23) = 1;
                register uint32_t r0 __asm("r0") = HERE[5];
                __asm volatile("bkpt 0" :: "r"(r0));
                for (;;) { }
            }
            void board_report_exception(const void *frame, uint32_t number);
            void board_report_exception(const void *frame, uint32_t number) { (void)frame; (void)number; for (;;) { } }
            """;

    private Outcome look(String id, boolean early) throws Exception {
        Board board = Boards.byId(id);
        long address = board.outsideRam().orElseThrow().address();
        Path elf = CrossBuild.elf(
                Files.createDirectories(folder.resolve(id + early)),
                List.of(
                        "board/start.S",
                        "board/board.h",
                        "board/memory.c",
                        "board/" + id + ".c",
                        "board/" + id + ".ld"),
                Map.of("main.c", LOOKS.replace("ADDRESS", address + "U").replace("EARLY", early ? "1" : "0")));
        try (VirtualBoard started = VirtualBoard.powerUp(
                Machine.of(board), FirmwareImage.elf(elf), VirtualBoard.Counting.FASTEST, (byte) 0)) {
            return started.run(Duration.ofSeconds(20), TaskContext.NONE);
        }
    }

    @ParameterizedTest
    @MethodSource("withSdram")
    void sdramIsThereOnceTheStartUpCodeHasSetItUpAndNotBefore(String id) throws Exception {
        assertEquals("Exited[code=16781876]", look(id, false).toString());
        Fault fault = assertInstanceOf(Outcome.Faulted.class, look(id, true)).fault();
        assertEquals(Fault.Kind.WRITE_OUTSIDE, fault.kind());
        assertEquals(Boards.byId(id).outsideRam().orElseThrow().address() + 12, fault.address());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes | 16777216 | make 8388608",
                "address | 3489660928 | bank 1",
                "pins | [] | sdram and pins",
                "sdram | null | no sdram",
                "kind | \"flash\" | no arena",
                "pins | [\"PZ1/12\"] | PZ1/12",
            })
    void anSdramThatCannotBeDrivenIsRefused(String key, String value, String word) throws Exception {
        ObjectNode tree = Objects.requireNonNull(Json.mapper().valueToTree(Boards.byId("stm32f746g-disco-sdram")));
        ((ObjectNode) tree.get("external").get(1)).set(key, Json.mapper().readTree(value));
        refused(tree, word);
    }

    @ParameterizedTest
    @CsvSource({"columnBits,12", "rowBits,10", "casLatency,4", "clockDivider,1", "readPipe,3", "bank,3", "dataBits,12"})
    void anSdramWithNumbersTheControllerDoesNotKnowIsRefused(String key, int value) {
        ObjectNode tree = Objects.requireNonNull(Json.mapper().valueToTree(Boards.byId("stm32f746g-disco-sdram")));
        JsonNode sdram = tree.get("external").get(1).get("sdram");
        ((ObjectNode) sdram).put(key, value);
        refused(tree, "SDRAM");
    }

    private void refused(ObjectNode tree, String word) {
        Path file = folder.resolve("board.json");
        Json.write(file, tree);
        var e = assertThrows(WorkbenchException.class, () -> Boards.byId(file.toString()));
        assertEquals("plan.board.malformed", e.code());
        assertTrue(String.valueOf(e.getMessage()).contains(word), e.getMessage());
    }
}
