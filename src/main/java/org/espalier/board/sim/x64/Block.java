package org.espalier.board.sim.x64;

import static org.espalier.board.sim.x64.Opcodes.*;

import java.util.ArrayList;
import java.util.List;

/// A block under translation: registers, flags and ways out, common to all instructions.
///
/// Eleven of the microcontroller's registers live in registers of the host while translated code runs, the rest in
/// the context; eax, ecx, edx and two vector registers are free for every instruction.
final class Block {

    /// Host register of each register, -1 if it lives in the context.
    private static final int[] HOME = {RBX, RSI, -1, RDI, 8, 9, 10, 11, 12, 13, 14, 15, -1, -1, -1};

    static final int MOVD_TO_VECTOR = 0x6E;
    static final int MOVD_FROM_VECTOR = 0x7E;

    /// What a translated instruction means for the block.
    enum Flow {
        /// The next instruction follows.
        NEXT,
        /// The block ends here.
        END,
        /// It is not translated; nothing was written.
        FOREIGN
    }

    /// A jump whose target's translation may not exist yet.
    record Link(int place, long target) {}

    final Assembler a;
    final Flags flags;
    private final Code code;
    private final Routines routines;
    private final List<Link> links;
    private final List<Runnable> outOfLine = new ArrayList<>();

    /// The instruction being translated.
    long pc;

    /// The instruction after it.
    long next;

    /// Whether it is inside an IT block, where narrow instructions leave the flags alone.
    boolean conditional;

    Block(Assembler a, Code code, Routines routines, List<Link> links) {
        this.a = a;
        this.flags = new Flags(a);
        this.code = code;
        this.routines = routines;
        this.links = links;
    }

    static int slot(int register) {
        return Context.REGISTERS + 4 * register;
    }

    static int home(int register) {
        return HOME[register];
    }

    // Registers

    /// `opcode x, register`.
    void op(int opcode, int x, int register) {
        if (register == 15) {
            a.move(RDX, pcValue());
            a.op(opcode, x, RDX);
        } else if (HOME[register] >= 0) {
            a.op(opcode, x, HOME[register]);
        } else {
            a.opContext(opcode, x, slot(register));
        }
    }

    private int pcValue() {
        return (int) pc + 4;
    }

    void get(int x, int register) {
        if (register == 15) {
            a.move(x, pcValue());
        } else {
            op(MOV, x, register);
        }
    }

    /// The register sign-extended to 64 bits.
    void getWide(int x, int register) {
        if (HOME[register] >= 0) {
            a.op64(MOVSXD, x, HOME[register]);
        } else {
            a.op64Context(MOVSXD, x, slot(register));
        }
    }

    void put(int register, int x) {
        if (HOME[register] >= 0) {
            a.op(MOV, HOME[register], x);
        } else {
            a.opContext(STORE, x, slot(register));
        }
    }

    void putConstant(int register, int value) {
        if (HOME[register] >= 0) {
            a.move(HOME[register], value);
        } else {
            a.moveContext(slot(register), value);
        }
    }

    /// Adds a constant to a register; the host's flags are those of the addition.
    void add(int register, int value) {
        if (HOME[register] >= 0) {
            a.immediate(G_ADD, HOME[register], value);
        } else {
            a.immediateContext(G_ADD, slot(register), value);
        }
    }

    /// x = register + value.
    void sum(int x, int register, int value) {
        if (register == 15) {
            a.move(x, pcValue() + value);
        } else if (HOME[register] >= 0 && value != 0) {
            a.lea(x, HOME[register], value);
        } else {
            get(x, register);
            if (value != 0) {
                a.lea(x, x, value);
            }
        }
    }

    void toVector(int xmm, int register) {
        if (HOME[register] >= 0) {
            a.vector(MOVD_TO_VECTOR, xmm, HOME[register]);
        } else {
            a.vectorContext(MOVD_TO_VECTOR, xmm, slot(register));
        }
    }

    // Flags

    /// Whether the flags an instruction sets are overwritten in this block before anything looks at them.
    boolean flagsUnseen() {
        return !conditional && Liveness.unseen(code, next);
    }

    // Memory

    /// From the address in eax to what must be added to it for the host, in rcx; leaves to a jump list where there is
    /// none. An access is taken to lie in the page of its last byte.
    void page(int size, boolean write, List<Integer> outside) {
        if (size > 1) {
            a.lea(RCX, RAX, size - 1);
        } else {
            a.op(MOV, RCX, RAX);
        }
        a.shift(G_SHR, RCX, Context.PAGE_BITS);
        a.loadTable(RCX, RCX, 3, write ? Context.WRITE_PAGES : Context.READ_PAGES);
        a.op64(TEST, RCX, RCX);
        outside.add(a.jump(Z));
    }

    /// Leaves unless the address in eax is a multiple of 4.
    void aligned(List<Integer> outside) {
        a.emit(0xA8, 3); // test al, 3
        outside.add(a.jump(NZ));
    }

    /// Code for later that the jumps lead to.
    void later(List<Integer> jumps, Runnable work) {
        outOfLine.add(() -> {
            jumps.forEach(a::here);
            work.run();
        });
    }

    /// A load of any memory by the callback, address in eax, into eax.
    ///
    /// @param kind bytes, 0x10 for sign extension, 0x20 if it must be aligned
    void slowLoad(long at, int kind) {
        a.moveContext(Context.PC, (int) at);
        a.move(RDX, kind);
        a.patch(a.call(), routines.slowLoad());
    }

    /// A store by the callback, address in eax, value in ecx.
    void slowStore(long at, int kind) {
        a.moveContext(Context.PC, (int) at);
        a.move(RDX, kind);
        a.patch(a.call(), routines.slowStore());
    }

    // Ways out

    /// Goes on at a known address.
    void jumpTo(long target) {
        links.add(new Link(a.jump(), target));
    }

    /// Goes on at the address in eax, whose lowest bit says Thumb.
    void jumpToRegister() {
        a.patch(a.jump(), routines.indirect());
    }

    /// Leaves translated code before the instruction at `at`.
    void leave(long at, Reason reason) {
        a.moveContext(Context.PC, (int) at | 1);
        a.moveContext(Context.REASON, reason.code());
        a.patch(a.jump(), routines.exit());
    }

    Code code() {
        return code;
    }

    /// A place to come back to if what follows turns out to be foreign.
    record Mark(int position, int links, int outOfLine) {}

    Mark mark() {
        return new Mark(a.at(), links.size(), outOfLine.size());
    }

    void rollBack(Mark mark) {
        a.rewind(mark.position());
        links.subList(mark.links(), links.size()).clear();
        outOfLine.subList(mark.outOfLine(), outOfLine.size()).clear();
    }

    /// Writes what was put off.
    void finish() {
        for (Runnable work : outOfLine) {
            work.run();
        }
        outOfLine.clear();
    }
}
