package org.espalier.board.sim.x64;

/// Where things lie in the block of memory that translated code works on; rbp points to its start.
final class Context {

    private Context() {}

    /// Sixteen registers of 4 bytes each.
    static final int REGISTERS = 0;

    static final int PC = 60;

    /// Overflow, 0 or 1.
    static final int OVERFLOW = 64;

    /// N, Z and C where lahf puts sign, zero and carry: bits 7, 6 and 0.
    static final int FLAGS = 65;

    /// A byte for the shifter's carry.
    static final int SHIFTER_CARRY = 68;

    /// Not 0 if the next block must not start.
    static final int STOP = 72;

    /// Not 0 if the instruction in progress must not go on.
    static final int ABANDON = 76;

    /// Why the run ended, one of [Reason].
    static final int REASON = 80;

    static final int ADDRESS = 84;
    static final int VALUE = 88;
    static final int SCRATCH = 92;
    static final int READ = 96;
    static final int WRITE = 104;

    /// Pages of memory: 2^18 entries of 8 bytes, what to add to an address to get at the byte, 0 where there is none.
    static final int PAGE_BITS = 14;

    static final int READ_PAGES = 128;
    static final int WRITE_PAGES = READ_PAGES + (8 << (32 - PAGE_BITS));

    /// Entry points, 8 bytes per halfword of flash, then the table of executions.
    static final int ENTRIES = WRITE_PAGES + (8 << (32 - PAGE_BITS));
}
