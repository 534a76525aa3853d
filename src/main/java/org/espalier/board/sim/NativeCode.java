package org.espalier.board.sim;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.espalier.board.sim.x64.ExecutableMemory;

/// A page with the block hook as machine code: counting a block costs two instructions instead of a call into Java.
final class NativeCode implements AutoCloseable {

    private static final int PAGE = 4096;

    /// `void block(engine rdi, address rsi, size edx, table rcx)`:
    /// `inc qword [rcx + rsi*8]`, `mov [rcx + rsi*8 + 8], edx`, `ret`.
    private static final byte[] COUNT_BLOCK = {
        0x48, (byte) 0xFF, 0x04, (byte) 0xF1, (byte) 0x89, 0x54, (byte) 0xF1, 0x08, (byte) 0xC3
    };

    private final ExecutableMemory memory;

    private NativeCode(ExecutableMemory memory) {
        this.memory = memory;
    }

    /// The code, or nothing where the processor is another or the system refuses executable pages.
    static Optional<NativeCode> blockCounter() {
        return ExecutableMemory.allocate(PAGE).map(memory -> {
            memory.change(() ->
                    MemorySegment.copy(MemorySegment.ofArray(COUNT_BLOCK), 0, memory.memory(), 0, COUNT_BLOCK.length));
            return new NativeCode(memory);
        });
    }

    MemorySegment entry() {
        return memory.memory();
    }

    @Override
    public void close() {
        memory.close();
    }
}
