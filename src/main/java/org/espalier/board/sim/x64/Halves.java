package org.espalier.board.sim.x64;

import static org.espalier.board.sim.x64.Opcodes.*;

import org.espalier.board.sim.x64.Block.Flow;

/// Instructions that see two halves or four bytes in a register.
///
/// The greater-or-equal flags are not kept: an image that has the one instruction that reads them is not translated.
final class Halves {

    private final Block b;
    private final Assembler a;

    Halves(Block b) {
        this.b = b;
        this.a = b.a;
    }

    /// SXTB16, UXTH and their like: `operation` as coded; n = 15 for those that add nothing.
    Flow extend(int operation, int n, int d, int m, int rotation) {
        b.get(RAX, m);
        if (rotation > 0) {
            a.shift(G_ROR, RAX, rotation);
        }
        switch (operation) {
            case 0 -> a.op(MOVSX_WORD, RAX, RAX);
            case 1 -> a.op(MOVZX_WORD, RAX, RAX);
            case 2 -> {
                a.op(MOVSX_BYTE, RCX, RAX);
                a.op(MOVZX_WORD, RCX, RCX);
                a.shift(G_SHR, RAX, 16);
                a.op(MOVSX_BYTE, RAX, RAX);
                a.shift(G_SHL, RAX, 16);
                a.op(OR, RAX, RCX);
            }
            case 3 -> a.immediate(G_AND, RAX, 0x00FF00FF);
            case 4 -> a.op(MOVSX_BYTE, RAX, RAX);
            default -> a.op(MOVZX_BYTE, RAX, RAX);
        }
        if (n == 15) {
            b.put(d, RAX);
            return Flow.NEXT;
        }
        if (operation == 2 || operation == 3) {
            a.vector(Block.MOVD_TO_VECTOR, 0, RAX);
            b.toVector(1, n);
            a.vector(0xFD, 0, 1); // paddw
            fromVector(d);
            return Flow.NEXT;
        }
        b.op(ADD, RAX, n);
        b.put(d, RAX);
        return Flow.NEXT;
    }

    private void fromVector(int d) {
        a.vector(Block.MOVD_FROM_VECTOR, 0, RAX);
        b.put(d, RAX);
    }

    /// Additions and subtractions of halves and bytes; not the halving and crossing ones.
    Flow parallel(int operation, int kind, int n, int d, int m) {
        int opcode = switch (operation << 4 | kind) {
            case 0x00, 0x04 -> 0xFC; // paddb
            case 0x10, 0x14 -> 0xFD; // paddw
            case 0x40, 0x44 -> 0xF8; // psubb
            case 0x50, 0x54 -> 0xF9; // psubw
            case 0x01 -> 0xEC; // paddsb
            case 0x11 -> 0xED; // paddsw
            case 0x41 -> 0xE8; // psubsb
            case 0x51 -> 0xE9; // psubsw
            case 0x05 -> 0xDC; // paddusb
            case 0x15 -> 0xDD; // paddusw
            case 0x45 -> 0xD8; // psubusb
            case 0x55 -> 0xD9; // psubusw
            default -> 0;
        };
        if (opcode == 0) {
            return Flow.FOREIGN;
        }
        b.toVector(0, n);
        b.toVector(1, m);
        a.vector(opcode, 0, 1);
        fromVector(d);
        return Flow.NEXT;
    }

    /// PKHBT and PKHTB.
    Flow pack(int n, int d, int m, int type, int count) {
        boolean topFirst = (type & 2) != 0;
        if ((type & 1) != 0) {
            return Flow.FOREIGN;
        }
        b.get(RCX, m);
        b.get(RAX, n);
        if (topFirst) {
            a.shift(G_SAR, RCX, count == 0 ? 31 : count);
            a.op(MOVZX_WORD, RCX, RCX);
            a.immediate(G_AND, RAX, 0xFFFF0000);
        } else {
            if (count > 0) {
                a.shift(G_SHL, RCX, count);
            }
            a.immediate(G_AND, RCX, 0xFFFF0000);
            a.op(MOVZX_WORD, RAX, RAX);
        }
        a.op(OR, RAX, RCX);
        b.put(d, RAX);
        return Flow.NEXT;
    }
}
