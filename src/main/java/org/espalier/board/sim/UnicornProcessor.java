package org.espalier.board.sim;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Optional;

/// A processor played by Unicorn.
@SuppressWarnings("restricted") // foreign functions are what this class is for
final class UnicornProcessor implements Processor {

    private static final long NEVER = 0xFFFFFFFEL;
    private static final int BREAKPOINT = 7;

    private final Unicorn unicorn;
    private final MemorySegment engine;
    private final Surroundings surroundings;
    private final Memories.Region flash;
    private final Arena arena;
    private final BlockProfile profile;
    private final Optional<NativeCode> nativeCounter;
    private volatile boolean stopped;
    private final Thrown thrown = new Thrown();

    UnicornProcessor(
            Machine machine,
            Memories memories,
            FirmwareImage.CodeRange code,
            VirtualBoard.Counting counting,
            Surroundings surroundings,
            Arena arena) {
        this.unicorn = Unicorn.load(Unicorn.LIBRARY);
        this.surroundings = surroundings;
        this.arena = arena;
        this.flash = memories.flash();
        this.profile = new BlockProfile(
                arena.allocate(flash.bytes().byteSize() * 8, 16),
                flash.bytes(),
                flash.base(),
                code,
                CycleModel.of(machine.board().core()));
        this.nativeCounter = counting == VirtualBoard.Counting.JAVA ? Optional.empty() : NativeCode.blockCounter();
        this.engine = open(machine.cpuModel());
        try {
            wire(memories);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private MemorySegment open(int cpuModel) {
        try {
            return unicorn.open(cpuModel);
        } catch (RuntimeException | Error e) {
            nativeCounter.ifPresent(NativeCode::close);
            throw e;
        }
    }

    private void wire(Memories memories) {
        memories.all().forEach(this::map);
        FunctionDescriptor read = FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS);
        FunctionDescriptor write = FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_INT, JAVA_LONG, ADDRESS);
        unicorn.mapRegisters(
                engine,
                PERIPHERALS,
                PERIPHERAL_BYTES,
                callback("readPeripheral", read),
                callback("writePeripheral", write));
        unicorn.mapRegisters(
                engine,
                MEMORY_CONTROLLERS,
                MEMORY_CONTROLLER_BYTES,
                callback("readMemoryController", read),
                callback("writeMemoryController", write));
        unicorn.mapRegisters(engine, CORE, CORE_BYTES, callback("readCore", read), callback("writeCore", write));
        MemorySegment none = MemorySegment.NULL;
        unicorn.hook(
                engine,
                Unicorn.HOOK_INTERRUPT,
                callback("interrupt", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, ADDRESS)),
                none);
        FunctionDescriptor fault =
                FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, ADDRESS);
        unicorn.hook(engine, Unicorn.HOOK_MEMORY_FAULT, callback("memoryFault", fault), none);
        if (nativeCounter.isPresent()) {
            long shifted = profile.table().address() - flash.base() * 8;
            unicorn.hook(engine, Unicorn.HOOK_BLOCK, nativeCounter.get().entry(), MemorySegment.ofAddress(shifted));
        } else {
            FunctionDescriptor block = FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS);
            unicorn.hook(engine, Unicorn.HOOK_BLOCK, callback("block", block), none);
        }
    }

    /// Code is in the chip's own flash alone: blocks elsewhere have no place in the table of executions.
    @Override
    public void map(Memories.Region region) {
        int unwritable = region.equals(flash) ? Unicorn.READ_EXECUTE : Unicorn.READ;
        unicorn.map(engine, region.base(), region.bytes(), region.writable() ? Unicorn.READ_WRITE : unwritable);
    }

    private MemorySegment callback(String method, FunctionDescriptor type) {
        try {
            MethodType shape = type.toMethodType();
            MethodHandle handle = MethodHandles.lookup().bind(this, method, shape);
            return Linker.nativeLinker().upcallStub(handle, type, arena);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void run() {
        run(NEVER);
        if (!stopped) {
            surroundings.sleep();
        }
    }

    /// Runs until an address is reached, or something else ends it.
    void run(long until) {
        stopped = false;
        int code = unicorn.start(engine, register(PC) | 1L, until);
        thrown.again();
        if (!stopped && code != Unicorn.OK) {
            stopped = true;
            long pc = register(PC) & 0xFFFFFFFFL;
            surroundings.fault(Fault.Kind.UNDEFINED_INSTRUCTION, pc, 0, unicorn.message(code));
        }
    }

    @Override
    public int register(int number) {
        return unicorn.register(engine, number < SP ? Unicorn.R0 + number : named(number));
    }

    @Override
    public void setRegister(int number, int value) {
        unicorn.setRegister(engine, number < SP ? Unicorn.R0 + number : named(number), value);
    }

    private static int named(int number) {
        return switch (number) {
            case SP -> Unicorn.SP;
            case LR -> Unicorn.LR;
            default -> Unicorn.PC;
        };
    }

    /// Negative, zero, carry and overflow in bits 31 to 28.
    int flags() {
        return unicorn.register(engine, Unicorn.FLAGS) & 0xF0000000;
    }

    void setFlags(int flags) {
        unicorn.setRegister(engine, Unicorn.FLAGS, flags);
    }

    @Override
    public void stop() {
        stopped = true;
        unicorn.stop(engine);
    }

    @Override
    public void abandon() {
        stop();
    }

    @Override
    public List<BlockProfile> profiles() {
        return List.of(profile);
    }

    @Override
    public void close() {
        unicorn.close(engine);
        nativeCounter.ifPresent(NativeCode::close);
    }

    // What the engine calls. An exception must not cross it: it is kept and thrown once the run returns.

    private void guard(Runnable work) {
        if (thrown.by(work)) {
            stop();
        }
    }

    @SuppressWarnings("unused")
    private void block(MemorySegment uc, long address, int bytes, MemorySegment data) {
        guard(() -> profile.block(address, bytes));
    }

    @SuppressWarnings("unused")
    private long readPeripheral(MemorySegment uc, long offset, int size, MemorySegment data) {
        return read(PERIPHERALS + offset, size);
    }

    @SuppressWarnings("unused")
    private void writePeripheral(MemorySegment uc, long offset, int size, long value, MemorySegment data) {
        guard(() -> surroundings.write(PERIPHERALS + offset, size, (int) value));
    }

    @SuppressWarnings("unused")
    private long readMemoryController(MemorySegment uc, long offset, int size, MemorySegment data) {
        return read(MEMORY_CONTROLLERS + offset, size);
    }

    @SuppressWarnings("unused")
    private void writeMemoryController(MemorySegment uc, long offset, int size, long value, MemorySegment data) {
        guard(() -> surroundings.write(MEMORY_CONTROLLERS + offset, size, (int) value));
    }

    @SuppressWarnings("unused")
    private long readCore(MemorySegment uc, long offset, int size, MemorySegment data) {
        return read(CORE + offset, size);
    }

    @SuppressWarnings("unused")
    private void writeCore(MemorySegment uc, long offset, int size, long value, MemorySegment data) {
        guard(() -> surroundings.write(CORE + offset, size, (int) value));
    }

    private long read(long address, int size) {
        int[] value = {0};
        guard(() -> value[0] = surroundings.read(address, size));
        return value[0] & 0xFFFFFFFFL;
    }

    @SuppressWarnings("unused")
    private void interrupt(MemorySegment uc, int number, MemorySegment data) {
        guard(() -> {
            if (number == BREAKPOINT) {
                surroundings.breakpoint();
            } else {
                long pc = register(PC) & 0xFFFFFFFFL;
                surroundings.fault(Fault.Kind.EXCEPTION, pc, 0, "exception " + number);
            }
        });
    }

    @SuppressWarnings("unused")
    private boolean memoryFault(MemorySegment uc, int type, long address, int size, long value, MemorySegment data) {
        guard(() -> {
            Fault.Kind kind = switch (type) {
                case 19, 23 -> Fault.Kind.READ_OUTSIDE;
                case 20 -> Fault.Kind.WRITE_OUTSIDE;
                case 22 -> Fault.Kind.WRITE_TO_FLASH;
                case 24 -> Fault.Kind.FETCH_FROM_RAM;
                default -> Fault.Kind.FETCH_OUTSIDE;
            };
            surroundings.fault(kind, address, size, "");
        });
        return false;
    }
}
