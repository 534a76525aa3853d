package org.espalier.board.sim.x64;

/// Which instructions read flags that translated code does not keep: SEL the greater-or-equal flags, MRS of the program
/// status the saturation flag.
final class UnkeptFlags {

    private UnkeptFlags() {}

    /// Whether one of them stands between two addresses. Instructions are told apart from the first on: data
    /// between them that looks like half an instruction can hide the one behind it, so [#readAt] is asked again
    /// before one is run.
    static boolean readBetween(Code code, long first, long end) {
        boolean inside = false;
        for (long at = first; at < end; at += 2) {
            if (!inside && readAt(code, at)) {
                return true;
            }
            inside = !inside && Code.isWide(code.halfword(at));
        }
        return false;
    }

    /// Whether the instruction at an address is one of them.
    static boolean readAt(Code code, long address) {
        int low = code.halfword(address);
        int high = code.halfword(address + 2);
        boolean select = (low & 0xFFF0) == 0xFAA0 && (high & 0xF0F0) == 0xF080;
        boolean status = low == 0xF3EF && (high & 0xF0FC) == 0x8000; // APSR, alone or with others
        return select || status;
    }
}
