package org.espalier.board;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.espalier.board.flash.BoardFinder;
import org.espalier.board.flash.FlashJob;
import org.espalier.board.flash.FlashTool;
import org.espalier.board.flash.Flasher;
import org.espalier.board.flash.FoundBoard;
import org.espalier.board.flash.Stage;
import org.espalier.board.flash.StageLog;
import org.espalier.plan.Board;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// Puts a folder's image onto a board, virtual or real.
public final class BoardFlasher {

    private final BoardFinder finder;
    private final Flasher flasher;

    /// Uses the boards a finder sees and the tools a flasher finds.
    public BoardFlasher(BoardFinder finder, Flasher flasher) {
        this.finder = finder;
        this.flasher = flasher;
    }

    /// Flashes and tells each stage.
    ///
    /// @throws WorkbenchException if there is no such board, no tool, or a stage fails
    public Flasher.Report flash(String id, FirmwareFolder firmware, TaskContext context) {
        Board board = firmware.built().description(firmware.folder());
        BoardAddress address = BoardAddress.parse(id);
        return switch (address) {
            case BoardAddress.Virtual _ -> flashVirtual(id, firmware, context);
            case BoardAddress.Probe(String serial, boolean bootLoader) -> {
                Flasher.Report report = flashReal(board, serial, bootLoader, firmware, context);
                if (!bootLoader && hasPort(serial)) {
                    checkImage(id, firmware, context);
                }
                yield report;
            }
            case BoardAddress.Usb(String serial) -> {
                String probe = probeOf(b -> b.usbSerial().equals(serial));
                Flasher.Report report = flashReal(board, probe, false, firmware, context);
                checkImage(id, firmware, context);
                yield report;
            }
            case BoardAddress.Serial(String port) -> {
                String probe = probeOf(b -> b.port().equals(port));
                Flasher.Report report = flashReal(board, probe, false, firmware, context);
                checkImage(id, firmware, context);
                yield report;
            }
        };
    }

    private void checkImage(String id, FirmwareFolder firmware, TaskContext context) {
        try (BoardConnection connection = BoardConnection.open(id, firmware, finder, context)) {
            connection.checkImage(firmware, context);
        }
    }

    private boolean hasPort(String serial) {
        return finder.find().stream().anyMatch(b -> b.isPortOf(serial));
    }

    /// The probe whose own port this is; nothing if the port is no probe's, then there must be only one
    /// probe.
    private String probeOf(Predicate<FoundBoard> port) {
        return finder.find().stream()
                .filter(b -> b.kind().equals(FoundBoard.SERIAL) && b.isProbe())
                .filter(port)
                .map(FoundBoard::usbSerial)
                .findFirst()
                .orElse("");
    }

    private Flasher.Report flashReal(
            Board board, String serial, boolean bootLoader, FirmwareFolder firmware, TaskContext context) {
        if (firmware.image().bytes().length > board.flash().bytes()) {
            throw WorkbenchException.input(
                    "board.image.size",
                    String.format(
                            "the image takes %,d bytes, the %s has %,d bytes of flash",
                            firmware.image().bytes().length,
                            board.name(),
                            board.flash().bytes()),
                    "Build a smaller network: espalier mcu plan shows what takes the flash.");
        }
        boolean outside = firmware.image().outside().bytes().length > 0;
        if (outside && bootLoader) {
            throw WorkbenchException.input(
                    "board.flash.outside",
                    "part of the weights lies in flash outside the chip, which its boot loader cannot write",
                    "Connect the board's ST-LINK USB port and flash with OpenOCD: --board probe:SERIAL.");
        }
        List<FlashTool> tools =
                bootLoader ? List.of(FlashTool.DFU_UTIL) : List.of(FlashTool.OPENOCD, FlashTool.ST_FLASH);
        FlashJob job = new FlashJob(
                board, Path.of(firmware.built().elf()), Path.of(firmware.built().bin()), serial, false, outside);
        return flasher.flash(job, tools, context);
    }

    private Flasher.Report flashVirtual(String id, FirmwareFolder firmware, TaskContext context) {
        StageLog log = new StageLog(context, id);
        log.done(Stage.CONNECT, "");
        // The session itself runs on the board: it powers up with erased flash and the image in it.
        try (BoardConnection connection = BoardConnection.open(id, firmware, finder, context)) {
            log.done(Stage.ERASE, "all of flash");
            log.done(Stage.WRITE, firmware.image().size() + " bytes");
            String crc = connection.checkImage(firmware, context);
            log.done(Stage.VERIFY, "CRC-32 " + crc + ", read back by the firmware");
            log.done(Stage.RUN, "answers as " + connection.session().identity().board());
        }
        return new Flasher.Report("virtual board", log.results());
    }
}
