package org.espalier.board;

import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.espalier.board.flash.BoardFinder;
import org.espalier.board.flash.FlashJob;
import org.espalier.board.flash.FlashTool;
import org.espalier.board.flash.Flasher;
import org.espalier.board.flash.FoundBoard;
import org.espalier.board.flash.Stage;
import org.espalier.board.flash.StageLog;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
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
        Board board = Boards.byId(firmware.built().board());
        BoardAddress address = BoardAddress.parse(id);
        return switch (address) {
            case BoardAddress.Virtual _ -> flashVirtual(id, firmware, context);
            case BoardAddress.Probe(String serial, boolean bootLoader) ->
                flashReal(board, serial, bootLoader, firmware, context);
            case BoardAddress.Serial(String port) -> {
                Flasher.Report report = flashReal(board, probeOf(port), false, firmware, context);
                try (BoardConnection connection = BoardConnection.open(id, firmware, finder, context)) {
                    compare(connection, firmware, context);
                }
                yield report;
            }
        };
    }

    /// The probe whose own port this is; nothing if the port is no probe's, then there must be only one probe.
    private String probeOf(String port) {
        return finder.find().stream()
                .filter(b -> b.kind().equals(FoundBoard.SERIAL) && b.port().equals(port))
                .map(FoundBoard::usbSerial)
                .findFirst()
                .orElse("");
    }

    private Flasher.Report flashReal(
            Board board, String serial, boolean bootLoader, FirmwareFolder firmware, TaskContext context) {
        List<FlashTool> tools =
                bootLoader ? List.of(FlashTool.DFU_UTIL) : List.of(FlashTool.OPENOCD, FlashTool.ST_FLASH);
        FlashJob job = new FlashJob(
                board, Path.of(firmware.built().elf()), Path.of(firmware.built().bin()), serial);
        return flasher.flash(job, tools, context);
    }

    /// The image's CRC-32 as the firmware itself reads it from flash, if it is the folder's.
    private static String compare(BoardConnection connection, FirmwareFolder firmware, TaskContext context) {
        byte[] image = firmware.image().bytes();
        CRC32 crc = new CRC32();
        crc.update(image);
        String written = String.format("%08x", crc.getValue());
        int size = connection.session().identity().imageBytes();
        String read = String.format("%08x", connection.session().checksum(0, size, context));
        if (size != image.length || !read.equals(written)) {
            throw WorkbenchException.tool(
                    "board.flash.verify",
                    connection.id() + ": the image read back (" + size + " bytes, CRC-32 " + read
                            + ") is not the one written (" + image.length + " bytes, CRC-32 " + written + ")",
                    "Flash the board again; if it stays, build the folder again.");
        }
        return read;
    }

    private Flasher.Report flashVirtual(String id, FirmwareFolder firmware, TaskContext context) {
        StageLog log = new StageLog(context, id);
        log.done(Stage.CONNECT, "");
        // The session itself runs on the board: it powers up with erased flash and the image in it.
        try (BoardConnection connection = BoardConnection.open(id, firmware, finder, context)) {
            log.done(Stage.ERASE, "all of flash");
            log.done(Stage.WRITE, firmware.image().bytes().length + " bytes");
            String crc = compare(connection, firmware, context);
            log.done(Stage.VERIFY, "CRC-32 " + crc + ", read back by the firmware");
            log.done(Stage.RUN, "answers as " + connection.session().identity().board());
        }
        return new Flasher.Report("virtual board", log.results());
    }
}
