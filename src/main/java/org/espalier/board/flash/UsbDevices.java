package org.espalier.board.flash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// USB devices as Linux lists them; an empty list where there is no such folder, as in many containers.
final class UsbDevices {

    /// Where Linux lists them.
    static final Path SYSFS = Path.of("/sys/bus/usb/devices");

    /// One device.
    ///
    /// @param vendor USB vendor id
    /// @param product USB product id
    /// @param serial serial number, may be empty
    /// @param name what the device calls itself, may be empty
    record Device(int vendor, int product, String serial, String name) {}

    private UsbDevices() {}

    /// All devices below a folder, by the folder's names.
    static List<Device> below(Path folder) {
        List<Device> devices = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return devices;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                int vendor = hex(text(entry, "idVendor"));
                int product = hex(text(entry, "idProduct"));
                if (vendor >= 0 && product >= 0) {
                    devices.add(new Device(vendor, product, text(entry, "serial"), text(entry, "product")));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // Devices come and go while the folder is read: what was seen until then counts.
            return devices;
        }
        return devices;
    }

    private static String text(Path entry, String name) {
        Path file = entry.resolve(name);
        try {
            return Files.isReadable(file)
                    ? Files.readString(file, StandardCharsets.ISO_8859_1).strip()
                    : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static int hex(String text) {
        return text.matches("[0-9a-fA-F]{1,4}") ? Integer.parseInt(text, 16) : -1;
    }
}
