package org.espalier.board.sim;

import java.util.List;

/// What runs the instructions of a virtual board.
sealed interface Processor extends AutoCloseable permits UnicornProcessor, TranslatedProcessor {

    int SP = 13;
    int LR = 14;
    int PC = 15;

    /// What a processor finds at addresses that are no memory, and tells of what stops it.
    interface Surroundings {

        /// Reads a peripheral's register.
        int read(long address, int size);

        /// Writes a peripheral's register.
        void write(long address, int size, int value);

        /// The instruction in progress breaks a rule.
        void fault(Fault.Kind kind, long address, int size, String detail);

        /// A breakpoint: the end of a test program.
        void breakpoint();

        /// The processor sleeps.
        void sleep();
    }

    /// The addresses of peripherals and of the core's own registers.
    long PERIPHERALS = 0x40000000L;

    long PERIPHERAL_BYTES = 0x20000000;
    /// The addresses of the controllers of memories outside the chip, where these do not lie among the others.
    long MEMORY_CONTROLLERS = 0xA0000000L;

    long MEMORY_CONTROLLER_BYTES = 0x2000;
    long CORE = 0xE0000000L;
    long CORE_BYTES = 0x100000;

    /// Runs from the program counter until something calls for a stop.
    void run();

    /// One of r0 to r15.
    int register(int number);

    void setRegister(int number, int value);

    /// Stops soon; from any thread.
    void stop();

    /// Breaks off the instruction in progress; from within [Surroundings] only.
    void abandon();

    /// Shows memory that was not there at first.
    void map(Memories.Region region);

    /// Executions of blocks so far: one profile for each engine that ran some.
    List<BlockProfile> profiles();

    @Override
    void close();
}
