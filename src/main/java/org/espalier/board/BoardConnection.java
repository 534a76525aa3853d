package org.espalier.board;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.espalier.board.flash.BoardFinder;
import org.espalier.board.serial.BoardLink;
import org.espalier.board.serial.BoardSession;
import org.espalier.board.serial.Inference;
import org.espalier.board.serial.Patience;
import org.espalier.board.serial.SerialPortLink;
import org.espalier.board.sim.Machine;
import org.espalier.board.sim.VirtualBoard;
import org.espalier.board.sim.VirtualLink;
import org.espalier.plan.Board;
import org.espalier.task.CancelledException;
import org.espalier.task.Label;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;

/// A board that runs the firmware of one folder, ready for pictures.
///
/// A virtual board is switched on with the folder's image; a real one must run it already.
public final class BoardConnection implements AutoCloseable {

    /// What RAM holds when a virtual board is switched on: nothing a program may rely on.
    private static final byte POWER_UP = (byte) 0xC9;

    /// How long a board that was unplugged is waited for.
    private static final Duration REPLUG = Duration.ofSeconds(60);

    private static final int LOOK_MILLIS = 200;

    private final String id;
    private final Optional<VirtualLink> virtual;
    private final Line line;
    private final FirmwareFolder firmware;
    private BoardSession session;
    private final List<String> steps;
    private final List<Long> stalls;

    private BoardConnection(
            String id, BoardSession session, Optional<VirtualLink> virtual, Line line, FirmwareFolder firmware) {
        this.id = id;
        this.session = session;
        this.virtual = virtual;
        this.line = line;
        this.firmware = firmware;
        this.stalls = firmware.stalls(session.identity().steps());
        this.steps = StepTable.of(firmware.image(), session.identity().steps()).stream()
                .map(StepTable.Step::name)
                .toList();
    }

    /// Connects to the board of an id.
    ///
    /// @throws WorkbenchException if there is no such board, it does not answer, or it runs something else
    public static BoardConnection open(String id, FirmwareFolder firmware, BoardFinder finder, TaskContext context) {
        BoardAddress address = BoardAddress.parse(id);
        return switch (address) {
            case BoardAddress.Virtual(Board board) -> {
                VirtualLink link = powerUp(board, firmware);
                Line line = new Line(() -> link, Patience.VIRTUAL, Duration.ZERO, false, 0);
                yield connection(id, session(line, 1, firmware, context), Optional.of(link), line, firmware);
            }
            case BoardAddress.Serial _, BoardAddress.Usb _, BoardAddress.Probe _ -> {
                int baud =
                        firmware.built().description(firmware.folder()).serial().baud();
                BoardAddress again = BoardAddress.remembered(address, finder);
                Supplier<BoardLink> line = () -> SerialPortLink.open(BoardAddress.port(again, finder), baud);
                boolean silicon = !isPseudoTerminal(BoardAddress.port(address, finder));
                yield over(id, new Line(line, Patience.SERIAL, REPLUG, silicon, baud), firmware, context);
            }
        };
    }

    /// How a board that is not in this program is reached.
    ///
    /// @param open opens the line, again after it broke
    /// @param replug how long to wait for a board that was unplugged
    /// @param silicon whether there is a real board at its end
    /// @param speed its speed at first, in bits per second; 0 if it has none
    record Line(Supplier<BoardLink> open, Patience patience, Duration replug, boolean silicon, int speed) {}

    /// Connects over a line.
    static BoardConnection over(String id, Line line, FirmwareFolder firmware, TaskContext context) {
        return connection(id, session(line, nonce(), firmware, context), Optional.empty(), line, firmware);
    }

    /// Two sessions shortly after each other must not take each other's answers.
    private static int nonce() {
        return (int) System.nanoTime();
    }

    /// A connection that has the session; it is closed if the folder's plan or steps cannot be read.
    private static BoardConnection connection(
            String id, BoardSession session, Optional<VirtualLink> virtual, Line line, FirmwareFolder firmware) {
        boolean kept = false;
        try {
            BoardConnection connection = new BoardConnection(id, session, virtual, line, firmware);
            kept = true;
            return connection;
        } finally {
            if (!kept) {
                session.close();
            }
        }
    }

    /// Switches a virtual board on with the folder's image in its flash.
    ///
    /// @throws WorkbenchException if the folder's image was built for another board
    public static VirtualLink powerUp(Board board, FirmwareFolder firmware) {
        if (!board.id().equals(firmware.built().board())) {
            throw WorkbenchException.input(
                    "board.firmware.board",
                    firmware.folder() + ": was built for " + firmware.built().board() + ", not for " + board.id(),
                    "Choose --board virtual:" + firmware.built().board()
                            + ", or build for this board: espalier mcu firmware NET --board " + board.id()
                            + ".");
        }
        return new VirtualLink(
                VirtualBoard.powerUp(Machine.of(board), firmware.image(), VirtualBoard.Counting.FASTEST, POWER_UP));
    }

    private static BoardSession session(Line line, int nonce, FirmwareFolder firmware, TaskContext context) {
        BoardLink link = line.open().get();
        boolean kept = false;
        try {
            BoardSession session = BoardSession.open(link, nonce, line.patience(), context);
            firmware.checkRuns(link.name(), session.identity());
            if (line.speed() > 0) {
                session.raiseSpeed(line.speed(), context);
            }
            kept = true;
            return session;
        } finally {
            if (!kept) {
                link.close();
            }
        }
    }

    /// What `--board` named.
    String id() {
        return id;
    }

    /// Behind a pseudo-terminal there is no silicon.
    private static boolean isPseudoTerminal(String port) {
        try {
            return Path.of(port).toRealPath().startsWith("/dev/pts");
        } catch (IOException e) {
            return false;
        }
    }

    /// Where its numbers come from: simulated on a virtual board, also behind a pseudo-terminal;
    /// measured on a real one.
    public Label label() {
        return line.silicon() ? Label.MEASURED : Label.SIMULATED;
    }

    /// The conversation with its firmware.
    BoardSession session() {
        return session;
    }

    /// Reads back what runs on the board: its CRC-32, which the firmware computes over its own flash.
    ///
    /// @throws WorkbenchException if that is not the folder's image
    public String checkImage(FirmwareFolder firmware, TaskContext context) {
        int image = firmware.image().size();
        String built = String.format("%08x", firmware.image().crc32());
        int size = session.identity().imageBytes();
        String read = String.format("%08x", session.checksum(0, size, context));
        if (size != image || !read.equals(built)) {
            throw WorkbenchException.tool(
                    "board.flash.verify",
                    id + ": the image read back (" + size + " bytes, CRC-32 " + read + ") is not the one built ("
                            + image + " bytes, CRC-32 " + built + ")",
                    "Flash the folder's image: espalier board flash " + firmware.folder() + " --board ID.");
        }
        return read;
    }

    /// Runs the network on one picture. A board that is unplugged meanwhile is waited for, and the
    /// picture run again.
    ///
    /// @param pattern what arena and stack are painted with before
    public Run run(byte[] picture, byte pattern, TaskContext context) {
        virtual.ifPresent(VirtualLink::takeTicks);
        Inference inference = inferOrReplug(picture, pattern, context);
        if (virtual.isEmpty()) {
            // The cycle counter of a virtual board counts instructions: seen through a port, nothing else is known.
            return new Run(inference, line.silicon() ? List.of() : inference.ticks(), inference.ticks());
        }
        List<VirtualBoard.Tick> reads = CounterReads.between(virtual.get().takeTicks(), inference.ticks());
        List<Long> instructions = new ArrayList<>();
        List<Long> cycles = new ArrayList<>();
        for (int i = 0; i < inference.ticks().size(); i++) {
            instructions.add(reads.get(i + 1).instructions() - reads.get(i).instructions());
            cycles.add(reads.get(i + 1).cycles() - reads.get(i).cycles() + stalls.get(i));
        }
        return new Run(inference, instructions, cycles);
    }

    /// Instructions by function since a virtual board was switched on; nothing on a board that is not in
    /// this program.
    Map<String, Long> profile() {
        return virtual.map(VirtualLink::profile).orElse(Map.of());
    }

    private Inference inferOrReplug(byte[] picture, byte pattern, TaskContext context) {
        try {
            return infer(picture, pattern, context);
        } catch (WorkbenchException e) {
            if (!e.code().equals(SerialPortLink.GONE) || line.replug().isZero()) {
                throw e;
            }
            reconnect(e, context);
            return infer(picture, pattern, context);
        }
    }

    /// Waits for the board to come back.
    ///
    /// @throws WorkbenchException the one given, if it does not come back in time; another, if another
    /// board or image comes
    private void reconnect(WorkbenchException gone, TaskContext context) {
        session.close();
        context.emit(TaskEvent.log(
                gone.getMessage() + ": waiting " + line.replug().toSeconds() + " s for it to be plugged in again"));
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + line.replug().toNanos();
        while (System.nanoTime() - deadline < 0) {
            context.checkCancelled();
            try {
                session = session(line, nonce(), firmware, context);
                checkImage(firmware, context);
                context.emit(TaskEvent.log("The board is back: the picture it was at is run again"));
                return;
            } catch (WorkbenchException e) {
                session.close();
                // Not there yet, or there and not started yet; anything else the user should know.
                if (e.fault() != WorkbenchException.Fault.TOOL || e.code().equals("board.flash.verify")) {
                    throw e;
                }
            }
            try {
                if (never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancelledException();
            }
        }
        throw gone;
    }

    private Inference infer(byte[] picture, byte pattern, TaskContext context) {
        try {
            return session.infer(picture, pattern, context);
        } catch (WorkbenchException e) {
            // The cycle counter is read before each step: the last read tells which one broke down.
            int begun = virtual.map(link -> link.takeTicks().size()).orElse(0);
            if (!e.code().equals("board.fault") || begun == 0 || begun > steps.size()) {
                throw e;
            }
            throw WorkbenchException.tool(
                    e.code(),
                    e.getMessage() + "; in step " + (begun - 1) + " '" + steps.get(begun - 1) + "'",
                    e.remedy(),
                    e);
        }
    }

    /// One inference with its cost by step.
    ///
    /// @param instructions simulated, by step; empty on a real board
    /// @param cycles by step: measured on a real board, estimated on a virtual one
    public record Run(Inference inference, List<Long> instructions, List<Long> cycles) {}

    @Override
    public void close() {
        session.close();
    }
}
