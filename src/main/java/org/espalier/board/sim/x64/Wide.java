package org.espalier.board.sim.x64;

import static org.espalier.board.sim.x64.Opcodes.*;

import org.espalier.board.sim.x64.Block.Flow;

/// The 32-bit instructions: dispatch, data processing and branches.
final class Wide {

    private static final int PC = 15;

    private final Block b;
    private final Assembler a;
    private final Arithmetic arithmetic;
    private final Multiply multiply;
    private final Halves halves;
    private final BitFields fields;

    Wide(Block b) {
        this.b = b;
        this.a = b.a;
        this.arithmetic = new Arithmetic(b);
        this.multiply = new Multiply(b);
        this.halves = new Halves(b);
        this.fields = new BitFields(b);
    }

    Flow translate(int low, int high) {
        return switch (low >>> 8) {
            case 0xE8, 0xE9 -> (low & 0x40) == 0 ? multiple(low, high) : WideMemory.dual(b, low, high);
            case 0xEA, 0xEB -> shiftedRegister(low, high);
            case 0xF0, 0xF1, 0xF4, 0xF5 -> (high & 0x8000) != 0 ? branch(low, high) : modifiedImmediate(low, high);
            case 0xF2, 0xF3, 0xF6, 0xF7 -> (high & 0x8000) != 0 ? branch(low, high) : plainImmediate(low, high);
            case 0xF8, 0xF9 -> WideMemory.single(b, low, high);
            case 0xFA -> registers(low, high);
            case 0xFB -> (low & 0x80) == 0 ? multiply.translate(low, high) : multiply.translateLong(low, high);
            default -> Flow.FOREIGN;
        };
    }

    private Flow multiple(int low, int high) {
        boolean load = (low & 0x10) != 0;
        int direction = low >>> 7 & 3;
        int rn = low & 15;
        boolean writeBack = (low & 0x20) != 0;
        boolean bad = direction == 0 || direction == 3 || rn == PC || high == 0 || (!load && (high & 0x8000) != 0);
        return bad ? Flow.FOREIGN : Memory.multiple(b, rn, high, load, direction == 2, writeBack);
    }

    private Flow shiftedRegister(int low, int high) {
        int operation = low >>> 5 & 15;
        boolean flags = (low & 0x10) != 0;
        int n = low & 15;
        int d = high >>> 8 & 15;
        int m = high & 15;
        int type = high >>> 4 & 3;
        int count = (high >>> 10 & 0x1C) | (high >>> 6 & 3);
        if (m == PC) {
            return Flow.FOREIGN;
        }
        if (operation == 6) {
            return n == PC || d == PC ? Flow.FOREIGN : halves.pack(n, d, m, type, count);
        }
        boolean keep = flags && !b.flagsUnseen();
        boolean logical = operation < 8;
        boolean shifter = type != 0 || count != 0;
        b.get(RCX, m);
        if (shifter) {
            arithmetic.shifted(RCX, type, count, keep && logical);
        }
        return operate(operation, n, d, flags, keep, shifter ? 1 : 0);
    }

    private Flow modifiedImmediate(int low, int high) {
        int code = (low & 0x400) << 1 | (high & 0x7000) >>> 4 | (high & 0xFF);
        int value = expand(code);
        int operation = low >>> 5 & 15;
        boolean flags = (low & 0x10) != 0;
        int n = low & 15;
        int d = high >>> 8 & 15;
        if (operation == 8 && d != PC && n != PC) {
            return arithmetic.addImmediate(d, n, value, flags);
        }
        if (operation == 13 && n != PC) {
            return d == PC && flags
                    ? arithmetic.compareImmediate(n, value)
                    : d == PC ? Flow.FOREIGN : arithmetic.subtractImmediate(d, n, value, flags);
        }
        if (operation == 6) {
            return Flow.FOREIGN;
        }
        boolean keep = flags && !b.flagsUnseen();
        boolean rotated = code >>> 10 != 0;
        a.move(RCX, value);
        if (keep && rotated) {
            a.emit(0xC6, 0x45, Context.SHIFTER_CARRY, value >>> 31); // mov byte [carry], top bit
        }
        return operate(operation, n, d, flags, keep, rotated ? 1 : 0);
    }

    /// The constant that 12 bits stand for.
    static int expand(int code) {
        int value = code & 0xFF;
        return switch (code >>> 8) {
            case 0 -> value;
            case 1 -> value << 16 | value;
            case 2 -> value << 24 | value << 8;
            case 3 -> value << 24 | value << 16 | value << 8 | value;
            default -> Integer.rotateRight(0x80 | (code & 0x7F), code >>> 7);
        };
    }

    /// The second operand is in ecx; `shifter` is 1 if its carry is to become the flag.
    private Flow operate(int operation, int n, int d, boolean flags, boolean keep, int shifter) {
        boolean moves = n == PC && (operation == 2 || operation == 3);
        boolean unused = d == PC;
        if ((n == PC && !moves)
                || (unused && (!flags || (operation != 0 && operation != 4 && operation != 8 && operation != 13)))) {
            return Flow.FOREIGN;
        }
        if (!moves && operation != 14) {
            b.get(RAX, n);
        }
        switch (operation) {
            case 0 -> a.op(AND, RAX, RCX);
            case 1 -> {
                a.unary(G_NOT, RCX);
                a.op(AND, RAX, RCX);
            }
            case 2, 3 -> {
                if (operation == 3) {
                    a.unary(G_NOT, RCX);
                }
                a.op(moves ? MOV : OR, RAX, RCX);
            }
            case 4 -> a.op(XOR, RAX, RCX);
            case 8 -> a.op(ADD, RAX, RCX);
            case 10 -> arithmetic.carry(RAX, RCX, false);
            case 11 -> arithmetic.carry(RAX, RCX, true);
            case 13 -> a.op(SUB, RAX, RCX);
            case 14 -> {
                b.get(RDX, n);
                a.op(MOV, RAX, RCX);
                a.op(SUB, RAX, RDX);
            }
            default -> {
                return Flow.FOREIGN;
            }
        }
        if (!unused) {
            b.put(d, RAX);
        }
        if (keep) {
            keepFlags(operation, shifter);
        }
        return Flow.NEXT;
    }

    private void keepFlags(int operation, int shifter) {
        switch (operation) {
            case 8, 10 -> b.flags.keepAddition();
            case 11, 13, 14 -> b.flags.keepSubtraction();
            default -> {
                if (shifter == 1) {
                    b.flags.keepSignZeroAndShifterCarry(RAX);
                } else {
                    b.flags.keepSignAndZero(RAX);
                }
            }
        }
    }

    private Flow plainImmediate(int low, int high) {
        int n = low & 15;
        int d = high >>> 8 & 15;
        int twelve = (low & 0x400) << 1 | (high & 0x7000) >>> 4 | (high & 0xFF);
        int least = (high >>> 10 & 0x1C) | (high >>> 6 & 3);
        int five = high & 31;
        if (d == PC) {
            return Flow.FOREIGN;
        }
        return switch (low >>> 4 & 31) {
            case 0, 10 -> {
                int value = (low >>> 4 & 31) == 0 ? twelve : -twelve;
                if (n == PC) {
                    b.putConstant(d, (int) ((b.pc + 4) & ~3L) + value);
                    yield Flow.NEXT;
                }
                yield arithmetic.addImmediate(d, n, value, false);
            }
            case 4 -> {
                b.putConstant(d, n << 12 | twelve);
                yield Flow.NEXT;
            }
            case 12 -> {
                b.get(RAX, d);
                a.op(MOVZX_WORD, RAX, RAX);
                a.immediate(G_OR, RAX, (n << 12 | twelve) << 16);
                b.put(d, RAX);
                yield Flow.NEXT;
            }
            case 16, 18 -> fields.saturate(n, d, (low >>> 4 & 2) != 0, least, -(1 << five), (1 << five) - 1);
            case 24, 26 -> fields.saturate(n, d, (low >>> 4 & 2) != 0, least, 0, (int) ((1L << five) - 1));
            case 20 -> fields.extract(n, d, least, five + 1, G_SAR);
            case 28 -> fields.extract(n, d, least, five + 1, G_SHR);
            case 22 -> fields.insert(n, d, least, five);
            default -> Flow.FOREIGN;
        };
    }

    private Flow branch(int low, int high) {
        int sign = low >>> 10 & 1;
        int j1 = high >>> 13 & 1;
        int j2 = high >>> 11 & 1;
        return switch (high >>> 12 & 5) {
            case 0 -> {
                int condition = low >>> 6 & 15;
                if (condition >= 14) {
                    yield control(low, high);
                }
                int offset = -sign << 20 | j2 << 19 | j1 << 18 | (low & 0x3F) << 12 | (high & 0x7FF) << 1;
                int stays = b.flags.unless(condition);
                b.jumpTo(b.pc + 4 + offset);
                a.here(stays);
                b.jumpTo(b.next);
                yield Flow.END;
            }
            case 1, 5 -> {
                int i1 = 1 ^ j1 ^ sign;
                int i2 = 1 ^ j2 ^ sign;
                int offset = -sign << 24 | i1 << 23 | i2 << 22 | (low & 0x3FF) << 12 | (high & 0x7FF) << 1;
                if ((high & 0x4000) != 0) {
                    b.putConstant(14, (int) b.next | 1);
                }
                b.jumpTo(b.pc + 4 + offset);
                yield Flow.END;
            }
            default -> Flow.FOREIGN;
        };
    }

    /// Barriers and hints do nothing here.
    private static Flow control(int low, int high) {
        boolean barrier = low == 0xF3BF && (high & 0xFFF0) >= 0x8F40 && (high & 0xFFF0) <= 0x8F60;
        boolean hint = low == 0xF3AF && high == 0x8000;
        return barrier || hint ? Flow.NEXT : Flow.FOREIGN;
    }

    /// Shifts by registers, extensions, parallel arithmetic, reversals.
    private Flow registers(int low, int high) {
        int operation = low >>> 4 & 15;
        int kind = high >>> 4 & 15;
        int n = low & 15;
        int d = high >>> 8 & 15;
        int m = high & 15;
        if (high >>> 12 != 15 || d == PC || m == PC) {
            return Flow.FOREIGN;
        }
        if (operation < 6 && kind >= 8 && kind < 12) {
            return halves.extend(operation, n, d, m, (kind & 3) * 8);
        }
        if (n == PC) {
            return Flow.FOREIGN;
        }
        if (operation < 8 && kind == 0) {
            return arithmetic.shiftRegister(operation >>> 1, d, n, m, (operation & 1) != 0);
        }
        if (operation >= 8 && kind < 8) {
            return halves.parallel(operation & 7, kind, n, d, m);
        }
        if (operation == 9 && kind != 10 && kind >= 8 && kind < 12) {
            return arithmetic.reverse(d, m, kind & 3);
        }
        if (operation == 11 && kind == 8) {
            a.move(RCX, 63);
            b.op(BSR, RAX, m);
            a.emit(0x0F, 0x44, 0xC1); // cmove eax, ecx
            a.immediate(G_XOR, RAX, 31);
            b.put(d, RAX);
            return Flow.NEXT;
        }
        return Flow.FOREIGN;
    }
}
