package org.espalier.board.serial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Serial ports of USB devices as Linux describes them: `/sys/class/tty/NAME/device` leads to an interface
/// of the device, and a folder above it has `idVendor`, `idProduct`, `serial` and `product`.
final class LinuxPorts {

    /// Folders from an interface, or a port of it, up to the device.
    private static final int CLIMB = 4;

    private LinuxPorts() {}

    /// The ports, by name; nothing where there is no such folder.
    ///
    /// @param terminals `/sys/class/tty`
    /// @param devices where the device files are, `/dev`
    static List<SerialPorts.Port> below(Path terminals, Path devices) {
        List<SerialPorts.Port> ports = new ArrayList<>();
        if (!Files.isDirectory(terminals)) {
            return ports;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(terminals, "tty*")) {
            for (Path entry : entries) {
                Path device = device(entry.resolve("device"));
                if (device != null) {
                    ports.add(port(devices.resolve(entry.getFileName()), device));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Ports come and go while the folder is read: what was seen until then counts.
            return ports;
        }
        ports.sort((a, b) -> a.path().compareTo(b.path()));
        return ports;
    }

    private static SerialPorts.Port port(Path file, Path device) {
        return new SerialPorts.Port(
                file.toString(),
                text(device, "product"),
                hex(text(device, "idVendor")),
                hex(text(device, "idProduct")),
                text(device, "serial"));
    }

    private static @Nullable Path device(Path link) {
        Path at;
        try {
            at = link.toRealPath();
        } catch (IOException e) {
            return null; // no device, or it is just being unplugged
        }
        for (int i = 0; i < CLIMB && at != null; i++, at = at.getParent()) {
            if (Files.isRegularFile(at.resolve("idVendor"))) {
                return at;
            }
        }
        return null;
    }

    private static String text(Path device, String name) {
        try {
            return Files.readString(device.resolve(name), StandardCharsets.ISO_8859_1)
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static int hex(String text) {
        return text.matches("[0-9a-fA-F]{1,4}") ? Integer.parseInt(text, 16) : -1;
    }
}
