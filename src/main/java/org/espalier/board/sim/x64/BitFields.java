package org.espalier.board.sim.x64;

import static org.espalier.board.sim.x64.Opcodes.*;

import org.espalier.board.sim.x64.Block.Flow;

/// Saturation, and fields of bits taken out of registers and put into them.
final class BitFields {

    private static final int PC = 15;

    private final Block b;
    private final Assembler a;

    BitFields(Block b) {
        this.b = b;
        this.a = b.a;
    }

    /// A value shifted and held between two bounds: SSAT, USAT.
    ///
    /// @param right whether it is shifted to the right
    Flow saturate(int n, int d, boolean right, int count, int least, int most) {
        if (right && count == 0) {
            return Flow.FOREIGN;
        }
        b.get(RAX, n);
        if (count > 0) {
            a.shift(right ? G_SAR : G_SHL, RAX, count);
        }
        a.move(RCX, most);
        a.op(CMP, RAX, RCX);
        a.emit(0x0F, 0x4F, 0xC1); // cmovg eax, ecx
        a.move(RCX, least);
        a.op(CMP, RAX, RCX);
        a.emit(0x0F, 0x4C, 0xC1); // cmovl eax, ecx
        b.put(d, RAX);
        return Flow.NEXT;
    }

    /// `width` bits from bit `least` on: SBFX, UBFX.
    ///
    /// @param shift to the right, with or without the sign
    Flow extract(int n, int d, int least, int width, int shift) {
        if (least + width > 32) {
            return Flow.FOREIGN;
        }
        b.get(RAX, n);
        if (least + width < 32) {
            a.shift(G_SHL, RAX, 32 - width - least);
        }
        if (width < 32) {
            a.shift(shift, RAX, 32 - width);
        }
        b.put(d, RAX);
        return Flow.NEXT;
    }

    /// Bits `least` to `most` of a register from the low bits of another, or cleared: BFI, BFC.
    Flow insert(int n, int d, int least, int most) {
        if (most < least) {
            return Flow.FOREIGN;
        }
        int mask = (int) ((1L << (most - least + 1)) - 1) << least;
        b.get(RAX, d);
        a.immediate(G_AND, RAX, ~mask);
        if (n != PC) {
            b.get(RCX, n);
            if (least > 0) {
                a.shift(G_SHL, RCX, least);
            }
            a.immediate(G_AND, RCX, mask);
            a.op(OR, RAX, RCX);
        }
        b.put(d, RAX);
        return Flow.NEXT;
    }
}
