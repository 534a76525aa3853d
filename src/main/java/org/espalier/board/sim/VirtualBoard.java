package org.espalier.board.sim;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// A microcontroller board in software: the image, the memory map, the serial line, exact instruction
/// counts.
///
/// Not for use by several threads at once. An image that faulted, exited or halted stays so.
public final class VirtualBoard implements AutoCloseable {

    /// What runs the instructions and counts the blocks: all give the same results and counts.
    public enum Counting {
        /// Translation to the host's instructions where the host and the image allow it, Unicorn elsewhere.
        FASTEST,
        /// Unicorn, counting in machine code where the host allows it.
        UNICORN,
        /// Unicorn, counting in Java on every host.
        JAVA
    }

    /// Polls of the empty line after which the image counts as waiting.
    private static final int IDLE_POLLS = 32;

    private final Machine machine;
    private final FirmwareImage image;
    private final Arena arena;
    private final Memories memories;
    private final Registers registers;
    private final Processor processor;
    private final Watch watch;

    private @Nullable Fault fault;
    private @Nullable Outcome pause;
    private @Nullable Outcome end;
    private boolean closed;

    private VirtualBoard(Machine machine, FirmwareImage image, Counting counting, byte fill, Arena arena) {
        this.arena = arena;
        this.machine = machine;
        this.image = image;
        this.memories = new Memories(machine, arena, fill);
        MemorySegment flash = memories.flash().bytes();
        MemorySegment.copy(MemorySegment.ofArray(image.bytes()), 0, flash, 0, image.bytes().length);
        this.registers = new Registers(machine, this::counts, new OutsideMemories());
        Outside outside = new Outside();
        this.processor = counting == Counting.FASTEST
                ? TranslatedProcessor.of(
                                arena,
                                memories,
                                image.code(),
                                CycleModel.of(machine.board().core()),
                                outside,
                                () -> unicorn(counting, outside))
                        .orElseGet(() -> unicorn(counting, outside))
                : unicorn(counting, outside);
        this.watch = new Watch(processor::stop);
        processor.setRegister(Processor.SP, Memories.load(memories.flash(), machine.flashBase(), 4));
        processor.setRegister(Processor.PC, Memories.load(memories.flash(), machine.flashBase() + 4, 4) | 1);
    }

    private UnicornProcessor unicorn(Counting counting, Outside outside) {
        return new UnicornProcessor(machine, memories, image.code(), counting, outside, arena);
    }

    /// Powers a board up with an image in its flash; nothing runs yet.
    ///
    /// @param fill what RAM holds before the image writes to it
    /// @throws WorkbenchException if the image does not fit or cannot start, or `libunicorn2` is not
    /// installed
    @SuppressWarnings("MustBeClosedChecker") // What is returned owns the arena.
    public static VirtualBoard powerUp(Machine machine, FirmwareImage image, Counting counting, byte fill) {
        ImageFit.check(machine, image);
        return powerUp(machine, image, counting, fill, Arena.ofShared());
    }

    /// Powers a board up with all its memory from an arena, which is closed with the board, or if it cannot be powered
    /// up.
    static VirtualBoard powerUp(Machine machine, FirmwareImage image, Counting counting, byte fill, Arena arena) {
        try {
            return new VirtualBoard(machine, image, counting, fill, arena);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
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
        try {
            processor.run();
        } finally {
            watch.finish();
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
        if (stopped == null) {
            throw new IllegalStateException("the virtual board stopped for no reason at " + functionAt(pc()));
        }
        return stopped;
    }

    /// Puts bytes on the line to the board; it reads them when it runs.
    public void send(byte[] bytes) {
        for (byte b : bytes) {
            registers.line().toBoard().put(b);
        }
    }

    /// Sets the speed of the other end of the line, in bits per second.
    void changeSpeed(int speed) {
        registers.line().changeSpeed(speed);
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

    /// Instructions since power-up by function; exact but for a block's head counted again where a run was
    /// stopped in its middle.
    public Map<String, Long> profile() {
        Map<String, Long> sums = new TreeMap<>();
        processor.profiles().forEach(profile -> profile.addByFunction(image.symbols(), sums));
        return sums;
    }

    private BlockProfile.Counts counts() {
        return processor.profiles().stream()
                .map(BlockProfile::counts)
                .reduce(BlockProfile.Counts::plus)
                .orElseThrow();
    }

    /// Instructions and estimated cycles at each read of the cycle counter since the last call, oldest
    /// first.
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
    boolean floatingPointOn() {
        return registers.core().floatingPointOn();
    }

    /// The core clock the image has set.
    long coreHertz() {
        return registers.clocks().coreHertz();
    }

    /// The board played.
    Machine machine() {
        return machine;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        watch.finish();
        try {
            processor.close();
        } finally {
            arena.close();
        }
    }

    private long pc() {
        return processor.register(Processor.PC) & 0xFFFFFFFEL;
    }

    private String functionAt(long address) {
        return image.symbols().functionAt(address);
    }

    private String caller() {
        return functionAt(processor.register(Processor.LR) & 0xFFFFFFFFL);
    }

    /// Memories that firmware must set up before they are there.
    private final class OutsideMemories implements Registers.Outside {

        @Override
        public void showFlash(boolean shown) {
            if (shown) {
                memories.showOutside(image.outside());
            } else {
                memories.hideOutside();
            }
        }

        @Override
        public void showRam() {
            memories.showRam().ifPresent(processor::map);
        }
    }

    /// What the processor meets that is no memory.
    private final class Outside implements Processor.Surroundings {

        @Override
        public int read(long address, int size) {
            long word = address & ~3L;
            long value = address < Processor.CORE
                    ? registers.readPeripheral(word - Processor.PERIPHERALS)
                    : registers.core().read((int) (word - Processor.CORE));
            if (value < 0) {
                fault(Fault.Kind.UNKNOWN_REGISTER, address, size, "");
                return 0;
            }
            if (registers.line().idlePolls() >= IDLE_POLLS) {
                pause = new Outcome.Waiting();
                processor.stop();
            }
            long asked = (1L << (8 * size)) - 1;
            return (int) ((value >>> (8 * (address - word))) & asked);
        }

        @Override
        public void write(long address, int size, int value) {
            if (address < Processor.CORE) {
                registers
                        .writePeripheral(address - Processor.PERIPHERALS, value)
                        .ifPresent(refusal -> fault(refusal.kind(), address, size, refusal.detail()));
            } else if (!registers.writeCore((int) (address - Processor.CORE), value)) {
                fault(Fault.Kind.UNKNOWN_REGISTER, address, size, "");
            }
        }

        @Override
        public void fault(Fault.Kind kind, long address, int size, String detail) {
            if (fault == null) {
                long pc = pc();
                fault = new Fault(kind, address & 0xFFFFFFFFL, size, pc, functionAt(pc), caller(), detail);
            }
            processor.abandon();
        }

        @Override
        public void breakpoint() {
            end = new Outcome.Exited(processor.register(0));
            processor.stop();
        }

        @Override
        public void sleep() {
            end = new Outcome.Halted(pc(), functionAt(pc()));
            processor.stop();
        }
    }
}
