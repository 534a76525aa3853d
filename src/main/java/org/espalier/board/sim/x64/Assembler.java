package org.espalier.board.sim.x64;

import static org.espalier.board.sim.x64.Opcodes.LEA;
import static org.espalier.board.sim.x64.Opcodes.MOV;
import static org.espalier.board.sim.x64.Opcodes.RBP;
import static org.espalier.board.sim.x64.Opcodes.RSP;

import java.util.Arrays;

/// Writes x86-64 instructions. Positions are offsets in the code memory the bytes are meant for.
final class Assembler {

    private final int base;
    private byte[] bytes = new byte[4096];
    private int count;

    Assembler(int base) {
        this.base = base;
    }

    /// Where the next byte goes.
    int at() {
        return base + count;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, count);
    }

    /// Takes back everything from a position on.
    void rewind(int position) {
        count = position - base;
    }

    void emit(int... values) {
        if (count + values.length + 8 > bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        for (int value : values) {
            bytes[count++] = (byte) value;
        }
    }

    void emit32(int value) {
        emit(value, value >> 8, value >> 16, value >> 24);
    }

    private void opcode(int opcode) {
        if (opcode > 0xFF) {
            emit(opcode >> 8, opcode);
        } else {
            emit(opcode);
        }
    }

    private void rex(int wide, int reg, int index, int rm) {
        int rex = (wide << 3) | ((reg >> 3) << 2) | ((index >> 3) << 1) | (rm >> 3);
        if (rex != 0) {
            emit(0x40 | rex);
        }
    }

    /// `opcode reg, rm` on 32 bits.
    void op(int opcode, int reg, int rm) {
        op(0, opcode, reg, rm);
    }

    /// The same on 64 bits.
    void op64(int opcode, int reg, int rm) {
        op(1, opcode, reg, rm);
    }

    private void op(int wide, int opcode, int reg, int rm) {
        rex(wide, reg, 0, rm);
        opcode(opcode);
        emit(0xC0 | (reg & 7) << 3 | (rm & 7));
    }

    /// `opcode reg, [rbp + offset]` on 32 bits.
    void opContext(int opcode, int reg, int offset) {
        opContext(0, opcode, reg, offset);
    }

    void op64Context(int opcode, int reg, int offset) {
        opContext(1, opcode, reg, offset);
    }

    private void opContext(int wide, int opcode, int reg, int offset) {
        rex(wide, reg, 0, RBP);
        opcode(opcode);
        if (offset >= -128 && offset < 128) {
            emit(0x45 | (reg & 7) << 3, offset);
        } else {
            emit(0x85 | (reg & 7) << 3);
            emit32(offset);
        }
    }

    /// `opcode reg, [base + index]`; base is not rbp or r13, index not rsp.
    void opIndexed(int opcode, int reg, int base, int index) {
        rex(0, reg, index, base);
        opcode(opcode);
        emit(0x04 | (reg & 7) << 3, (index & 7) << 3 | (base & 7));
    }

    /// `opcode reg, [base + index + offset]`, offset a byte.
    void opIndexed(int opcode, int reg, int base, int index, int offset) {
        rex(0, reg, index, base);
        opcode(opcode);
        emit(0x44 | (reg & 7) << 3, (index & 7) << 3 | (base & 7), offset);
    }

    /// `mov reg64, [rbp + index * 2^shift + offset]`.
    void loadTable(int reg, int index, int shift, int offset) {
        emit(
                0x48 | (reg >> 3) << 2 | (index >> 3) << 1,
                MOV,
                0x84 | (reg & 7) << 3,
                shift << 6 | (index & 7) << 3 | RBP);
        emit32(offset);
    }

    /// `lea reg, [rm + offset]` on 32 bits.
    void lea(int reg, int rm, int offset) {
        rex(0, reg, 0, rm);
        emit(LEA);
        boolean small = offset >= -128 && offset < 128;
        emit((small ? 0x40 : 0x80) | (reg & 7) << 3 | (rm & 7));
        if ((rm & 7) == RSP) {
            emit(0x24);
        }
        if (small) {
            emit(offset);
        } else {
            emit32(offset);
        }
    }

    /// `reg op= imm` of group 0x81.
    void immediate(int group, int reg, int imm) {
        rex(0, 0, 0, reg);
        if (imm >= -128 && imm < 128) {
            emit(0x83, 0xC0 | group << 3 | (reg & 7), imm);
        } else {
            emit(0x81, 0xC0 | group << 3 | (reg & 7));
            emit32(imm);
        }
    }

    void immediate64(int group, int reg, int imm) {
        emit(0x48 | (reg >> 3), 0x81, 0xC0 | group << 3 | (reg & 7));
        emit32(imm);
    }

    /// `dword [rbp + offset] op= imm`, offset a signed byte.
    void immediateContext(int group, int offset, int imm) {
        boolean small = imm >= -128 && imm < 128;
        emit(small ? 0x83 : 0x81, 0x45 | group << 3, offset);
        if (small) {
            emit(imm);
        } else {
            emit32(imm);
        }
    }

    void move(int reg, int imm) {
        if (reg > 7) {
            emit(0x41);
        }
        emit(0xB8 | (reg & 7));
        emit32(imm);
    }

    /// `mov dword [rbp + offset], imm`, offset a signed byte.
    void moveContext(int offset, int imm) {
        emit(0xC7, 0x45, offset);
        emit32(imm);
    }

    /// Shift or rotation of group 0xC1 by a constant.
    void shift(int group, int reg, int count) {
        rex(0, 0, 0, reg);
        emit(0xC1, 0xC0 | group << 3 | (reg & 7), count);
    }

    void shift64(int group, int reg, int count) {
        emit(0x48 | (reg >> 3), 0xC1, 0xC0 | group << 3 | (reg & 7), count);
    }

    /// Shift by cl of 32 bits.
    void shiftByCl(int group, int reg) {
        rex(0, 0, 0, reg);
        emit(0xD3, 0xC0 | group << 3 | (reg & 7));
    }

    void shift64ByCl(int group, int reg) {
        emit(0x48 | (reg >> 3), 0xD3, 0xC0 | group << 3 | (reg & 7));
    }

    /// One of group 0xF7: not, neg, div, idiv.
    void unary(int group, int reg) {
        rex(0, 0, 0, reg);
        emit(0xF7, 0xC0 | group << 3 | (reg & 7));
    }

    void unary64(int group, int reg) {
        emit(0x48 | (reg >> 3), 0xF7, 0xC0 | group << 3 | (reg & 7));
    }

    /// An SSE2 instruction `66 0F opcode xmm, rm`.
    void vector(int opcode, int xmm, int rm) {
        emit(0x66);
        rex(0, xmm, 0, rm);
        emit(0x0F, opcode, 0xC0 | (xmm & 7) << 3 | (rm & 7));
    }

    void vectorContext(int opcode, int xmm, int offset) {
        emit(0x66, 0x0F, opcode, 0x45 | xmm << 3, offset);
    }

    /// `jcc` to somewhere; returns the place to patch.
    int jump(int condition) {
        emit(0x0F, 0x80 | condition);
        emit32(0);
        return at() - 4;
    }

    int jump() {
        emit(0xE9);
        emit32(0);
        return at() - 4;
    }

    int call() {
        emit(0xE8);
        emit32(0);
        return at() - 4;
    }

    /// Makes the jump or call at `place` lead to `target`.
    void patch(int place, int target) {
        int value = target - (place + 4);
        for (int i = 0; i < 4; i++) {
            bytes[place - base + i] = (byte) (value >> (8 * i));
        }
    }

    /// Makes the jump at `place` lead here.
    void here(int place) {
        patch(place, at());
    }
}
