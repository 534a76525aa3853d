package org.espalier.firmware;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.board.sim.FirmwareImage;
import org.espalier.board.sim.Machine;
import org.espalier.board.sim.Outcome;
import org.espalier.board.sim.VirtualBoard;
import org.espalier.plan.Boards;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Assertions;

/// The operator library in its assembly form on the virtual board, answering over the serial port.
final class KernelBoard implements KernelRunner {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final VirtualBoard board;

    private KernelBoard(VirtualBoard board) {
        this.board = board;
    }

    /// Builds the image and powers the board up.
    static KernelBoard start(Path folder) {
        Path elf = OperatorProgram.build(Boards.byId("stm32f746g-disco"), folder, TaskContext.NONE);
        return new KernelBoard(VirtualBoard.powerUp(
                Machine.of(Boards.byId("stm32f746g-disco")),
                FirmwareImage.elf(elf),
                VirtualBoard.Counting.FASTEST,
                (byte) 0xA5));
    }

    @Override
    public byte[] exchange(byte[] request) {
        board.send(request);
        Outcome outcome = board.run(LIMIT, TaskContext.NONE);
        Assertions.assertInstanceOf(Outcome.Waiting.class, outcome);
        byte[] answer = board.received();
        int bytes = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN).getInt();
        Assertions.assertEquals(answer.length - 4, bytes);
        return Arrays.copyOfRange(answer, 4, answer.length);
    }

    /// Instructions of each operator run since the last call, the calls included.
    List<Long> instructions() {
        List<VirtualBoard.Tick> ticks = board.takeTicks();
        List<Long> parts = new ArrayList<>();
        for (int i = 0; i + 1 < ticks.size(); i += 2) {
            parts.add(ticks.get(i + 1).instructions() - ticks.get(i).instructions());
        }
        return parts;
    }

    @Override
    public void close() {
        board.close();
    }
}
