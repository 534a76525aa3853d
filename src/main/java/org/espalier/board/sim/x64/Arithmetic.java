package org.espalier.board.sim.x64;

import static org.espalier.board.sim.x64.Opcodes.*;

import org.espalier.board.sim.x64.Block.Flow;

/// Additions, logic and shifts with their flags.
final class Arithmetic {

    private static final int LSL = 0;
    private static final int LSR = 1;
    private static final int ASR = 2;
    private static final int ROR = 3;

    private final Block b;
    private final Assembler a;

    Arithmetic(Block b) {
        this.b = b;
        this.a = b.a;
    }

    Flow add(int d, int n, int m, boolean flags) {
        b.get(RAX, n);
        b.op(ADD, RAX, m);
        return sum(d, flags, false);
    }

    Flow subtract(int d, int n, int m, boolean flags) {
        b.get(RAX, n);
        b.op(SUB, RAX, m);
        return sum(d, flags, true);
    }

    Flow addImmediate(int d, int n, int value, boolean flags) {
        boolean keep = flags && !b.flagsUnseen();
        if (!keep && d == n) {
            b.add(d, value);
        } else if (!keep) {
            b.sum(RAX, n, value);
            b.put(d, RAX);
        } else {
            b.get(RAX, n);
            a.immediate(G_ADD, RAX, value);
            b.put(d, RAX);
            b.flags.keepAddition();
        }
        return Flow.NEXT;
    }

    Flow subtractImmediate(int d, int n, int value, boolean flags) {
        if (!flags || b.flagsUnseen()) {
            return addImmediate(d, n, -value, false);
        }
        b.get(RAX, n);
        a.immediate(G_SUB, RAX, value);
        b.put(d, RAX);
        b.flags.keepSubtraction();
        return Flow.NEXT;
    }

    /// The result is in eax, the host's flags are those of the operation.
    private Flow sum(int d, boolean flags, boolean subtraction) {
        b.put(d, RAX);
        if (flags && !b.flagsUnseen()) {
            if (subtraction) {
                b.flags.keepSubtraction();
            } else {
                b.flags.keepAddition();
            }
        }
        return Flow.NEXT;
    }

    Flow compareImmediate(int n, int value) {
        if (Block.home(n) >= 0) {
            a.immediate(G_CMP, Block.home(n), value);
        } else {
            b.get(RAX, n);
            a.immediate(G_CMP, RAX, value);
        }
        b.flags.keepSubtraction();
        return Flow.NEXT;
    }

    Flow compare(int n, int m) {
        b.get(RAX, n);
        b.op(CMP, RAX, m);
        b.flags.keepSubtraction();
        return Flow.NEXT;
    }

    /// The sixteen narrow operations on two low registers.
    Flow narrow(int operation, int d, int m) {
        boolean flags = !b.conditional;
        return switch (operation) {
            case 0 -> logic(AND, d, m, flags);
            case 1 -> logic(XOR, d, m, flags);
            case 2 -> shiftRegister(LSL, d, d, m, flags);
            case 3 -> shiftRegister(LSR, d, d, m, flags);
            case 4 -> shiftRegister(ASR, d, d, m, flags);
            case 5 -> withCarry(d, m, flags, false);
            case 6 -> withCarry(d, m, flags, true);
            case 7 -> shiftRegister(ROR, d, d, m, flags);
            case 8 -> {
                b.get(RAX, d);
                b.op(AND, RAX, m);
                b.flags.keepSignAndZero(RAX);
                yield Flow.NEXT;
            }
            case 9 -> {
                a.op(XOR, RAX, RAX);
                b.op(SUB, RAX, m);
                yield sum(d, flags, true);
            }
            case 10 -> compare(d, m);
            case 11 -> {
                b.get(RAX, d);
                b.op(ADD, RAX, m);
                b.flags.keepAddition();
                yield Flow.NEXT;
            }
            case 12 -> logic(OR, d, m, flags);
            case 13 -> {
                b.get(RAX, d);
                b.op(IMUL, RAX, m);
                yield logicResult(d, flags);
            }
            case 14 -> {
                b.get(RCX, m);
                a.unary(G_NOT, RCX);
                b.get(RAX, d);
                a.op(AND, RAX, RCX);
                yield logicResult(d, flags);
            }
            default -> {
                b.get(RAX, m);
                a.unary(G_NOT, RAX);
                yield logicResult(d, flags);
            }
        };
    }

    private Flow logic(int opcode, int d, int m, boolean flags) {
        b.get(RAX, d);
        b.op(opcode, RAX, m);
        return logicResult(d, flags);
    }

    private Flow logicResult(int d, boolean flags) {
        b.put(d, RAX);
        if (flags && !b.flagsUnseen()) {
            b.flags.keepSignAndZero(RAX);
        }
        return Flow.NEXT;
    }

    private Flow withCarry(int d, int m, boolean flags, boolean subtraction) {
        b.get(RAX, d);
        b.get(RCX, m);
        carry(RAX, RCX, subtraction);
        return sum(d, flags, subtraction);
    }

    /// eax = eax + ecx + carry, or eax - ecx - not carry.
    void carry(int x, int y, boolean subtraction) {
        b.flags.loadCarry();
        if (subtraction) {
            a.emit(0xF5);
        }
        a.op(subtraction ? SBB : Opcodes.ADC, x, y);
    }

    /// LSL, LSR or ASR by a constant as instructions code it: 0 means 32 for the latter two.
    Flow shiftImmediate(int type, int d, int m, int count, boolean flags) {
        boolean keep = flags && !b.flagsUnseen();
        if (type == LSL && count == 0) {
            b.get(RAX, m);
            return logicResult(d, flags);
        }
        b.get(RAX, m);
        shifted(RAX, type, count, keep);
        b.put(d, RAX);
        if (keep) {
            b.flags.keepSignZeroAndShifterCarry(RAX);
        }
        return Flow.NEXT;
    }

    /// Shifts x as an operand's two bits of type and five of count say, and keeps the last bit shifted out if asked.
    void shifted(int x, int type, int count, boolean keepCarry) {
        boolean all = count == 0;
        switch (type) {
            case LSL -> {
                if (!all) {
                    a.shift(G_SHL, x, count);
                }
            }
            case LSR -> {
                if (all) {
                    a.shift64(G_SHR, x, 32);
                } else {
                    a.shift(G_SHR, x, count);
                }
            }
            case ASR -> {
                if (all) {
                    a.op64(MOVSXD, x, x);
                    a.shift64(G_SAR, x, 32);
                } else {
                    a.shift(G_SAR, x, count);
                }
            }
            default -> {
                if (all) {
                    b.flags.loadCarry();
                    a.emit(x > 7 ? 0x41 : 0x40, 0xD1, 0xD8 | (x & 7)); // rcr x, 1
                } else {
                    a.shift(G_ROR, x, count);
                }
            }
        }
        if (keepCarry) {
            b.flags.keepShifterCarry();
        }
    }

    /// Shift by the lowest byte of a register.
    Flow shiftRegister(int type, int d, int n, int m, boolean flags) {
        boolean keep = flags && !b.flagsUnseen();
        b.get(RCX, m);
        a.op(MOVZX_BYTE, RCX, RCX);
        if (type == ROR) {
            if (keep) {
                return Flow.FOREIGN;
            }
            b.get(RAX, n);
            a.shiftByCl(G_ROR, RAX);
        } else {
            shiftWide(type, n, keep);
        }
        b.put(d, RAX);
        if (keep) {
            b.flags.keepSignZeroAndShifterCarry(RAX);
        }
        return Flow.NEXT;
    }

    /// On 64 bits counts up to 63 do what they should; a larger one leaves what 63 leaves.
    private void shiftWide(int type, int n, boolean keep) {
        a.move(RDX, 63);
        a.op(CMP, RCX, RDX);
        a.emit(0x0F, 0x47, 0xCA); // cmova ecx, edx
        if (type == ASR) {
            b.getWide(RAX, n);
        } else {
            b.get(RAX, n);
        }
        if (!keep) {
            a.shift64ByCl(type == LSL ? G_SHL : type == LSR ? G_SHR : G_SAR, RAX);
            return;
        }
        // A count of 0 leaves the carry as it is.
        b.flags.loadCarry();
        b.flags.keepShifterCarry();
        a.op(TEST, RCX, RCX);
        int none = a.jump(Z);
        if (type == LSL) {
            a.shift64ByCl(G_SHL, RAX);
            a.emit(0x48, 0x0F, 0xBA, 0xE0, 32); // bt rax, 32
        } else {
            a.shift64ByCl(type == LSR ? G_SHR : G_SAR, RAX);
        }
        b.flags.keepShifterCarry();
        a.here(none);
    }

    /// REV, REV16 and REVSH.
    Flow reverse(int d, int m, int kind) {
        b.get(RAX, m);
        if (kind == 3) {
            a.emit(0x66, 0xC1, 0xC8, 8); // ror ax, 8
            a.op(MOVSX_WORD, RAX, RAX);
        } else {
            a.emit(0x0F, 0xC8); // bswap eax
            if (kind == 1) {
                a.shift(G_ROR, RAX, 16);
            }
        }
        b.put(d, RAX);
        return Flow.NEXT;
    }
}
