package org.espalier.board.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.board.CrossBuild;
import org.espalier.plan.Boards;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One image with many endings: its first byte of input chooses what it does.
class VirtualBoardTest {

    private static final String PROGRAM = """
            #include "board.h"
            void board_report_exception(void);
            void board_report_exception(void) { for (;;) { } }
            int main(void);
            static volatile uint32_t data = 0x12345678, zero;
            static volatile float scale = 1.5f;
            __attribute__((noinline)) void breaks_the_rules(uint32_t address) { *(volatile uint32_t *)address = 1; }
            __attribute__((noinline)) uint32_t reads(uint32_t address) { return *(volatile uint32_t *)address; }
            __attribute__((noinline)) uint32_t overflows(uint32_t n) {
                volatile uint32_t page[64];
                page[n & 63] = n;
                uint32_t below = n == 0 ? 0 : overflows(n + 1);
                return below ^ page[below & 63];
            }
            __attribute__((noinline)) void loops(uint32_t n) {
                __asm volatile("1: subs %0, %0, #1\\n bne 1b" : "+r"(n) :: "cc");
            }
            static void leave(uint32_t code) { __asm volatile("mov r0, %0\\n bkpt 0" :: "r"(code) : "r0"); }
            int main(void) {
                board_init();
                switch (board_receive()) {
                case 'd': leave(data == 0x12345678 && zero == 0 && scale * 2.0f == 3.0f ? 7 : 8); break;
                case 'e': for (;;) { board_send(board_receive() ^ 0x20); }
                case 'w': breaks_the_rules(0x20050000); break;
                case 'f': breaks_the_rules(0x08000100); break;
                case 'n': leave(reads(0)); break;
                case 'p': breaks_the_rules(0x40000000); break;
                case 'c': breaks_the_rules(0x40023C00); break;
                case 'r': ((void (*)(void))0x20000101)(); break;
                case 'u': __asm volatile("udf #1"); break;
                case 's': leave(overflows(1)); break;
                case 'h': __asm volatile("wfi"); break;
                case 'l': for (;;) { loops(1000); }
                case 'm': {
                    uint32_t a = board_cycles();
                    loops(1000);
                    uint32_t b = board_cycles();
                    loops(3000);
                    leave((board_cycles() - b) - (b - a));
                    break;
                }
                }
                leave(99);
                return 0;
            }
            """;

    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static FirmwareImage image;

    @BeforeAll
    static void build() {
        image = FirmwareImage.elf(CrossBuild.elf(
                folder,
                List.of("board/start.S", "board/board.h", "board/stm32f746g-disco.c", "board/stm32f746g-disco.ld"),
                Map.of("program.c", PROGRAM)));
    }

    private static VirtualBoard board(VirtualBoard.Counting counting) {
        return VirtualBoard.powerUp(Machine.of(Boards.byId("stm32f746g-disco")), image, counting, (byte) 0xA5);
    }

    private static VirtualBoard board() {
        return board(VirtualBoard.Counting.FASTEST);
    }

    private static Outcome outcome(char choice) {
        try (VirtualBoard board = board()) {
            board.send(new byte[] {(byte) choice});
            return board.run(LONG, TaskContext.NONE);
        }
    }

    private static Fault fault(char choice) {
        return assertInstanceOf(Outcome.Faulted.class, outcome(choice)).fault();
    }

    @Test
    void startUpFillsVariablesAndSwitchesTheFloatingPointUnitOn() {
        try (VirtualBoard board = board()) {
            board.send(new byte[] {'d'});
            assertEquals(new Outcome.Exited(7), board.run(LONG, TaskContext.NONE));
            assertTrue(board.floatingPointOn());
            assertEquals(216_000_000, board.coreHertz());
        }
    }

    @Test
    void waitsForBytesAndGoesOnWhenTheyCome() {
        try (VirtualBoard board = board()) {
            assertInstanceOf(Outcome.Waiting.class, board.run(LONG, TaskContext.NONE));
            assertFalse(board.received().length > 0);
            for (String word : List.of("eHello", "world")) {
                board.send(word.getBytes(StandardCharsets.US_ASCII));
                assertInstanceOf(Outcome.Waiting.class, board.run(LONG, TaskContext.NONE));
            }
            assertArrayEquals("hELLOWORLD".getBytes(StandardCharsets.US_ASCII), board.received());
        }
    }

    @Test
    void aWriteBehindTheLastByteOfRamNamesAddressAndFunction() {
        Fault fault = fault('w');
        assertEquals(Fault.Kind.WRITE_OUTSIDE, fault.kind());
        assertEquals(0x20050000L, fault.address());
        assertEquals(
                "breaks_the_rules writes 4 bytes at 0x20050000, where the board has no memory",
                fault.message().substring(0, fault.message().indexOf(" (")));
        assertEquals("main", fault.caller());
    }

    @Test
    void flashIsReadOnly() {
        assertEquals(Fault.Kind.WRITE_TO_FLASH, fault('f').kind());
    }

    @Test
    void aNullPointerFaults() {
        Fault fault = fault('n');
        assertEquals(Fault.Kind.READ_OUTSIDE, fault.kind());
        assertEquals("reads", fault.function());
    }

    @Test
    void ramHoldsNoCode() {
        assertEquals(Fault.Kind.FETCH_FROM_RAM, fault('r').kind());
    }

    @Test
    void anUnknownPeripheralIsNamedByItsAddress() {
        Fault fault = fault('p');
        assertEquals(Fault.Kind.UNKNOWN_REGISTER, fault.kind());
        assertEquals(0x40000000L, fault.address());
    }

    @Test
    void tooFewFlashWaitStatesAreAMisuse() {
        Fault fault = fault('c');
        assertEquals(Fault.Kind.HARDWARE_MISUSE, fault.kind());
        assertTrue(fault.message().contains("216 MHz with 1 flash wait states"), fault.message());
    }

    @Test
    void anUndefinedInstructionIsAFault() {
        Fault fault = fault('u');
        assertEquals(Fault.Kind.UNDEFINED_INSTRUCTION, fault.kind());
        assertEquals("main", fault.function());
    }

    @Test
    void aStackThatOverflowsFaultsBelowRam() {
        Fault fault = fault('s');
        assertEquals(Fault.Kind.WRITE_OUTSIDE, fault.kind());
        assertTrue(fault.address() < 0x20000000L && fault.address() > 0x1FFFF000L, fault.message());
        assertEquals("overflows", fault.function());
    }

    @Test
    void stoppingWithoutAnExitMarkerIsAnOutcomeOfItsOwn() {
        assertInstanceOf(Outcome.Halted.class, outcome('h'));
    }

    private static long instructions(VirtualBoard board) {
        return board.profile().values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void anEndlessLoopMeetsItsLimitAndCanGoOn() {
        try (VirtualBoard board = board()) {
            board.send(new byte[] {'l'});
            Duration limit = Duration.ofMillis(60);
            assertEquals(new Outcome.TimedOut(limit), board.run(limit, TaskContext.NONE));
            long before = instructions(board);
            assertEquals(new Outcome.TimedOut(limit), board.run(limit, TaskContext.NONE));
            assertTrue(instructions(board) > before);
        }
    }

    @Test
    void cancellingStopsAnEndlessLoop() {
        TaskContext cancelled = new QuietListener() {
            @Override
            public boolean cancelled() {
                return true;
            }
        };
        try (VirtualBoard board = board()) {
            board.send(new byte[] {'l'});
            assertInstanceOf(Outcome.Cancelled.class, board.run(LONG, cancelled));
        }
    }

    @Test
    void countsEveryInstructionOfALoop() {
        // Two loops of 1000 and 3000 turns of 2 instructions: what surrounds them cancels out.
        assertEquals(new Outcome.Exited(2 * 2000), outcome('m'));
        try (VirtualBoard board = board()) {
            board.send(new byte[] {'m'});
            board.run(LONG, TaskContext.NONE);
            Map<String, Long> profile = board.profile();
            assertEquals(2 * 4000 + 2, profile.getOrDefault("loops", 0L), 4);
            List<VirtualBoard.Tick> ticks = board.takeTicks();
            assertEquals(3, ticks.size());
            long first = ticks.get(1).instructions() - ticks.get(0).instructions();
            long second = ticks.get(2).instructions() - ticks.get(1).instructions();
            assertEquals(2 * 2000, second - first);
            // One turn is a subtraction and a branch: one issue cycle and one for the branch.
            long cycles = ticks.get(2).cycles()
                    - 2 * ticks.get(1).cycles()
                    + ticks.get(0).cycles();
            assertEquals(2 * 2000, cycles);
        }
    }

    @Test
    void nativeAndJavaCountingAgreeToTheInstruction() {
        Map<VirtualBoard.Counting, Map<String, Long>> profiles = new HashMap<>();
        for (VirtualBoard.Counting counting : VirtualBoard.Counting.values()) {
            try (VirtualBoard board = board(counting)) {
                board.send(new byte[] {'m'});
                assertInstanceOf(Outcome.Exited.class, board.run(LONG, TaskContext.NONE));
                profiles.put(counting, board.profile());
            }
        }
        assertEquals(profiles.get(VirtualBoard.Counting.FASTEST), profiles.get(VirtualBoard.Counting.JAVA));
    }

    @Test
    void anImageLargerThanFlashIsRefused() {
        FirmwareImage large = new FirmwareImage(
                0x08000000L, new byte[(1 << 20) + 1], new FirmwareImage.CodeRange(0, 8), Symbols.NONE);
        WorkbenchException e = assertThrows(
                WorkbenchException.class,
                () -> VirtualBoard.powerUp(
                        Machine.of(Boards.byId("stm32f746g-disco")), large, VirtualBoard.Counting.FASTEST, (byte)
                                0xA5));
        assertEquals("board.image.size", e.code());
        assertTrue(e.getMessage().contains("1048577 bytes"), e.getMessage());
    }

    @Test
    void aMissingLibraryNamesItsPackage() {
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> Unicorn.load("libunicorn-absent.so.2"));
        assertEquals(WorkbenchException.Fault.TOOL, e.fault());
        assertTrue(e.remedy().contains("libunicorn2"), e.remedy());
    }
}
