package org.espalier.board;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.espalier.board.flash.BoardFinder;
import org.espalier.board.flash.Flasher;
import org.espalier.board.flash.ToolPath;
import org.espalier.board.sim.FirmwareImage;
import org.espalier.board.sim.Machine;
import org.espalier.board.sim.VirtualBoard;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.firmware.BuiltFirmware;
import org.espalier.firmware.FirmwareBuilder;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Weights that have no room in the chip's flash lie in the Quad-SPI flash beside it, on the
/// STM32F746G-DISCO.
class OutsideWeightsTest {

    private static final Board BOARD = Boards.byId("stm32f746g-disco");
    private static final String VIRTUAL = "virtual:stm32f746g-disco";

    /// 1.6 million weights.
    private static final QuantizedNetwork NETWORK =
            RandomNetworks.of(new RandomNetworks.Form(32, 16, 0, 256, 2, 4, 64, 1024, 0, 10, false), 1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    private static Plan plan;
    private static BuiltFirmware built;
    private static FirmwareFolder firmware;

    @BeforeAll
    static void build() {
        plan = Planner.plan(NETWORK, BOARD, Techniques.ALL);
        Path project = folder.resolve("project");
        built = FirmwareBuilder.build(NETWORK, plan, BOARD, project, false, TaskContext.NONE);
        firmware = FirmwareFolder.open(project);
    }

    @Test
    void thePlanSaysWhatLiesWhereAndTheLinkerAgrees() throws Exception {
        Plan.FlashUse flash = plan.flash();
        assertTrue(plan.fits());
        assertTrue(flash.bytes() > BOARD.flash().bytes() / 2, "the chip's own flash is filled first");
        assertEquals("QSPI flash", flash.outside().memory());
        assertEquals(flash.outside().bytes(), built.flash().outside());
        assertEquals(flash.outside().bytes(), Files.size(folder.resolve("project/build/outside.bin")));
        assertTrue(built.flash().used() <= BOARD.flash().bytes());
        Plan elsewhere = Planner.plan(NETWORK, Boards.byId("nucleo-f746zg"), Techniques.ALL);
        assertFalse(elsewhere.fits(), "the Nucleo has no such flash");
        assertEquals(
                Plan.Outside.NONE,
                Planner.plan(NETWORK, Boards.byId("nucleo-f767zi"), Techniques.ALL)
                        .flash()
                        .outside());
    }

    @Test
    void theBoardComputesWhatTheExecutorDoesAndReadsAllOfTheImageBack() {
        byte[] picture = RandomNetworks.picture(NETWORK, 1);
        try (BoardConnection connection =
                BoardConnection.open(VIRTUAL, firmware, new BoardFinder(), TaskContext.NONE)) {
            assertEquals(
                    firmware.image().size(), connection.session().identity().imageBytes());
            assertEquals(
                    String.format("%08x", firmware.image().crc32()), connection.checkImage(firmware, TaskContext.NONE));
            assertArrayEquals(
                    Int8Executor.run(NETWORK, picture).logits(),
                    connection
                            .run(picture, (byte) 0x5A, TaskContext.NONE)
                            .inference()
                            .logits());
        }
    }

    @Test
    void withoutTheControllersSetUpNothingIsSeen() throws Exception {
        String source = """
                #include "board.h"
                const uint8_t one[1] __attribute__((section(".outside"))) = {0x77};
                int main(void);
                int main(void) {
                    const volatile uint8_t *seen = one;
                    uint32_t before = *seen;
                    board_init();
                    register uint32_t r0 __asm("r0") = before << 8 | *seen;
                    __asm volatile("bkpt 0" :: "r"(r0));
                    for (;;) { }
                }
                """;
        Path elf = CrossBuild.elf(
                Files.createDirectories(folder.resolve("small")),
                List.of(
                        "board/start.S",
                        "board/board.h",
                        "board/memory.c",
                        "board/stm32f746g-disco.c",
                        "board/stm32f746g-disco.ld"),
                Map.of("main.c", source + KEEP));
        try (VirtualBoard board = VirtualBoard.powerUp(
                Machine.of(BOARD), FirmwareImage.elf(elf), VirtualBoard.Counting.FASTEST, (byte) 0)) {
            assertEquals(
                    "Exited[code=4471]",
                    board.run(Duration.ofSeconds(20), TaskContext.NONE).toString());
        }
    }

    private static final String KEEP = """
            void board_report_exception(const void *frame, uint32_t number);
            void board_report_exception(const void *frame, uint32_t number) { (void)frame; (void)number; for (;;) { } }
            """;

    @Test
    void onlyAToolThatReachesItIsUsed() {
        BoardFlasher flasher = new BoardFlasher(new BoardFinder(), new Flasher(new ToolPath(List.of(folder))));
        var e = assertThrows(
                WorkbenchException.class, () -> flasher.flash("serial:/dev/ttyACM0", firmware, TaskContext.NONE));
        assertEquals("board.flash.tool", e.code());
        assertTrue(e.remedy().contains("outside the chip") && e.remedy().contains("openocd"), e.remedy());
        e = assertThrows(WorkbenchException.class, () -> flasher.flash("dfu:1", firmware, TaskContext.NONE));
        assertEquals("board.flash.outside", e.code());
    }
}
