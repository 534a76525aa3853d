package org.espalier.board.sim.x64;

import static org.espalier.board.sim.x64.Opcodes.*;

import java.util.ArrayList;
import java.util.List;
import org.espalier.board.sim.x64.Block.Flow;

/// The 32-bit loads and stores of one or two registers, and table branches: which address, which registers, whether
/// the base moves. [Memory] does the access.
final class WideMemory {

    private static final int PC = 15;

    private WideMemory() {}

    /// The wide single loads and stores.
    static Flow single(Block b, int low, int high) {
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
            return Memory.load(b, rt, size, signed);
        }
        Memory.store(b, rt, size);
        return Flow.NEXT;
    }

    private static Flow wideLiteral(Block b, int rt, long address, int size, boolean signed) {
        if (size == 4) {
            return Memory.literal(b, rt, address);
        }
        b.a.move(RAX, (int) address);
        return Memory.load(b, rt, size, signed);
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
            return Memory.literal(b, first, address) == Flow.NEXT
                    ? Memory.literal(b, second, address + 4)
                    : Flow.FOREIGN;
        }
        b.sum(RAX, rn, pre ? offset : 0);
        if (load) {
            Memory.loadPair(b, first, second);
        } else {
            Memory.storePair(b, first, second);
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
