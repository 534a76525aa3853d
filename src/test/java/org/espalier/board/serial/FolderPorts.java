package org.espalier.board.serial;

import java.nio.file.Path;
import java.util.List;

/// The ports of a Linux whose description of its devices is a folder tree of a test's.
public final class FolderPorts {

    private FolderPorts() {}

    /// The ports of its USB devices.
    ///
    /// @param system `/sys` of that Linux
    /// @param devices its `/dev`
    public static List<SerialPorts.Port> usb(Path system, Path devices) {
        return SerialPorts.usb(system, devices);
    }
}
