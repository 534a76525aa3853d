package org.espalier.board.sim.x64;

import static org.espalier.board.sim.x64.Opcodes.*;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.board.sim.x64.Block.Flow;

/// Turns everything that can be reached from an address by branches and calls of known targets into machine code.
final class Translator {

    /// A block, where its translation starts, and how many bytes of instructions it counts.
    record Translated(long address, int entry, int bytes) {}

    /// What one block may hold at most: longer straight code goes on in a block of its own.
    private static final int LONGEST = 512;

    /// Blocks and, before the last of them, bytes translated at a time.
    private static final int MOST_BLOCKS = 2000;

    private static final int MOST_BYTES = 4 << 20;

    private final Code code;
    private final Routines routines;
    private final int counters;

    /// Ends of stretches of instructions that are not translated, by their starts.
    private final Map<Long, Long> foreign = new HashMap<>();

    /// @param counters offset from the context of the executions of the first halfword of flash
    Translator(Code code, Routines routines, int counters) {
        this.code = code;
        this.routines = routines;
        this.counters = counters;
    }

    /// The end of the stretch that is not translated and starts at an address.
    long foreignEnd(long address) {
        return foreign.getOrDefault(address, address + code.length(address));
    }

    /// Translates what can be reached from `address` and is not there yet.
    ///
    /// @param known where translations start, by address
    /// @param links takes the jumps that must be led to their targets
    void translate(Assembler a, long address, Map<Long, Integer> known, List<Translated> done, List<Block.Link> links) {
        ArrayDeque<Long> waiting = new ArrayDeque<>(List.of(address));
        int begin = a.at();
        while (!waiting.isEmpty() && done.size() < MOST_BLOCKS && a.at() - begin < MOST_BYTES) {
            long start = waiting.remove();
            if (known.containsKey(start) || !code.holds(start, 2)) {
                continue;
            }
            int before = links.size();
            Translated block = block(a, start, links, waiting);
            known.put(start, block.entry());
            done.add(block);
            for (Block.Link link : links.subList(before, links.size())) {
                waiting.add(link.target());
            }
        }
    }

    private Translated block(Assembler a, long start, List<Block.Link> links, ArrayDeque<Long> waiting) {
        Block b = new Block(a, code, routines, links);
        Narrow narrow = new Narrow(b);
        Wide wide = new Wide(b);
        int entry = a.at();
        a.immediateContext(G_CMP, Context.STOP, 0);
        int stop = a.jump(NZ);
        Block.Mark uncounted = b.mark();
        long slot = counters + (start - code.base()) * 8;
        a.emit(0x48, 0xFF, 0x85); // inc qword [rbp + ...]
        a.emit32((int) slot);
        long at = start;
        Flow flow = Flow.NEXT;
        for (int count = 0; flow == Flow.NEXT && count < LONGEST; count++) {
            b.pc = at;
            Block.Mark mark = b.mark();
            boolean block = isCondition(code.halfword(at));
            b.next = at + code.length(at);
            flow = block ? conditional(b, narrow, wide) : one(b, narrow, wide);
            if (flow == Flow.FOREIGN) {
                b.rollBack(at == start ? uncounted : mark);
                long end = block ? conditionalEnd(at) : foreignRun(at);
                foreign.put(at, end);
                b.leave(at, Reason.FOREIGN);
                waiting.add(end);
                break;
            }
            long after = b.next;
            // What is called comes back here.
            if (flow == Flow.END && isCall(at)) {
                waiting.add(after);
            }
            at = after;
        }
        if (flow == Flow.NEXT) {
            b.jumpTo(at);
        }
        b.finish();
        a.here(stop);
        b.leave(start, Reason.STOPPED);
        return new Translated(start, entry, (int) (at - start));
    }

    /// Neighbours of the same kind go together: leaving and coming back costs more than they do.
    private long foreignRun(long address) {
        long at = address + code.length(address);
        while (isCoprocessor(code.halfword(address)) && isCoprocessor(code.halfword(at)) && code.holds(at, 4)) {
            at += 4;
        }
        return at;
    }

    private static boolean isCoprocessor(int h) {
        return (h & 0xEC00) == 0xEC00;
    }

    private boolean isCall(long at) {
        int low = code.halfword(at);
        return Code.isWide(low) ? (code.halfword(at + 2) & 0xD000) == 0xD000 : (low & 0xFF80) == 0x4780;
    }

    private Flow one(Block b, Narrow narrow, Wide wide) {
        int low = code.halfword(b.pc);
        if (!Code.isWide(low)) {
            return narrow.translate(low);
        }
        return code.holds(b.pc, 4) ? wide.translate(low, code.halfword(b.pc + 2)) : Flow.FOREIGN;
    }

    private static boolean isCondition(int h) {
        return h >>> 8 == 0xBF && (h & 15) != 0;
    }

    private static int conditions(int h) {
        return 4 - Integer.numberOfTrailingZeros(h & 15);
    }

    private long conditionalEnd(long address) {
        int count = conditions(code.halfword(address));
        long at = address + 2;
        for (int i = 0; i < count; i++) {
            at += code.length(at);
        }
        return at;
    }

    /// An IT instruction and the one to four it rules. Leaves pc at the last of them.
    private Flow conditional(Block b, Narrow narrow, Wide wide) {
        int h = code.halfword(b.pc);
        int count = conditions(h);
        int condition = h >>> 4 & 15;
        int mask = h & 15;
        long at = b.pc + 2;
        for (int i = 0; i < count; i++) {
            b.pc = at;
            b.next = at + code.length(at);
            b.conditional = true;
            boolean always = condition == 14;
            int skip = always ? 0 : b.flags.unless(condition);
            Flow flow = one(b, narrow, wide);
            b.conditional = false;
            if (flow == Flow.FOREIGN || (flow == Flow.END && i < count - 1)) {
                return Flow.FOREIGN;
            }
            if (!always) {
                b.a.here(skip);
            }
            if (flow == Flow.END) {
                if (!always) {
                    b.jumpTo(b.next);
                }
                return Flow.END;
            }
            condition = (condition & 14) | (mask >>> 3 & 1);
            mask = mask << 1;
            at = b.next;
        }
        return Flow.NEXT;
    }
}
