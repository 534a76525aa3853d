package org.espalier.board.sim.x64;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A Cortex-M core whose instructions are translated to the host's before they run.
///
/// Its table of executions has 16 bytes per halfword of flash: how often the block that starts there
/// ran, and its size in bytes. A block counts when it starts; a run that is stopped stops between two
/// blocks, so that nothing is counted twice.
@SuppressWarnings("restricted") // foreign functions are what this class is for
public final class TranslatedCore implements AutoCloseable {

    /// What the core calls for addresses that no mapped memory has.
    public interface Bus {
        /// Loads 1, 2 or 4 bytes, zero-extended.
        int load(int address, int size);

        /// Stores 1, 2 or 4 bytes.
        void store(int address, int size, int value);

        /// An access to several words whose address is no multiple of 4.
        void unaligned(int address);
    }

    public interface Enter {
        void call(MemorySegment routine, MemorySegment context, MemorySegment entry);
    }

    private static final long CODE_BYTES = 16 << 20;
    private static final int SIGNED = 0x10;
    private static final int ALIGNED = 0x20;
    private static final int PAGE = 1 << Context.PAGE_BITS;

    private final ExecutableMemory memory;
    private final Bus bus;
    private final Code code;
    private final MemorySegment context;
    private final MemorySegment counters;
    private final Enter enter;
    private final Routines routines;
    private final Translator translator;
    private final Map<Long, Integer> known = new HashMap<>();
    private final Map<Long, List<Integer>> pending = new HashMap<>();
    private final int routinesEnd;
    private int used;

    private TranslatedCore(Arena arena, ExecutableMemory memory, MemorySegment flash, long base, Bus bus) {
        this.memory = memory;
        this.bus = bus;
        this.code = new Code(flash, base);
        long entries = flash.byteSize() * 4;
        long counterOffset = Context.ENTRIES + entries;
        this.context = arena.allocate(counterOffset + flash.byteSize() * 8, 64);
        this.counters = context.asSlice(counterOffset, flash.byteSize() * 8);
        Assembler a = new Assembler(0);
        this.routines = Routines.write(a, base, (int) flash.byteSize());
        memory.change(() -> write(0, a.bytes()));
        this.used = a.at();
        this.routinesEnd = used;
        this.translator = new Translator(code, routines, (int) counterOffset);
        context.set(
                ADDRESS, Context.READ, callback(arena, "load", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT)));
        context.set(
                ADDRESS,
                Context.WRITE,
                callback(arena, "store", FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT)));
        this.enter = MethodHandleProxies.asInterfaceInstance(
                Enter.class, Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS)));
    }

    /// A core that runs from a flash, if this host can run translations and the image needs nothing
    /// they leave out.
    ///
    /// @param flash its bytes, final
    /// @param base the address of the first
    /// @param first offset of the first byte that may be an instruction's
    /// @param end offset of the byte after the last
    public static Optional<TranslatedCore> of(
            Arena arena, MemorySegment flash, long base, int first, int end, Bus bus) {
        if (UnkeptFlags.readBetween(new Code(flash, base), base + (first & ~1), base + end)) {
            return Optional.empty();
        }
        return ExecutableMemory.allocate(CODE_BYTES).map(memory -> {
            try {
                return new TranslatedCore(arena, memory, flash, base, bus);
            } catch (RuntimeException | Error e) {
                memory.close();
                throw e;
            }
        });
    }

    private MethodHandle bound(String method, MethodType type) {
        try {
            return MethodHandles.lookup().bind(this, method, type);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private MemorySegment callback(Arena arena, String method, FunctionDescriptor type) {
        return Linker.nativeLinker().upcallStub(bound(method, type.toMethodType()), type, arena);
    }

    /// Shows memory to the core. Accesses to what is not a whole page of 16 KB go the slow way over the
    /// bus.
    public void map(long address, MemorySegment bytes, boolean writable) {
        long add = bytes.address() - address;
        long first = (address + PAGE - 1) / PAGE * PAGE;
        for (long at = first; at + PAGE <= address + bytes.byteSize(); at += PAGE) {
            long slot = (at >>> Context.PAGE_BITS) * 8;
            context.set(JAVA_LONG, Context.READ_PAGES + slot, add);
            if (writable) {
                context.set(JAVA_LONG, Context.WRITE_PAGES + slot, add);
            }
        }
    }

    /// The table of executions.
    public MemorySegment counters() {
        return counters;
    }

    /// One of r0 to r15; r15's lowest bit is set in Thumb state.
    public int register(int number) {
        return context.get(JAVA_INT, Context.REGISTERS + 4L * number);
    }

    public void setRegister(int number, int value) {
        context.set(JAVA_INT, Context.REGISTERS + 4L * number, value);
    }

    /// Negative, zero, carry and overflow in bits 31 to 28.
    public int flags() {
        int kept = context.get(JAVA_BYTE, Context.FLAGS);
        int carry = kept & 1;
        int overflow = context.get(JAVA_BYTE, Context.OVERFLOW) & 1;
        return (kept >>> 7 & 1) << 31 | (kept >>> 6 & 1) << 30 | carry << 29 | overflow << 28;
    }

    public void setFlags(int status) {
        int kept = (status >>> 31) << 7 | (status >>> 30 & 1) << 6 | (status >>> 29 & 1);
        context.set(JAVA_BYTE, Context.FLAGS, (byte) kept);
        context.set(JAVA_BYTE, Context.OVERFLOW, (byte) (status >>> 28 & 1));
    }

    /// Runs from r15 on until something says why not.
    public Reason run() {
        JAVA_INT.varHandle().setVolatile(context, (long) Context.STOP, 0);
        context.set(JAVA_INT, Context.ABANDON, 0);
        while (true) {
            int pc = register(15);
            long address = pc & 0xFFFFFFFEL;
            if ((pc & 1) == 0 || !code.holds(address, 2)) {
                return Reason.UNTRANSLATED;
            }
            Integer entry = known.get(address);
            if (entry == null) {
                translate(address);
                continue;
            }
            enter.call(
                    memory.memory().asSlice(routines.enter()),
                    context,
                    memory.memory().asSlice(entry));
            Reason reason = Reason.of(context.get(JAVA_INT, Context.REASON));
            if (reason != Reason.UNTRANSLATED) {
                return reason;
            }
        }
    }

    /// Stops before the next block; from any thread.
    public void stop() {
        JAVA_INT.varHandle().setVolatile(context, (long) Context.STOP, 1);
    }

    /// Breaks off the instruction in progress; from the bus only.
    public void abandon() {
        context.set(JAVA_INT, Context.ABANDON, 1);
    }

    /// Where the instructions end that someone else must run, if they start at an address.
    ///
    /// @throws IllegalStateException if one of them reads flags that were not kept
    public long foreignEnd(long address) {
        long end = translator.foreignEnd(address);
        for (long at = address; at < end; at += code.length(at)) {
            if (UnkeptFlags.readAt(code, at)) {
                throw new IllegalStateException(
                        "the instruction at 0x%08x reads flags that are not kept".formatted(at));
            }
        }
        return end;
    }

    private void translate(long address) {
        if (used > CODE_BYTES / 2) {
            forget();
        }
        Assembler a = new Assembler(used);
        List<Translator.Translated> blocks = new ArrayList<>();
        List<Block.Link> links = new ArrayList<>();
        translator.translate(a, address, known, blocks, links);
        for (Block.Link link : links) {
            Integer entry = known.get(link.target());
            if (entry != null) {
                a.patch(link.place(), entry);
            } else {
                a.here(link.place());
                a.moveContext(Context.PC, (int) link.target() | 1);
                a.moveContext(Context.REASON, Reason.UNTRANSLATED.code());
                a.patch(a.jump(), routines.exit());
                pending.computeIfAbsent(link.target(), t -> new ArrayList<>()).add(link.place());
            }
        }
        if (a.at() > CODE_BYTES) {
            throw new IllegalStateException("the translation of " + blocks.size() + " blocks takes too much room");
        }
        memory.change(() -> {
            write(used, a.bytes());
            blocks.forEach(this::publish);
        });
        used = a.at();
    }

    private void publish(Translator.Translated block) {
        long offset = block.address() - code.base();
        context.set(JAVA_LONG, Context.ENTRIES + offset * 4, memory.memory().address() + block.entry());
        if (block.bytes() > 0) {
            counters.set(JAVA_INT, offset * 8 + 8, block.bytes());
        }
        List<Integer> places = pending.remove(block.address());
        if (places != null) {
            for (int place : places) {
                memory.memory().set(JAVA_INT_UNALIGNED, place, block.entry() - (place + 4));
            }
        }
    }

    private void write(int at, byte[] bytes) {
        MemorySegment.copy(bytes, 0, memory.memory(), JAVA_BYTE, at, bytes.length);
    }

    private void forget() {
        known.clear();
        pending.clear();
        context.asSlice(Context.ENTRIES, code.flash().byteSize() * 4).fill((byte) 0);
        used = routinesEnd;
    }

    // Called by translated code.

    @SuppressWarnings("unused")
    private int load(int address, int kind) {
        int size = kind & 7;
        if ((kind & ALIGNED) != 0 && (address & 3) != 0) {
            bus.unaligned(address);
            return 0;
        }
        int value = bus.load(address, size);
        if ((kind & SIGNED) == 0) {
            return value;
        }
        return size == 1 ? (byte) value : (short) value;
    }

    @SuppressWarnings("unused")
    private void store(int address, int kind, int value) {
        if ((kind & ALIGNED) != 0 && (address & 3) != 0) {
            bus.unaligned(address);
        } else {
            bus.store(address, kind & 7, value);
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
