package org.espalier.board.flash;

/// A board, port or probe that this machine has.
///
/// @param id what `--board` takes
/// @param name what it probably is
/// @param kind "virtual", "serial" or "probe"
/// @param port the serial port's path, or the probe's serial number; empty for a virtual board
/// @param usbSerial serial number of the USB device, which ties a port to its probe; may be empty
public record FoundBoard(String id, String name, String kind, String port, String usbSerial) {

    /// The kind of boards in software.
    public static final String VIRTUAL = "virtual";

    /// The kind of serial ports.
    public static final String SERIAL = "serial";

    /// The kind of what writes flash.
    public static final String PROBE = "probe";

    /// Whether it is an ST-LINK or a port of one, by its name.
    public boolean isProbe() {
        return name.startsWith(UsbNames.PROBE);
    }

    /// Whether it is the serial port of the USB device of a serial number; if that is empty, of a probe that has none.
    public boolean isPortOf(String serial) {
        return kind.equals(SERIAL) && usbSerial.equals(serial) && (!serial.isEmpty() || isProbe());
    }
}
