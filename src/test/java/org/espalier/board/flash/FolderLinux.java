package org.espalier.board.flash;

import java.nio.file.Path;
import org.espalier.board.serial.FolderPorts;

/// A Linux whose description of its devices is a folder tree of a test's.
public final class FolderLinux {

    private FolderLinux() {}

    /// Looks for boards there.
    ///
    /// @param system `/sys` of that Linux
    /// @param devices its `/dev`
    public static BoardFinder finder(Path system, Path devices) {
        return new BoardFinder(system.resolve("bus/usb/devices"), () -> FolderPorts.usb(system, devices));
    }
}
