package org.espalier.board.sim.x64;

import static org.espalier.board.sim.x64.Opcodes.*;

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
}
