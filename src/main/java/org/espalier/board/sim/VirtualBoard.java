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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// A microcontroller board in software: the image, the memory map, the serial line, exact instruction counts.
///
/// Not for use by several threads at once. An image that faulted, exited or halted stays so.
@SuppressWarnings("restricted") // foreign functions are what this class is for
public final class VirtualBoard implements AutoCloseable {

    /// How blocks are counted: both give the same counts, native code is faster.
    public enum Counting {
        /// Machine code where the host allows it, Java elsewhere.
        FASTEST,
        /// Java on every host.
        JAVA
    }

    private static final long PERIPHERALS = 0x40000000L;
    private static final long PERIPHERAL_BYTES = 0x80000;
    private static final long CORE = 0xE0000000L;
    private static final long CORE_BYTES = 0x100000;
    private static final long NEVER = 0xFFFFFFFEL;
    private static final int BREAKPOINT = 7;

    /// Polls of the empty line after which the image counts as waiting.
    private static final int IDLE_POLLS = 32;

    private final Machine machine;
    private final FirmwareImage image;
    private final Unicorn unicorn;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment engine;
    private final MemorySegment flash;
    private final MemorySegment ram;
    private final BlockProfile profile;
    private final Registers registers;
    private final Optional<NativeCode> nativeCounter;
    private final Watch watch;

    private @Nullable RuntimeException thrown;
    private @Nullable Fault fault;
    private @Nullable Outcome pause;
    private @Nullable Outcome end;

    private VirtualBoard(Machine machine, FirmwareImage image, Counting counting, byte fill) {
        this.machine = machine;
        this.image = image;
        this.unicorn = Unicorn.load(Unicorn.LIBRARY);
        this.flash = arena.allocate(machine.flashBytes(), 4096);
        this.ram = arena.allocate(machine.ramBytes(), 4096);
        flash.fill((byte) 0xFF);
        ram.fill(fill);
        MemorySegment.copy(MemorySegment.ofArray(image.bytes()), 0, flash, offset(image), image.bytes().length);
        this.profile = new BlockProfile(arena, flash, machine.flashBase(), codeInFlash());
        this.registers = new Registers(machine, profile::counts);
        this.nativeCounter = counting == Counting.FASTEST ? NativeCode.blockCounter() : Optional.empty();
        this.engine = unicorn.open(machine.cpuModel());
        this.watch = new Watch(() -> unicorn.stop(engine));
        wire();
    }

    /// Powers a board up with an image in its flash; nothing runs yet.
    ///
    /// @param fill what RAM holds before the image writes to it
    /// @throws WorkbenchException if the image does not fit or cannot start, or `libunicorn2` is not installed
    public static VirtualBoard powerUp(Machine machine, FirmwareImage image, Counting counting, byte fill) {
        long from = image.base() - machine.flashBase();
        if (from < 0 || from + image.bytes().length > machine.flashBytes()) {
            throw WorkbenchException.input(
                    "board.image.size",
                    String.format(
                            "the image takes %d bytes from %s, the %s has %d bytes of flash from %s",
                            image.bytes().length,
                            Symbols.hex(image.base()),
                            machine.name(),
                            machine.flashBytes(),
                            Symbols.hex(machine.flashBase())),
                    "Generate the firmware for this board: espalier mcu firmware --board " + machine.id() + ".");
        }
        if (from != 0 || image.bytes().length < 8) {
            throw WorkbenchException.input(
                    "board.image.vectors",
                    "the image does not start with a vector table at " + Symbols.hex(machine.flashBase()),
                    "Link the firmware with the board's own linker script.");
        }
        return new VirtualBoard(machine, image, counting, fill);
    }

    private int offset(FirmwareImage image) {
        return (int) (image.base() - machine.flashBase());
    }

    private FirmwareImage.CodeRange codeInFlash() {
        int shift = offset(image);
        return new FirmwareImage.CodeRange(
                image.code().first() + shift, image.code().end() + shift);
    }

    private void wire() {
        unicorn.map(engine, machine.flashBase(), flash, Unicorn.READ_EXECUTE);
        long at = 0;
        for (Machine.Ram part : machine.ram()) {
            unicorn.map(engine, part.base(), ram.asSlice(at, part.bytes()), Unicorn.READ_WRITE);
            at += part.bytes();
        }
        FunctionDescriptor read = FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS);
        FunctionDescriptor write = FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_INT, JAVA_LONG, ADDRESS);
        unicorn.mapRegisters(
                engine,
                PERIPHERALS,
                PERIPHERAL_BYTES,
                callback("readPeripheral", read),
                callback("writePeripheral", write));
        unicorn.mapRegisters(engine, CORE, CORE_BYTES, callback("readCore", read), callback("writeCore", write));
        unicorn.hook(
                engine,
                Unicorn.HOOK_INTERRUPT,
                callback("interrupt", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, ADDRESS)),
                MemorySegment.NULL);
        unicorn.hook(
                engine,
                Unicorn.HOOK_MEMORY_FAULT,
                callback(
                        "memoryFault",
                        FunctionDescriptor.of(
                                JAVA_BOOLEAN, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, ADDRESS)),
                MemorySegment.NULL);
        if (nativeCounter.isPresent()) {
            MemorySegment shifted = MemorySegment.ofAddress(profile.table().address() - machine.flashBase() * 8);
            unicorn.hook(engine, Unicorn.HOOK_BLOCK, nativeCounter.get().entry(), shifted);
        } else {
            unicorn.hook(
                    engine,
                    Unicorn.HOOK_BLOCK,
                    callback("block", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS)),
                    MemorySegment.NULL);
        }
        unicorn.setRegister(engine, Unicorn.SP, flash.get(JAVA_INT, 0));
        unicorn.setRegister(engine, Unicorn.PC, flash.get(JAVA_INT, 4) | 1);
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

    /// Runs, or goes on, until the image waits for bytes, ends or breaks a rule, or the limit is reached.
    ///
    /// @param limit wall-clock time
    public Outcome run(Duration limit, TaskContext context) {
        if (end != null) {
            return end;
        }
        pause = null;
        registers.line().resetIdlePolls();
        watch.start(limit, context);
        int code;
        try {
            code = unicorn.start(engine, unicorn.register(engine, Unicorn.PC) | 1L, NEVER);
        } finally {
            watch.finish();
        }
        if (thrown != null) {
            throw thrown;
        }
        if (fault == null && code != Unicorn.OK) {
            long pc = pc();
            fault = new Fault(
                    Fault.Kind.UNDEFINED_INSTRUCTION, pc, 0, pc, functionAt(pc), caller(), unicorn.message(code));
        }
        if (fault != null) {
            end = new Outcome.Faulted(fault);
            return end;
        }
        if (end != null) {
            return end;
        }
        if (pause != null) {
            return pause;
        }
        Outcome stopped = watch.reason();
        if (stopped != null) {
            return stopped;
        }
        end = new Outcome.Halted(pc(), functionAt(pc()));
        return end;
    }

    /// Puts bytes on the line to the board; it reads them when it runs.
    public void send(byte[] bytes) {
        for (byte b : bytes) {
            registers.line().toBoard().put(b);
        }
    }

    /// Takes what the board has sent so far.
    public byte[] received() {
        ByteQueue queue = registers.line().fromBoard();
        byte[] bytes = new byte[queue.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = queue.take();
        }
        return bytes;
    }

    /// Instructions since power-up, exact but for a block's head counted again where a run was stopped in its middle.
    public long instructions() {
        return profile.counts().instructions();
    }

    /// Instructions since power-up by function, most first.
    public Map<String, Long> profile() {
        return profile.byFunction(image.symbols());
    }

    /// Instructions and estimated cycles at each read of the cycle counter since the last call, oldest first.
    public List<Tick> takeTicks() {
        return registers.core().takeCounterReads().stream()
                .map(c -> new Tick(c.instructions(), c.cycles()))
                .toList();
    }

    /// Sums since power-up at a read of the cycle counter.
    ///
    /// @param instructions simulated: counted by the virtual board
    /// @param cycles estimated: what those instructions need when nothing stalls
    public record Tick(long instructions, long cycles) {}

    /// Whether the image has switched the floating-point unit on.
    public boolean floatingPointOn() {
        return registers.core().floatingPointOn();
    }

    /// The core clock the image has set.
    public long coreHertz() {
        return registers.clocks().coreHertz();
    }

    /// A copy of RAM from `address` on.
    public byte[] ram(long address, int bytes) {
        return ram.asSlice(address - machine.ramBase(), bytes).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }

    /// The image in flash.
    public FirmwareImage image() {
        return image;
    }

    /// The board played.
    public Machine machine() {
        return machine;
    }

    @Override
    public void close() {
        watch.finish();
        unicorn.close(engine);
        nativeCounter.ifPresent(NativeCode::close);
        arena.close();
    }

    // What the engine calls. An exception must not cross it: it is kept and thrown once the run returns.

    private void guard(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            thrown = e;
            unicorn.stop(engine);
        } catch (Error e) {
            thrown = new IllegalStateException("the virtual board failed", e);
            unicorn.stop(engine);
        }
    }

    @SuppressWarnings("unused")
    private void block(MemorySegment uc, long address, int bytes, MemorySegment data) {
        guard(() -> profile.block(address, bytes));
    }

    @SuppressWarnings("unused")
    private long readPeripheral(MemorySegment uc, long offset, int size, MemorySegment data) {
        long[] value = {0};
        guard(() -> {
            value[0] = known(registers.readPeripheral(offset & ~3L), PERIPHERALS + offset, size);
            if (registers.line().idlePolls() >= IDLE_POLLS) {
                pause = new Outcome.Waiting();
                unicorn.stop(engine);
            }
        });
        return value[0];
    }

    @SuppressWarnings("unused")
    private void writePeripheral(MemorySegment uc, long offset, int size, long value, MemorySegment data) {
        guard(() -> {
            registers
                    .writePeripheral(offset, (int) value)
                    .ifPresent(refusal -> raise(refusal.kind(), PERIPHERALS + offset, size, refusal.detail()));
        });
    }

    @SuppressWarnings("unused")
    private long readCore(MemorySegment uc, long offset, int size, MemorySegment data) {
        long[] value = {0};
        guard(() -> value[0] = known(registers.core().read((int) offset), CORE + offset, size));
        return value[0];
    }

    @SuppressWarnings("unused")
    private void writeCore(MemorySegment uc, long offset, int size, long value, MemorySegment data) {
        guard(() -> {
            if (!registers.core().write((int) offset, (int) value)) {
                raise(Fault.Kind.UNKNOWN_REGISTER, CORE + offset, size, "");
            }
        });
    }

    @SuppressWarnings("unused")
    private void interrupt(MemorySegment uc, int number, MemorySegment data) {
        guard(() -> {
            if (number == BREAKPOINT) {
                end = new Outcome.Exited(unicorn.register(engine, Unicorn.R0));
                unicorn.stop(engine);
            } else {
                raise(Fault.Kind.EXCEPTION, pc(), 0, "exception " + number);
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
            raise(kind, address, size, "");
        });
        return false;
    }

    private long known(long value, long address, int size) {
        if (value < 0) {
            raise(Fault.Kind.UNKNOWN_REGISTER, address, size, "");
            return 0;
        }
        return value;
    }

    private void raise(Fault.Kind kind, long address, int size, String detail) {
        if (fault == null) {
            long pc = pc();
            fault = new Fault(kind, address & 0xFFFFFFFFL, size, pc, functionAt(pc), caller(), detail);
        }
        unicorn.stop(engine);
    }

    private long pc() {
        return unicorn.register(engine, Unicorn.PC) & 0xFFFFFFFFL;
    }

    private String functionAt(long address) {
        return image.symbols().functionAt(address);
    }

    private String caller() {
        return functionAt(unicorn.register(engine, Unicorn.LR) & 0xFFFFFFFFL);
    }
}
