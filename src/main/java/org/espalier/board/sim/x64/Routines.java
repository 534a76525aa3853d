package org.espalier.board.sim.x64;

import static org.espalier.board.sim.x64.Opcodes.*;

/// The pieces of machine code that all translations share.
///
/// @param enter called from Java: `void enter(context, entry)`
/// @param exit leaves translated code
/// @param indirect goes on at the address in eax
/// @param slowLoad calls back for a load
/// @param slowStore calls back for a store
record Routines(int enter, int exit, int indirect, int slowLoad, int slowStore) {

    private static final int[] SAVED = {RBX, RBP, 12, 13, 14, 15};

    /// Writes them.
    ///
    /// @param flashBase address of the first byte of flash
    static Routines write(Assembler a, long flashBase, int flashBytes) {
        int enter = a.at();
        for (int register : SAVED) {
            push(a, register);
        }
        a.immediate64(G_SUB, RSP, 8);
        a.op64(MOV, RBP, RDI);
        a.op64(MOV, RDX, RSI);
        reload(a);
        a.emit(0xFF, 0xE2); // jmp rdx
        int exit = a.at();
        spill(a);
        int leave = a.at();
        a.immediate64(G_ADD, RSP, 8);
        for (int i = SAVED.length - 1; i >= 0; i--) {
            pop(a, SAVED[i]);
        }
        a.emit(0xC3);
        int indirect = indirect(a, flashBase, flashBytes, exit);
        int slowLoad = slow(a, leave, Context.READ);
        int slowStore = slow(a, leave, Context.WRITE);
        return new Routines(enter, exit, indirect, slowLoad, slowStore);
    }

    private static int indirect(Assembler a, long flashBase, int flashBytes, int exit) {
        int start = a.at();
        a.emit(0xA8, 1); // test al, 1
        int notThumb = a.jump(Z);
        a.lea(RCX, RAX, (int) -(flashBase + 1));
        a.immediate(G_CMP, RCX, flashBytes);
        int outside = a.jump(NC);
        a.loadTable(RCX, RCX, 2, Context.ENTRIES);
        a.op64(TEST, RCX, RCX);
        int missing = a.jump(Z);
        a.emit(0xFF, 0xE1); // jmp rcx
        a.here(notThumb);
        a.here(outside);
        a.here(missing);
        a.opContext(STORE, RAX, Context.PC);
        a.moveContext(Context.REASON, Reason.UNTRANSLATED.code());
        a.patch(a.jump(), exit);
        return start;
    }

    /// address in eax, kind in edx, value to store in ecx; the value loaded comes back in eax.
    private static int slow(Assembler a, int leave, int function) {
        int start = a.at();
        spill(a);
        a.op(MOV, RDI, RAX);
        a.op(MOV, RSI, RDX);
        a.op(MOV, RDX, RCX);
        a.immediate64(G_SUB, RSP, 8);
        a.op64Context(MOV, RAX, function);
        a.emit(0xFF, 0xD0); // call rax
        a.immediate64(G_ADD, RSP, 8);
        a.immediateContext(G_CMP, Context.ABANDON, 0);
        int abandoned = a.jump(NZ);
        reload(a);
        a.emit(0xC3);
        a.here(abandoned);
        a.moveContext(Context.REASON, Reason.ABANDONED.code());
        a.immediate64(G_ADD, RSP, 8);
        a.patch(a.jump(), leave);
        return start;
    }

    private static void spill(Assembler a) {
        for (int r = 0; r < 15; r++) {
            if (Block.home(r) >= 0) {
                a.opContext(STORE, Block.home(r), Block.slot(r));
            }
        }
    }

    private static void reload(Assembler a) {
        for (int r = 0; r < 15; r++) {
            if (Block.home(r) >= 0) {
                a.opContext(MOV, Block.home(r), Block.slot(r));
            }
        }
    }

    private static void push(Assembler a, int register) {
        if (register > 7) {
            a.emit(0x41);
        }
        a.emit(0x50 | (register & 7));
    }

    private static void pop(Assembler a, int register) {
        if (register > 7) {
            a.emit(0x41);
        }
        a.emit(0x58 | (register & 7));
    }
}
