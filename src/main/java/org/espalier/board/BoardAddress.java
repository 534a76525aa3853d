package org.espalier.board;

import java.util.List;
import org.espalier.board.flash.BoardFinder;
import org.espalier.board.flash.FoundBoard;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.task.WorkbenchException;

/// What `--board` names.
public sealed interface BoardAddress {

    /// A board in software.
    record Virtual(Board board) implements BoardAddress {}

    /// A board behind a serial port.
    record Serial(String port) implements BoardAddress {}

    /// A board behind the port of the USB device of a serial number, wherever the system puts that port.
    record Usb(String serial) implements BoardAddress {}

    /// A board behind a probe or in its boot loader, by the USB device's serial number.
    record Probe(String serial, boolean bootLoader) implements BoardAddress {}

    /// Reads an id: `virtual:BOARD`, `serial:PORT`, `usb:SERIAL`, `probe:SERIAL`, `dfu:SERIAL`, or the
    /// path of a port.
    ///
    /// @throws WorkbenchException if it is none of these
    static BoardAddress parse(String id) {
        int colon = id.indexOf(':');
        String kind = colon < 0 ? "" : id.substring(0, colon);
        String rest = id.substring(colon + 1);
        // A probe may have no serial number; a port must be told.
        boolean nothing = rest.isEmpty() && (kind.equals("serial") || kind.equals("usb"));
        return switch (nothing ? "" : kind) {
            case "virtual" -> new Virtual(Boards.byId(rest));
            case "serial" -> new Serial(rest);
            case "usb" -> new Usb(rest);
            case "probe" -> new Probe(rest, false);
            case "dfu" -> new Probe(rest, true);
            default -> {
                if (id.startsWith("/") || id.matches("COM\\d+")) {
                    yield new Serial(id);
                }
                throw WorkbenchException.input(
                        "board.unknown",
                        "No board is called '" + id + "'",
                        "Use virtual:stm32f746g-disco, or an id that espalier board list shows.");
            }
        };
    }

    /// The serial port that belongs to an address: a probe's board talks through the probe's own port.
    ///
    /// @throws WorkbenchException if it has none
    static String port(BoardAddress address, BoardFinder finder) {
        return switch (address) {
            case Virtual(Board board) -> throw new IllegalArgumentException(board.id() + " has no port");
            case Serial(String port) -> port;
            case Usb(String serial) -> port(serial, "USB device ", finder);
            case Probe(String serial, boolean _) -> port(serial, "probe ", finder);
        };
    }

    private static String port(String serial, String what, BoardFinder finder) {
        return finder.find().stream()
                .filter(b -> b.isPortOf(serial))
                .map(FoundBoard::port)
                .findFirst()
                .orElseThrow(() -> WorkbenchException.tool(
                        "board.port.none",
                        (what + serial).strip() + " has no serial port here",
                        "Connect the board's ST-LINK USB port, or name a port: --board serial:/dev/ttyACM0."));
    }

    /// The same board as it is found after it was unplugged and plugged in again, when its port may
    /// have another name: by the USB device's serial number where there is one that no other port has.
    static BoardAddress remembered(BoardAddress address, BoardFinder finder) {
        if (!(address instanceof Serial(String port))) {
            return address;
        }
        List<FoundBoard> ports = finder.find().stream()
                .filter(b -> b.kind().equals(FoundBoard.SERIAL))
                .toList();
        return ports.stream()
                .filter(b -> b.port().equals(port))
                .map(FoundBoard::usbSerial)
                .filter(serial -> !serial.isEmpty())
                // Adapters of one kind may all have the same; a device with two ports has one.
                .filter(serial ->
                        ports.stream().filter(b -> b.usbSerial().equals(serial)).count() == 1)
                .<BoardAddress>map(Usb::new)
                .findFirst()
                .orElse(address);
    }
}
