package org.espalier.board.sim.x64;

import static org.espalier.board.sim.x64.Assembler.*;

import java.util.ArrayList;
import java.util.List;
import org.espalier.board.sim.x64.Block.Flow;

/// Loads and stores: directly where the page table knows the memory, by a callback elsewhere.
final class Memory {

    private static final int SIGNED = 0x10;
    private static final int ALIGNED = 0x20;
    private static final int PC = 15;

    private Memory() {}

    /// A narrow load or store whose address is in eax.
    static Flow load(Block b, int target, int size, boolean signed) {
        Assembler a = b.a;
        List<Integer> outside = new ArrayList<>();
        long at = b.pc;
        b.page(size, false, outside);
        int opcode = switch (size) {
            case 4 -> MOV;
            case 2 -> signed ? MOVSX_WORD : MOVZX_WORD;
            default -> signed ? MOVSX_BYTE : MOVZX_BYTE;
        };
        int direct = target < 15 && Block.home(target) >= 0 ? Block.home(target) : RAX;
        a.opIndexed(opcode, direct, RCX, RAX);
        int after = a.at();
        if (target == PC) {
            b.jumpToRegister();
        } else if (direct == RAX) {
            b.put(target, RAX);
        }
        b.later(outside, () -> {
            b.slowLoad(at, size | (signed ? SIGNED : 0));
            if (direct != RAX) {
                a.op(MOV, direct, RAX);
            }
            a.patch(a.jump(), after);
        });
        return target == PC ? Flow.END : Flow.NEXT;
    }

    static void store(Block b, int source, int size) {
        Assembler a = b.a;
        List<Integer> outside = new ArrayList<>();
        long at = b.pc;
        b.page(size, true, outside);
        b.get(RDX, source);
        if (size == 2) {
            a.emit(0x66);
        }
        a.opIndexed(size == 1 ? STORE_BYTE : STORE, RDX, RCX, RAX);
        int after = a.at();
        b.later(outside, () -> {
            b.get(RCX, source);
            b.slowStore(at, size);
            a.patch(a.jump(), after);
        });
    }

    /// Two words from the address in eax.
    static void loadPair(Block b, int first, int second) {
        Assembler a = b.a;
        List<Integer> outside = new ArrayList<>();
        long at = b.pc;
        b.aligned(outside);
        b.page(8, false, outside);
        a.opIndexed(MOV, RDX, RCX, RAX, 4);
        a.opIndexed(MOV, RCX, RCX, RAX);
        b.put(first, RCX);
        b.put(second, RDX);
        int after = a.at();
        b.later(outside, () -> {
            a.opContext(STORE, RAX, Context.ADDRESS);
            b.slowLoad(at, 4 | ALIGNED);
            a.opContext(STORE, RAX, Context.VALUE);
            a.opContext(MOV, RAX, Context.ADDRESS);
            a.lea(RAX, RAX, 4);
            b.slowLoad(at, 4 | ALIGNED);
            b.put(second, RAX);
            a.opContext(MOV, RAX, Context.VALUE);
            b.put(first, RAX);
            a.patch(a.jump(), after);
        });
    }

    static void storePair(Block b, int first, int second) {
        Assembler a = b.a;
        List<Integer> outside = new ArrayList<>();
        long at = b.pc;
        b.aligned(outside);
        b.page(8, true, outside);
        b.get(RDX, first);
        a.opIndexed(STORE, RDX, RCX, RAX);
        b.get(RDX, second);
        a.opIndexed(STORE, RDX, RCX, RAX, 4);
        int after = a.at();
        b.later(outside, () -> {
            a.opContext(STORE, RAX, Context.ADDRESS);
            b.get(RCX, first);
            b.slowStore(at, 4 | ALIGNED);
            a.opContext(MOV, RAX, Context.ADDRESS);
            a.lea(RAX, RAX, 4);
            b.get(RCX, second);
            b.slowStore(at, 4 | ALIGNED);
            a.patch(a.jump(), after);
        });
    }

    /// LDM and STM in all forms.
    ///
    /// @param registers one bit per register
    /// @param down whether the words lie below the base
    static Flow multiple(Block b, int base, int registers, boolean load, boolean down, boolean writeBack) {
        Assembler a = b.a;
        int count = Integer.bitCount(registers);
        List<Integer> outside = new ArrayList<>();
        List<Integer> list = new ArrayList<>();
        for (int r = 0; r < 16; r++) {
            if ((registers >>> r & 1) != 0) {
                list.add(r);
            }
        }
        long at = b.pc;
        b.sum(RAX, base, down ? -4 * count : 0);
        b.aligned(outside);
        firstPage(b, outside, load);
        b.page(4 * count, !load, outside);
        if (load) {
            loadList(b, list);
        } else {
            storeList(b, list);
        }
        int after = a.at();
        boolean baseLoaded = load && (registers >>> base & 1) != 0;
        if (writeBack && !baseLoaded) {
            b.add(base, down ? -4 * count : 4 * count);
        }
        if (load && list.contains(PC)) {
            a.opContext(MOV, RAX, Context.SCRATCH);
            b.jumpToRegister();
        }
        b.later(outside, () -> {
            a.opContext(STORE, RAX, Context.ADDRESS);
            slowList(b, at, list, load);
            a.patch(a.jump(), after);
        });
        return load && list.contains(PC) ? Flow.END : Flow.NEXT;
    }

    /// The first byte must be memory too: the list may start below it.
    private static void firstPage(Block b, List<Integer> outside, boolean load) {
        b.page(1, !load, outside);
    }

    private static void loadList(Block b, List<Integer> list) {
        Assembler a = b.a;
        for (int i = 0; i < list.size(); i++) {
            int register = list.get(i);
            a.opIndexed(MOV, RDX, RCX, RAX, 4 * i);
            if (register == PC) {
                a.opContext(STORE, RDX, Context.SCRATCH);
            } else {
                b.put(register, RDX);
            }
        }
    }

    private static void storeList(Block b, List<Integer> list) {
        for (int i = 0; i < list.size(); i++) {
            b.get(RDX, list.get(i));
            b.a.opIndexed(STORE, RDX, RCX, RAX, 4 * i);
        }
    }

    private static void slowList(Block b, long at, List<Integer> list, boolean load) {
        Assembler a = b.a;
        for (int i = 0; i < list.size(); i++) {
            int register = list.get(i);
            a.opContext(MOV, RAX, Context.ADDRESS);
            a.lea(RAX, RAX, 4 * i);
            if (load) {
                b.slowLoad(at, 4 | ALIGNED);
                if (register == PC) {
                    a.opContext(STORE, RAX, Context.SCRATCH);
                } else {
                    b.put(register, RAX);
                }
            } else {
                b.get(RCX, register);
                b.slowStore(at, 4 | ALIGNED);
            }
        }
    }

    /// A constant beside the code.
    static Flow literal(Block b, int target, long address) {
        if (!b.code().holds(address, 4)) {
            return Flow.FOREIGN;
        }
        if (target == PC) {
            b.a.move(RAX, b.code().word(address));
            b.jumpToRegister();
            return Flow.END;
        }
        b.putConstant(target, b.code().word(address));
        return Flow.NEXT;
    }

    /// The wide single loads and stores.
    static Flow wide(Block b, int low, int high) {
        boolean load = (low & 0x10) != 0;
        boolean signed = (low & 0x100) != 0;
        int size = 1 << (low >>> 5 & 3);
        int rn = low & 15;
        int rt = high >>> 12;
        if (size == 8 || (signed && (!load || size == 4))) {
            return Flow.FOREIGN;
        }
        boolean hint = load && rt == 15 && size < 4;
        if (hint) {
            return Flow.NEXT;
        }
        if (rn == 15) {
            long offset = (low & 0x80) != 0 ? high & 0xFFF : -(high & 0xFFF);
            return load ? wideLiteral(b, rt, ((b.pc + 4) & ~3L) + offset, size, signed) : Flow.FOREIGN;
        }
        if ((low & 0x80) != 0) {
            b.sum(RAX, rn, high & 0xFFF);
            return access(b, load, rt, size, signed);
        }
        if ((high & 0x0FC0) == 0) {
            b.get(RAX, high & 15);
            int shift = high >>> 4 & 3;
            if (shift > 0) {
                b.a.shift(G_SHL, RAX, shift);
            }
            b.op(ADD, RAX, rn);
            return access(b, load, rt, size, signed);
        }
        if ((high & 0x0800) == 0) {
            return Flow.FOREIGN;
        }
        return indexed(b, load, rn, high, size, signed);
    }

    private static Flow indexed(Block b, boolean load, int rn, int high, int size, boolean signed) {
        int rt = high >>> 12;
        boolean pre = (high & 0x400) != 0;
        boolean writeBack = (high & 0x100) != 0;
        int offset = (high & 0x200) != 0 ? high & 0xFF : -(high & 0xFF);
        if ((!pre && !writeBack) || (writeBack && (rt == rn || rn == 15))) {
            return Flow.FOREIGN;
        }
        b.sum(RAX, rn, pre ? offset : 0);
        if (load && rt == PC) {
            // The base is written before the jump; the address survives in the context.
            if (writeBack) {
                b.add(rn, offset);
            }
            return access(b, true, rt, size, signed);
        }
        Flow flow = access(b, load, rt, size, signed);
        if (writeBack) {
            b.add(rn, offset);
        }
        return flow;
    }

    private static Flow access(Block b, boolean load, int rt, int size, boolean signed) {
        if (load) {
            return load(b, rt, size, signed);
        }
        store(b, rt, size);
        return Flow.NEXT;
    }

    private static Flow wideLiteral(Block b, int rt, long address, int size, boolean signed) {
        if (size == 4) {
            return literal(b, rt, address);
        }
        b.a.move(RAX, (int) address);
        return load(b, rt, size, signed);
    }

    /// LDRD, STRD and table branches.
    static Flow dual(Block b, int low, int high) {
        boolean indexedForm = (low & 0x120) != 0;
        int rn = low & 15;
        boolean load = (low & 0x10) != 0;
        if (!indexedForm) {
            boolean table = (low & 0xFFF0) == 0xE8D0 && (high & 0xFFE0) == 0xF000;
            return table ? tableBranch(b, rn, high) : Flow.FOREIGN;
        }
        boolean pre = (low & 0x100) != 0;
        boolean writeBack = (low & 0x20) != 0;
        int offset = (high & 0xFF) * ((low & 0x80) != 0 ? 4 : -4);
        int first = high >>> 12;
        int second = high >>> 8 & 15;
        if (first == 15 || second == 15 || (rn == 15 && (!load || writeBack)) || (load && first == second)) {
            return Flow.FOREIGN;
        }
        if (rn == 15) {
            long address = ((b.pc + 4) & ~3L) + offset;
            return literal(b, first, address) == Flow.NEXT ? literal(b, second, address + 4) : Flow.FOREIGN;
        }
        b.sum(RAX, rn, pre ? offset : 0);
        if (load) {
            loadPair(b, first, second);
        } else {
            storePair(b, first, second);
        }
        if (writeBack) {
            b.add(rn, offset);
        }
        return Flow.NEXT;
    }

    private static Flow tableBranch(Block b, int rn, int high) {
        Assembler a = b.a;
        boolean halves = (high & 0x10) != 0;
        int rm = high & 15;
        b.get(RAX, rm);
        if (halves) {
            a.shift(G_SHL, RAX, 1);
        }
        b.op(ADD, RAX, rn);
        List<Integer> outside = new ArrayList<>();
        long at = b.pc;
        int size = halves ? 2 : 1;
        b.page(size, false, outside);
        a.opIndexed(halves ? MOVZX_WORD : MOVZX_BYTE, RAX, RCX, RAX);
        int after = a.at();
        a.shift(G_SHL, RAX, 1);
        a.immediate(G_ADD, RAX, (int) b.pc + 5);
        b.jumpToRegister();
        b.later(outside, () -> {
            b.slowLoad(at, size);
            a.patch(a.jump(), after);
        });
        return Flow.END;
    }
}
