package org.espalier.board.serial;

import com.fazecast.jSerialComm.SerialPort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The serial ports of this machine.
public final class SerialPorts {

    /// One port.
    ///
    /// @param path its device file, or name on other systems
    /// @param description what the system calls it, may be empty
    /// @param vendor USB vendor id, -1 if it is no USB port
    /// @param product USB product id, -1 if it is no USB port
    /// @param usbSerial serial number of the USB device, may be empty
    public record Port(String path, String description, int vendor, int product, String usbSerial) {}

    private SerialPorts() {}

    /// All ports the system lists; a pseudo-terminal is never among them.
    public static List<Port> list() {
        List<Port> ports = new ArrayList<>(usb(Path.of("/sys"), Path.of("/dev")));
        for (SerialPort port : SerialPort.getCommPorts()) {
            if (ports.stream().anyMatch(p -> p.path().equals(port.getSystemPortPath()))) {
                continue;
            }
            String serial = port.getSerialNumber();
            ports.add(new Port(
                    port.getSystemPortPath(),
                    text(port.getPortDescription()),
                    port.getVendorID(),
                    port.getProductID(),
                    serial == null || serial.equals("Unknown") ? "" : serial));
        }
        return ports;
    }

    /// The ports of USB devices as Linux describes them.
    ///
    /// @param system where it does, `/sys`
    /// @param devices where the device files are, `/dev`
    static List<Port> usb(Path system, Path devices) {
        return LinuxPorts.below(system.resolve("class/tty"), devices);
    }

    private static String text(@org.jspecify.annotations.Nullable String value) {
        return value == null ? "" : value;
    }
}
