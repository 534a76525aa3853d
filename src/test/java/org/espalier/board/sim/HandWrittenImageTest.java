package org.espalier.board.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.espalier.plan.Boards;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What a compiler would not write, on whatever runs the instructions.
class HandWrittenImageTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int BREAKPOINT = 0xBE00;
    private static final int NO_OPERATION = 0xBF00;
    private static final int LOAD_R1 = 0x4901; // ldr r1, the word behind three more halfwords

    private static VirtualBoard board(FirmwareImage image, VirtualBoard.Counting counting) {
        return VirtualBoard.powerUp(Machine.of(Boards.byId("stm32f746g-disco")), image, counting, (byte) 0);
    }

    private static Outcome outcome(FirmwareImage image, VirtualBoard.Counting counting) {
        try (VirtualBoard board = board(image, counting)) {
            return board.run(LONG, TaskContext.NONE);
        }
    }

    private static FirmwareImage withR1(int value, int... two) {
        return RawImage.of(LOAD_R1, two[0], two[1], NO_OPERATION, value & 0xFFFF, value >>> 16);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ldrb of the first byte,    7808, 0x10",
        "ldrb of the second,        7848, 0x30",
        "ldrb of the last,          78C8, 0x24",
        "ldrh of the first half,    8808, 0x3010",
        "ldrh of the second,        8848, 0x2400",
        "ldr of all,                6808, 0x24003010",
    })
    void partOfARegisterIsReadAsWhatStandsThere(String what, String load, String value) {
        // The F7's RCC_PLLCFGR holds 0x24003010 after reset.
        FirmwareImage image = withR1(0x40023804, Integer.parseInt(load, 16), BREAKPOINT);
        for (VirtualBoard.Counting counting : VirtualBoard.Counting.values()) {
            assertEquals(new Outcome.Exited(Integer.decode(value)), outcome(image, counting), what + ", " + counting);
        }
    }

    @ParameterizedTest
    @EnumSource(VirtualBoard.Counting.class)
    void aJumpIntoTheFlashOutsideTheChipIsAFault(VirtualBoard.Counting counting) {
        FirmwareImage image = withR1(0x90000001, 0x4708, BREAKPOINT); // bx r1
        Machine machine = Machine.of(Boards.byId("stm32f746g-disco"));
        assumeTrue(machine.outside().isPresent());
        Outcome outcome = outcome(image, counting);
        assertEquals(
                Fault.Kind.FETCH_FROM_RAM,
                assertInstanceOf(Outcome.Faulted.class, outcome).fault().kind());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a shift into the program counter,       FA40 FF02",
        "a shift of the program counter,         FA4F F002",
        "a sum of halves with it,                FA91 F00F",
        "a sum of halves into it,                FA91 FF02",
        "leading zeros into it,                  FAB1 FF81",
        "bytes reversed into it,                 FA91 FF81",
        "a byte extended into it,                FA4F FF82",
        "halves packed into it,                  EAC1 0F02",
        "halves packed of it,                    EACF 0002",
    })
    void dataBehindACallThatDoesNotReturnMayLookLikeAnything(String what, String data) {
        int[] halves = Arrays.stream(data.split(" ", -1))
                .mapToInt(h -> Integer.parseInt(h, 16))
                .toArray();
        // bl over the data, which looks like code that the call would return to
        FirmwareImage image = RawImage.of(0xF000, 0xF802, halves[0], halves[1], BREAKPOINT);
        assertEquals(new Outcome.Exited(0), outcome(image, VirtualBoard.Counting.FASTEST), what);
    }

    @Test
    void randomDataBehindACallThatDoesNotReturnIsOnlyLookedAt() {
        Random random = new Random(20);
        for (int run = 0; run < 20; run++) {
            int[] halfwords = new int[1024];
            for (int i = 2; i < halfwords.length; i++) {
                halfwords[i] = random.nextInt(1 << 16);
            }
            halfwords[0] = 0xF000; // bl to the last halfword
            halfwords[1] = 0xF800 | halfwords.length - 1 - 2;
            halfwords[halfwords.length - 1] = BREAKPOINT;
            assertEquals(
                    new Outcome.Exited(0),
                    outcome(RawImage.of(halfwords), VirtualBoard.Counting.FASTEST),
                    "run " + run);
        }
    }

    @Test
    void aFlashFullOfLongInstructionsIsTranslatedInParts() {
        int[] halfwords = new int[(1 << 19) - 8];
        for (int i = 0; i < halfwords.length; i += 2) {
            halfwords[i] = 0xE890; // ldm r0, {r1-r12, lr}: from address 0, where there is nothing
            halfwords[i + 1] = 0x5FFE;
        }
        assertInstanceOf(Outcome.Faulted.class, outcome(RawImage.of(halfwords), VirtualBoard.Counting.FASTEST));
    }

    @ParameterizedTest
    @EnumSource(VirtualBoard.Counting.class)
    @SuppressWarnings("MustBeClosedChecker") // That it is closed is what is tested.
    void aBoardThatCannotBePoweredUpGivesItsMemoryBack(VirtualBoard.Counting counting) {
        FirmwareImage whole = RawImage.of(BREAKPOINT);
        FirmwareImage backwards =
                new FirmwareImage(whole.base(), whole.bytes(), new FirmwareImage.CodeRange(64, 0), Symbols.NONE);
        Machine machine = Machine.of(Boards.byId("stm32f746g-disco"));
        Arena arena = Arena.ofShared();
        assertThrows(
                NegativeArraySizeException.class,
                () -> VirtualBoard.powerUp(machine, backwards, counting, (byte) 0, arena));
        assertFalse(arena.scope().isAlive());
    }
}
