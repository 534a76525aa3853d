package org.espalier.board.flash;

import java.util.Locale;

/// The stages of flashing, in their order.
public enum Stage {
    /// The tool finds the probe and the probe finds the chip.
    CONNECT,
    /// Old content goes.
    ERASE,
    /// The image is written.
    WRITE,
    /// What was written is read back and compared.
    VERIFY,
    /// The board starts with the new image.
    RUN;

    /// The word in JSON and on screen: "connect".
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
