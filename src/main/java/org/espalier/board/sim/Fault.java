package org.espalier.board.sim;

/// Why the virtual board stopped an image that did what the microcontroller forbids.
///
/// @param kind what was done
/// @param address the address it was done to; for an instruction fault, where the instruction is
/// @param size how many bytes were accessed, 0 where that has no meaning
/// @param block start of the run of instructions that did it
/// @param function the function those instructions belong to
/// @param caller the function the link register points into
/// @param detail more about it, may be empty
public record Fault(Kind kind, long address, int size, long block, String function, String caller, String detail) {

    /// What an image may not do.
    public enum Kind {
        /// A read where the microcontroller has nothing.
        READ_OUTSIDE("reads", "where the board has no memory"),
        /// A write where the microcontroller has nothing.
        WRITE_OUTSIDE("writes", "where the board has no memory"),
        /// A jump to where the microcontroller has nothing.
        FETCH_OUTSIDE("runs into", "where the board has no memory"),
        /// A write to flash.
        WRITE_TO_FLASH("writes", "in flash, which is read-only"),
        /// A jump into RAM.
        FETCH_FROM_RAM("runs into", "in RAM, which holds no code"),
        /// Several words at once from an address that is no multiple of 4.
        UNALIGNED("accesses several words at", "which is not aligned to 4 bytes"),
        /// An instruction this core does not have.
        UNDEFINED_INSTRUCTION("runs an undefined instruction at", ""),
        /// An exception without a handler here: SVC and the like.
        EXCEPTION("raises an exception at", ""),
        /// A register the virtual board does not model.
        UNKNOWN_REGISTER("uses the peripheral register", "which the virtual board does not model"),
        /// A use of clocks, power or pins that would not work on silicon.
        HARDWARE_MISUSE("misuses the register", "");

        private final String verb;
        private final String where;

        Kind(String verb, String where) {
            this.verb = verb;
            this.where = where;
        }
    }

    /// One sentence: what, where, in which function.
    String message() {
        StringBuilder text = new StringBuilder(function).append(" ").append(kind.verb);
        if (size > 0 && (kind.verb.equals("reads") || kind.verb.equals("writes"))) {
            text.append(" ").append(size).append(size == 1 ? " byte at" : " bytes at");
        }
        text.append(" ").append(Symbols.hex(address));
        if (!kind.where.isEmpty()) {
            text.append(", ").append(kind.where);
        }
        if (!detail.isEmpty()) {
            text.append(": ").append(detail);
        }
        return text.append(" (block ")
                .append(Symbols.hex(block))
                .append(", called from ")
                .append(caller)
                .append(")")
                .toString();
    }
}
