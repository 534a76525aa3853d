package org.espalier.board.sim.x64;

import static org.espalier.board.sim.x64.Opcodes.*;

import org.espalier.board.sim.x64.Block.Flow;

/// The 16-bit instructions.
final class Narrow {

    private static final int SP = 13;
    private static final int LR = 14;
    private static final int PC = 15;

    private final Block b;
    private final Assembler a;
    private final Arithmetic arithmetic;

    Narrow(Block b) {
        this.b = b;
        this.a = b.a;
        this.arithmetic = new Arithmetic(b);
    }

    /// Translates one; IT blocks are the caller's.
    Flow translate(int h) {
        int low = h & 7;
        int middle = h >>> 3 & 7;
        int five = h >>> 6 & 31;
        return switch (h >>> 11) {
            case 0, 1, 2 -> arithmetic.shiftImmediate(h >>> 11, low, middle, five, !b.conditional);
            case 3 -> addSubtract(h);
            case 4 -> moveImmediate(h >>> 8 & 7, h & 0xFF);
            case 5 -> arithmetic.compareImmediate(h >>> 8 & 7, h & 0xFF);
            case 6 -> arithmetic.addImmediate(h >>> 8 & 7, h >>> 8 & 7, h & 0xFF, !b.conditional);
            case 7 -> arithmetic.subtractImmediate(h >>> 8 & 7, h >>> 8 & 7, h & 0xFF, !b.conditional);
            case 8 -> (h & 0x400) == 0 ? arithmetic.narrow(h >>> 6 & 15, low, middle) : high(h);
            case 9 -> Memory.literal(b, h >>> 8 & 7, ((b.pc + 4) & ~3L) + 4L * (h & 0xFF));
            case 10, 11 -> registerOffset(h);
            case 12 -> store(middle, 4 * five, low, 4);
            case 13 -> load(middle, 4 * five, low, 4);
            case 14 -> store(middle, five, low, 1);
            case 15 -> load(middle, five, low, 1);
            case 16 -> store(middle, 2 * five, low, 2);
            case 17 -> load(middle, 2 * five, low, 2);
            case 18 -> store(SP, 4 * (h & 0xFF), h >>> 8 & 7, 4);
            case 19 -> load(SP, 4 * (h & 0xFF), h >>> 8 & 7, 4);
            case 20 -> {
                b.putConstant(h >>> 8 & 7, (int) ((b.pc + 4) & ~3L) + 4 * (h & 0xFF));
                yield Flow.NEXT;
            }
            case 21 -> {
                b.sum(RAX, SP, 4 * (h & 0xFF));
                b.put(h >>> 8 & 7, RAX);
                yield Flow.NEXT;
            }
            case 22, 23 -> miscellaneous(h);
            case 24 -> Memory.multiple(b, h >>> 8 & 7, h & 0xFF, false, false, true);
            case 25 -> Memory.multiple(b, h >>> 8 & 7, h & 0xFF, true, false, true);
            case 26, 27 -> conditionalBranch(h);
            default -> {
                b.jumpTo(b.pc + 4 + ((h & 0x7FF) << 21 >> 20));
                yield Flow.END;
            }
        };
    }

    private Flow addSubtract(int h) {
        int d = h & 7;
        int n = h >>> 3 & 7;
        int m = h >>> 6 & 7;
        return switch (h >>> 9 & 3) {
            case 0 -> arithmetic.add(d, n, m, !b.conditional);
            case 1 -> arithmetic.subtract(d, n, m, !b.conditional);
            case 2 -> arithmetic.addImmediate(d, n, m, !b.conditional);
            default -> arithmetic.subtractImmediate(d, n, m, !b.conditional);
        };
    }

    private Flow moveImmediate(int d, int value) {
        b.putConstant(d, value);
        if (!b.conditional && !b.flagsUnseen()) {
            a.move(RDX, value);
            b.flags.keepSignAndZero(RDX);
        }
        return Flow.NEXT;
    }

    /// Additions, comparisons and moves of high registers, and branches to registers.
    private Flow high(int h) {
        int m = h >>> 3 & 15;
        int d = (h & 7) | (h >>> 4 & 8);
        return switch (h >>> 8 & 3) {
            case 0 -> {
                b.get(RAX, d);
                b.op(ADD, RAX, m);
                yield putOrBranch(d);
            }
            case 1 -> arithmetic.compare(d, m);
            case 2 -> {
                b.get(RAX, m);
                yield putOrBranch(d);
            }
            default -> {
                if (m == PC) {
                    yield Flow.FOREIGN;
                }
                b.get(RAX, m);
                if ((h & 0x80) != 0) {
                    b.putConstant(LR, (int) b.next | 1);
                }
                b.jumpToRegister();
                yield Flow.END;
            }
        };
    }

    private Flow putOrBranch(int d) {
        if (d != PC) {
            b.put(d, RAX);
            return Flow.NEXT;
        }
        a.immediate(G_OR, RAX, 1);
        b.jumpToRegister();
        return Flow.END;
    }

    private Flow registerOffset(int h) {
        int t = h & 7;
        b.get(RAX, h >>> 3 & 7);
        b.op(ADD, RAX, h >>> 6 & 7);
        return switch (h >>> 9 & 7) {
            case 0 -> stored(t, 4);
            case 1 -> stored(t, 2);
            case 2 -> stored(t, 1);
            case 3 -> Memory.load(b, t, 1, true);
            case 4 -> Memory.load(b, t, 4, false);
            case 5 -> Memory.load(b, t, 2, false);
            case 6 -> Memory.load(b, t, 1, false);
            default -> Memory.load(b, t, 2, true);
        };
    }

    private Flow stored(int t, int size) {
        Memory.store(b, t, size);
        return Flow.NEXT;
    }

    private Flow store(int n, int offset, int t, int size) {
        b.sum(RAX, n, offset);
        return stored(t, size);
    }

    private Flow load(int n, int offset, int t, int size) {
        b.sum(RAX, n, offset);
        return Memory.load(b, t, size, false);
    }

    private Flow miscellaneous(int h) {
        int d = h & 7;
        int m = h >>> 3 & 7;
        if (h >>> 8 == 0xB0) {
            b.add(SP, (h & 0x80) == 0 ? 4 * (h & 0x7F) : -4 * (h & 0x7F));
            return Flow.NEXT;
        }
        if ((h & 0xF500) == 0xB100) {
            return compareAndBranch(h);
        }
        if (h >>> 8 == 0xB2) {
            int opcode = switch (h >>> 6 & 3) {
                case 0 -> MOVSX_WORD;
                case 1 -> MOVSX_BYTE;
                case 2 -> MOVZX_WORD;
                default -> MOVZX_BYTE;
            };
            b.get(RAX, m);
            a.op(opcode, RAX, RAX);
            b.put(d, RAX);
            return Flow.NEXT;
        }
        if (h >>> 9 == 0x5A) {
            int list = (h & 0xFF) | ((h & 0x100) != 0 ? 1 << LR : 0);
            return Memory.multiple(b, SP, list, false, true, true);
        }
        if (h >>> 9 == 0x5E) {
            int list = (h & 0xFF) | ((h & 0x100) != 0 ? 1 << PC : 0);
            return Memory.multiple(b, SP, list, true, false, true);
        }
        if (h >>> 8 == 0xBA && (h & 0xC0) != 0x80) {
            return arithmetic.reverse(d, m, h >>> 6 & 3);
        }
        if (h >>> 8 == 0xBE || h == 0xBF30) {
            return end();
        }
        boolean noOperation = h == 0xBF00 || h == 0xBF10 || h == 0xBF40;
        return noOperation ? Flow.NEXT : Flow.FOREIGN;
    }

    /// Breakpoints, sleep, calls of a supervisor and undefined instructions count, and are the caller's.
    private Flow end() {
        b.leave(b.pc, Reason.FOREIGN);
        return Flow.END;
    }

    private Flow compareAndBranch(int h) {
        int n = h & 7;
        long target = b.pc + 4 + ((h >>> 3 & 31) << 1 | (h >>> 9 & 1) << 6);
        b.get(RAX, n);
        a.op(TEST, RAX, RAX);
        int stays = a.jump((h & 0x800) == 0 ? NZ : Z);
        b.jumpTo(target);
        a.here(stays);
        b.jumpTo(b.next);
        return Flow.END;
    }

    private Flow conditionalBranch(int h) {
        int condition = h >>> 8 & 15;
        if (condition >= 14) {
            return end();
        }
        int stays = b.flags.unless(condition);
        b.jumpTo(b.pc + 4 + ((h & 0xFF) << 24 >> 23));
        a.here(stays);
        b.jumpTo(b.next);
        return Flow.END;
    }
}
