package org.espalier.board;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Optional;
import org.espalier.board.flash.BoardFinder;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.firmware.FirmwareBuilder;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Networks with more classes than one frame of the serial protocol has room for logits.
class ManyClassesTest {

    private static final Board BOARD = Boards.byId("stm32f746g-disco");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {512, 513, 1000, 1024})
    void allLogitsComeOffTheBoard(int classes) {
        QuantizedNetwork network =
                RandomNetworks.of(new RandomNetworks.Form(24, 8, 0, 20, 1, 2, 8, 36, 12, classes, false), 3);
        FirmwareBuilder.build(
                network, Planner.plan(network, BOARD, Techniques.ALL), BOARD, folder, true, TaskContext.NONE);
        FirmwareFolder firmware = FirmwareFolder.open(folder);
        byte[] picture = RandomNetworks.picture(network, 5);
        try (BoardConnection board =
                BoardConnection.open("virtual:stm32f746g-disco", firmware, new BoardFinder(), TaskContext.NONE)) {
            assertArrayEquals(
                    Int8Executor.run(network, picture).logits(),
                    board.run(picture, (byte) 0xA5, TaskContext.NONE)
                            .inference()
                            .logits());
            assertEquals(
                    Optional.empty(),
                    LayerComparison.compare(board, firmware, picture, TaskContext.NONE)
                            .first());
        }
    }
}
