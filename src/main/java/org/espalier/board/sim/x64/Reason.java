package org.espalier.board.sim.x64;

/// Why translated code came back.
public enum Reason {
    /// It was told to stop before the next block.
    STOPPED,
    /// It goes on where nothing is translated yet.
    UNTRANSLATED,
    /// A callback told it to abandon an instruction.
    ABANDONED,
    /// It met an instruction that is not translated.
    FOREIGN
}
