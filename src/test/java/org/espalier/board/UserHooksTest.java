package org.espalier.board;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.espalier.board.flash.BoardFinder;
import org.espalier.board.sim.FirmwareImage;
import org.espalier.board.sim.Machine;
import org.espalier.board.sim.Outcome;
import org.espalier.board.sim.VirtualBoard;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.compress.quant.SmallForm;
import org.espalier.firmware.BuiltFirmware;
import org.espalier.firmware.FirmwareBuilder;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A project whose user has a camera, as far as the firmware can tell.
class UserHooksTest {

    /// Two pictures, all bytes 3, then all bytes 200; each result goes out over the serial port.
    private static final String CAMERA = """
            #include "board.h"
            #include "espalier.h"

            static uint32_t taken, alive;

            int espalier_user_input(uint8_t *picture)
            {
                if (taken == 2) {
                    return 0;
                }
                for (uint32_t i = 0; i < ESPALIER_INPUT_BYTES; i++) {
                    picture[i] = taken == 0 ? 3 : 200;
                }
                taken++;
                return 1;
            }

            void espalier_user_result(const int8_t *logits, uint32_t classes)
            {
                for (uint32_t c = 0; c < classes; c++) {
                    board_send((uint8_t)logits[c]);
                }
                board_send(alive > ESPALIER_STEPS);
            }

            void espalier_user_alive(void) { alive++; }
            """;

    private static final Board BOARD = Boards.byId("stm32f746g-disco");
    private static final QuantizedNetwork NETWORK = RandomNetworks.of(SmallForm.SMALL, 3);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static BuiltFirmware build(Path project, String user) throws IOException {
        Path file = project.resolve("user/user.c");
        Files.createDirectories(file.getParent());
        Files.writeString(file, user, StandardCharsets.UTF_8);
        return FirmwareBuilder.build(
                NETWORK, Planner.plan(NETWORK, BOARD, Techniques.ALL), BOARD, project, true, TaskContext.NONE);
    }

    @Test
    void picturesOfTheUserRunAndTheirLogitsAreHandedOver() throws IOException {
        Path project = folder.resolve("project");
        BuiltFirmware built = build(project, CAMERA);
        assertEquals(CAMERA, Files.readString(project.resolve("user/user.c")));
        FirmwareImage image = FirmwareImage.elf(Path.of(built.elf()));
        try (VirtualBoard running =
                VirtualBoard.powerUp(Machine.of(BOARD), image, VirtualBoard.Counting.FASTEST, (byte) 0xC9)) {
            Outcome outcome = running.run(Duration.ofSeconds(20), TaskContext.NONE);
            assertEquals(Outcome.Waiting.class, outcome.getClass());
            byte[] sent = running.received();
            int classes = NETWORK.classes().size();
            assertEquals(2 * (classes + 1), sent.length);
            for (int i = 0; i < 2; i++) {
                byte[] picture = new byte[NETWORK.input().bytes()];
                Arrays.fill(picture, (byte) (i == 0 ? 3 : 200));
                byte[] logits = Arrays.copyOfRange(sent, i * (classes + 1), i * (classes + 1) + classes);
                assertArrayEquals(Int8Executor.run(NETWORK, picture).logits(), logits);
                assertEquals(1, sent[i * (classes + 1) + classes]);
            }
        }
    }

    /// Reads the cycle counter before each step and after a run, as a user who measures does.
    private static final String STOPWATCH = """
            #include "board.h"
            #include "espalier.h"

            static uint32_t since, longest;

            int espalier_user_input(uint8_t *picture)
            {
                (void)picture;
                return 0;
            }

            void espalier_user_result(const int8_t *logits, uint32_t classes)
            {
                (void)logits;
                longest = board_cycles() > since ? classes : 0;
            }

            void espalier_user_alive(void)
            {
                uint32_t now = board_cycles();
                longest = now - since > longest ? now - since : longest;
                since = board_cycles();
            }
            """;

    @Test
    void stepsAreCountedWhereTheUserReadsTheCycleCounterToo() throws IOException {
        Path project = folder.resolve("project");
        build(project, STOPWATCH);
        FirmwareFolder firmware = FirmwareFolder.open(project);
        try (BoardConnection connection =
                BoardConnection.open("virtual:stm32f746g-disco", firmware, new BoardFinder(), TaskContext.NONE)) {
            BoardConnection.Run run = connection.run(RandomNetworks.picture(NETWORK, 1), (byte) 0xA5, TaskContext.NONE);
            assertEquals(run.inference().ticks(), run.instructions());
        }
    }
}
