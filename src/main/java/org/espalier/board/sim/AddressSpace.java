package org.espalier.board.sim;

/// What lies at an address: a register, memory that may be read or written, or nothing, which is a fault.
///
/// @param memories flash and RAM
/// @param surroundings everything else
record AddressSpace(Memories memories, Processor.Surroundings surroundings) {

    private static boolean isRegister(long address) {
        return (address >= Processor.PERIPHERALS && address < Processor.PERIPHERALS + Processor.PERIPHERAL_BYTES)
                || (address >= Processor.MEMORY_CONTROLLERS
                        && address < Processor.MEMORY_CONTROLLERS + Processor.MEMORY_CONTROLLER_BYTES)
                || (address >= Processor.CORE && address < Processor.CORE + Processor.CORE_BYTES);
    }

    /// What is read at an address; 0 after a fault.
    int load(long address, int size) {
        if (isRegister(address)) {
            return surroundings.read(address, size);
        }
        Memories.Region region = memories.find(address, size).orElse(null);
        if (region == null) {
            surroundings.fault(Fault.Kind.READ_OUTSIDE, address, size, "");
            return 0;
        }
        return Memories.load(region, address, size);
    }

    void store(long address, int size, int value) {
        if (isRegister(address)) {
            surroundings.write(address, size, value);
            return;
        }
        Memories.Region region = memories.find(address, size).orElse(null);
        if (region == null) {
            surroundings.fault(Fault.Kind.WRITE_OUTSIDE, address, size, "");
        } else if (region.writable()) {
            Memories.store(region, address, size, value);
        } else {
            surroundings.fault(Fault.Kind.WRITE_TO_FLASH, address, size, "");
        }
    }
}
