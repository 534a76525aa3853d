package org.espalier.board.sim.x64;

/// Why translated code came back.
public enum Reason {
    /// It was told to stop before the next block.
    STOPPED(0),
    /// It goes on where nothing is translated yet.
    UNTRANSLATED(1),
    /// A callback told it to abandon an instruction.
    ABANDONED(2),
    /// It met an instruction that is not translated.
    FOREIGN(3);

    private final int code;

    Reason(int code) {
        this.code = code;
    }

    /// What translated code leaves in the context.
    int code() {
        return code;
    }

    /// The reason of a code.
    ///
    /// @throws IllegalArgumentException if there is none
    static Reason of(int code) {
        for (Reason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        throw new IllegalArgumentException("no reason " + code);
    }
}
