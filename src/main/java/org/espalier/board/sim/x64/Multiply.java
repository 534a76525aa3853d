package org.espalier.board.sim.x64;

import static org.espalier.board.sim.x64.Opcodes.*;

import org.espalier.board.sim.x64.Block.Flow;

/// Multiplications, also of halves, and divisions. The sticky saturation flag is not kept: an image that reads it is
/// not translated.
final class Multiply {

    private static final int PMADDWD = 0xF5;

    private final Block b;
    private final Assembler a;

    Multiply(Block b) {
        this.b = b;
        this.a = b.a;
    }

    Flow translate(int low, int high) {
        int n = low & 15;
        int m = high & 15;
        int d = high >>> 8 & 15;
        int add = high >>> 12;
        boolean fifth = (high & 0x20) != 0;
        boolean fourth = (high & 0x10) != 0;
        if ((high & 0xC0) != 0 || d == 15 || n == 15 || m == 15) {
            return Flow.FOREIGN;
        }
        switch (low >>> 4 & 7) {
            case 0 -> {
                if (fifth) {
                    return Flow.FOREIGN;
                }
                b.get(RAX, n);
                b.op(IMUL, RAX, m);
                if (fourth) {
                    b.get(RCX, add);
                    a.op(SUB, RCX, RAX);
                    b.put(d, RCX);
                    return Flow.NEXT;
                }
            }
            case 1 -> {
                half(RAX, n, fifth);
                half(RCX, m, fourth);
                a.op(IMUL, RAX, RCX);
            }
            case 2 -> {
                if (fifth) {
                    return Flow.FOREIGN;
                }
                dual(n, m, fourth);
                if (add == d && Block.home(d) >= 0) {
                    a.op(ADD, Block.home(d), RAX);
                    return Flow.NEXT;
                }
            }
            case 3 -> {
                if (fifth) {
                    return Flow.FOREIGN;
                }
                half(RCX, m, fourth);
                a.op64(MOVSXD, RCX, RCX);
                b.getWide(RAX, n);
                a.op64(IMUL, RAX, RCX);
                a.shift64(G_SAR, RAX, 16);
            }
            case 4 -> {
                if (fifth) {
                    return Flow.FOREIGN;
                }
                difference(n, m, fourth);
            }
            case 5, 6 -> {
                return fifth ? Flow.FOREIGN : mostSignificant(n, m, d, add, fourth, (low & 0x20) != 0);
            }
            default -> {
                if (fifth || fourth) {
                    return Flow.FOREIGN;
                }
                b.toVector(0, n);
                b.toVector(1, m);
                a.vector(0xF6, 0, 1); // psadbw: the upper four bytes are equal
                a.vector(Block.MOVD_FROM_VECTOR, 0, RAX);
            }
        }
        if (add != 15) {
            b.op(ADD, RAX, add);
        }
        b.put(d, RAX);
        return Flow.NEXT;
    }

    /// x = lower or upper half of a register, sign-extended.
    private void half(int x, int register, boolean upper) {
        b.get(x, register);
        if (upper) {
            a.shift(G_SAR, x, 16);
        } else {
            a.op(MOVSX_WORD, x, x);
        }
    }

    /// eax = sum of the products of the halves.
    private void dual(int n, int m, boolean crossed) {
        b.toVector(0, n);
        if (crossed) {
            b.get(RCX, m);
            a.shift(G_ROR, RCX, 16);
            a.vector(Block.MOVD_TO_VECTOR, 1, RCX);
        } else {
            b.toVector(1, m);
        }
        a.vector(PMADDWD, 0, 1);
        a.vector(Block.MOVD_FROM_VECTOR, 0, RAX);
    }

    /// eax = lower product - upper product.
    private void difference(int n, int m, boolean crossed) {
        half(RAX, n, false);
        half(RCX, m, crossed);
        a.op(IMUL, RAX, RCX);
        half(RDX, n, true);
        half(RCX, m, !crossed);
        a.op(IMUL, RDX, RCX);
        a.op(SUB, RAX, RDX);
    }

    private Flow mostSignificant(int n, int m, int d, int add, boolean rounded, boolean minus) {
        b.getWide(RAX, n);
        b.getWide(RCX, m);
        a.op64(IMUL, RAX, RCX);
        if (minus) {
            a.unary64(G_NEG, RAX);
        }
        if (add != 15) {
            b.get(RCX, add);
            a.shift64(G_SHL, RCX, 32);
            a.op64(ADD, RAX, RCX);
        }
        if (rounded) {
            a.move(RCX, 0x80000000);
            a.op64(ADD, RAX, RCX);
        }
        a.shift64(G_SHR, RAX, 32);
        b.put(d, RAX);
        return Flow.NEXT;
    }

    /// 64-bit results and divisions.
    Flow translateLong(int low, int high) {
        int n = low & 15;
        int m = high & 15;
        int upper = high >>> 8 & 15;
        int lower = high >>> 12;
        int kind = high >>> 4 & 15;
        if (n == 15 || m == 15 || upper == 15) {
            return Flow.FOREIGN;
        }
        int operation = low >>> 4 & 7;
        if ((operation == 1 || operation == 3) && kind == 15) {
            divide(n, m, upper, operation == 1);
            return Flow.NEXT;
        }
        if (lower == 15) {
            return Flow.FOREIGN;
        }
        boolean accumulate = operation >= 4;
        if (kind == 0 && (operation == 0 || operation == 4)) {
            b.getWide(RAX, n);
            b.getWide(RCX, m);
            a.op64(IMUL, RAX, RCX);
        } else if (kind == 0 && (operation == 2 || operation == 6)) {
            b.get(RAX, n);
            b.get(RCX, m);
            a.op64(IMUL, RAX, RCX);
        } else if (operation == 4 && kind >= 8 && kind < 12) {
            half(RAX, n, (kind & 2) != 0);
            half(RCX, m, (kind & 1) != 0);
            a.op(IMUL, RAX, RCX);
            a.op64(MOVSXD, RAX, RAX);
        } else if (operation == 4 && (kind == 12 || kind == 13)) {
            longDual(n, m, kind == 13);
        } else {
            return Flow.FOREIGN;
        }
        if (accumulate) {
            b.get(RCX, upper);
            a.shift64(G_SHL, RCX, 32);
            b.get(RDX, lower);
            a.op64(OR, RCX, RDX);
            a.op64(ADD, RAX, RCX);
        }
        b.put(lower, RAX);
        a.shift64(G_SHR, RAX, 32);
        b.put(upper, RAX);
        return Flow.NEXT;
    }

    /// The sum of two products needs 33 bits: rax.
    private void longDual(int n, int m, boolean crossed) {
        half(RAX, n, false);
        half(RCX, m, crossed);
        a.op(IMUL, RAX, RCX);
        a.op64(MOVSXD, RAX, RAX);
        half(RDX, n, true);
        half(RCX, m, !crossed);
        a.op(IMUL, RDX, RCX);
        a.op64(MOVSXD, RDX, RDX);
        a.op64(ADD, RAX, RDX);
    }

    /// A division by zero gives zero, as on silicon with the trap off; 64 bits hold the one quotient that 32 do not.
    private void divide(int n, int m, int d, boolean signed) {
        if (signed) {
            b.getWide(RCX, m);
            b.getWide(RAX, n);
        } else {
            b.get(RCX, m);
            b.get(RAX, n);
        }
        a.op(XOR, RDX, RDX);
        a.op64(TEST, RCX, RCX);
        int some = a.jump(NZ);
        a.op(XOR, RAX, RAX);
        int done = a.jump();
        a.here(some);
        if (signed) {
            a.emit(0x48, 0x99); // cqo
            a.unary64(G_IDIV, RCX);
        } else {
            a.unary(G_DIV, RCX);
        }
        a.here(done);
        b.put(d, RAX);
    }
}
