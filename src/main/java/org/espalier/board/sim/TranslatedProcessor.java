package org.espalier.board.sim;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.espalier.board.sim.x64.Reason;
import org.espalier.board.sim.x64.TranslatedCore;
import org.jspecify.annotations.Nullable;

/// A processor whose instructions are translated to the host's; what is not translated Unicorn runs in
/// its place.
final class TranslatedProcessor implements Processor {

    private static final int BREAKPOINT = 0xBE;
    private static final int UNDEFINED = 0xDE;
    private static final int SUPERVISOR_CALL = 0xDF;
    private static final int WAIT_FOR_INTERRUPT = 0xBF30;

    /// After so many changes to and fro the other engine goes on alone: the image lives on what is not
    /// translated.
    private static final long MOST_CHANGES = 100_000;

    private final Memories memories;
    private final Surroundings surroundings;
    private final AddressSpace space;
    private final TranslatedCore core;
    private final BlockProfile profile;
    private final Supplier<UnicornProcessor> makeOther;
    private volatile @Nullable UnicornProcessor other; // made in a run, stopped from any thread
    private long changes;
    private volatile boolean stopped;
    private final Thrown thrown = new Thrown();

    private TranslatedProcessor(
            Memories memories,
            FirmwareImage.CodeRange code,
            Surroundings surroundings,
            Supplier<UnicornProcessor> makeOther,
            TranslatedCore core,
            CycleModel model) {
        this.memories = memories;
        this.surroundings = surroundings;
        this.space = new AddressSpace(memories, surroundings);
        this.makeOther = makeOther;
        this.core = core;
        this.profile = new BlockProfile(
                core.counters(), memories.flash().bytes(), memories.flash().base(), code, model);
    }

    /// The processor, or nothing where the host or the image cannot be served.
    ///
    /// @param makeOther makes the engine for what is not translated, if it is ever needed
    static Optional<Processor> of(
            Arena arena,
            Memories memories,
            FirmwareImage.CodeRange code,
            CycleModel model,
            Surroundings surroundings,
            Supplier<UnicornProcessor> makeOther) {
        Link link = new Link();
        Memories.Region flash = memories.flash();
        return TranslatedCore.of(arena, flash.bytes(), flash.base(), code.first(), code.end(), link)
                .map(core -> {
                    try {
                        var processor = new TranslatedProcessor(memories, code, surroundings, makeOther, core, model);
                        memories.all().forEach(r -> core.map(r.base(), r.bytes(), r.writable()));
                        link.processor = processor;
                        return processor;
                    } catch (RuntimeException | Error e) {
                        core.close();
                        throw e;
                    }
                });
    }

    /// Leads calls of the core to the processor made after it.
    private static final class Link implements TranslatedCore.Bus {
        private @Nullable TranslatedProcessor processor;

        private TranslatedProcessor processor() {
            if (processor == null) {
                throw new IllegalStateException("a core called before it was started");
            }
            return processor;
        }

        @Override
        public int load(int address, int size) {
            TranslatedProcessor p = processor();
            int[] value = {0};
            p.guard(() -> value[0] = p.space.load(address & 0xFFFFFFFFL, size));
            return value[0];
        }

        @Override
        public void store(int address, int size, int value) {
            TranslatedProcessor p = processor();
            p.guard(() -> p.space.store(address & 0xFFFFFFFFL, size, value));
        }

        @Override
        public void unaligned(int address) {
            TranslatedProcessor p = processor();
            p.guard(() -> p.surroundings.fault(Fault.Kind.UNALIGNED, address & 0xFFFFFFFFL, 4, ""));
        }
    }

    @Override
    public void run() {
        stopped = false;
        while (true) {
            if (goesOnAlone()) {
                runOther();
            } else {
                runCore();
            }
            thrown.again();
            if (stopped) {
                return;
            }
        }
    }

    private boolean goesOnAlone() {
        return changes > MOST_CHANGES;
    }

    private void runCore() {
        Reason reason = core.run();
        if (stopped || thrown.any()) {
            return;
        }
        switch (reason) {
            case STOPPED, ABANDONED -> stopped = true;
            case UNTRANSLATED -> strayed();
            case FOREIGN -> foreign();
        }
    }

    /// The program counter is not in flash.
    private void strayed() {
        long pc = core.register(PC) & 0xFFFFFFFFL;
        if ((pc & 1) == 0) {
            surroundings.fault(Fault.Kind.EXCEPTION, pc, 0, "a jump to code that is not Thumb");
            return;
        }
        boolean ram = memories.find(pc & ~1L, 2).isPresent();
        Fault.Kind kind = ram ? Fault.Kind.FETCH_FROM_RAM : Fault.Kind.FETCH_OUTSIDE;
        surroundings.fault(kind, pc & ~1L, 2, "");
    }

    private void foreign() {
        long pc = core.register(PC) & 0xFFFFFFFEL;
        Memories.Region flash = memories.flash();
        int halfword = Memories.load(flash, pc, 2);
        switch (halfword >>> 8) {
            case BREAKPOINT -> surroundings.breakpoint();
            case UNDEFINED -> surroundings.fault(Fault.Kind.UNDEFINED_INSTRUCTION, pc, 0, "");
            case SUPERVISOR_CALL -> surroundings.fault(Fault.Kind.EXCEPTION, pc, 0, "exception 2");
            default -> {
                if (halfword == WAIT_FOR_INTERRUPT) {
                    surroundings.sleep();
                } else {
                    change(core.foreignEnd(pc));
                }
            }
        }
    }

    /// Lets the other engine run one stretch; it counts what it runs.
    private void change(long until) {
        UnicornProcessor unicorn = other();
        changes++;
        for (int r = 0; r <= PC; r++) {
            unicorn.setRegister(r, core.register(r));
        }
        unicorn.setFlags(core.flags());
        unicorn.run(until);
        for (int r = 0; r < PC; r++) {
            core.setRegister(r, unicorn.register(r));
        }
        core.setRegister(PC, unicorn.register(PC) | 1);
        core.setFlags(unicorn.flags());
    }

    private void runOther() {
        UnicornProcessor unicorn = other();
        unicorn.run(0xFFFFFFFEL);
        // Stretches that were run before still end where they ended, and that is no stop; sleeping is one.
        long pc = unicorn.register(PC) & 0xFFFFFFFEL;
        if (!stopped && (isSleep(pc) || isSleep(pc - 2))) {
            surroundings.sleep();
        }
    }

    private boolean isSleep(long address) {
        return memories.find(address, 2)
                .filter(region -> Memories.load(region, address, 2) == WAIT_FOR_INTERRUPT)
                .isPresent();
    }

    private UnicornProcessor other() {
        UnicornProcessor unicorn = other;
        if (unicorn == null) {
            unicorn = makeOther.get();
            other = unicorn;
        }
        return unicorn;
    }

    private void guard(Runnable work) {
        if (thrown.by(work)) {
            abandon();
        }
    }

    @Override
    public int register(int number) {
        UnicornProcessor unicorn = other;
        return unicorn != null && goesOnAlone() ? unicorn.register(number) : core.register(number);
    }

    @Override
    public void setRegister(int number, int value) {
        core.setRegister(number, value);
    }

    @Override
    public void stop() {
        stopped = true;
        core.stop();
        stopOther();
    }

    @Override
    public void abandon() {
        stopped = true;
        core.abandon();
        stopOther();
    }

    private void stopOther() {
        UnicornProcessor unicorn = other;
        if (unicorn != null) {
            unicorn.stop();
        }
    }

    @Override
    public void map(Memories.Region region) {
        core.map(region.base(), region.bytes(), region.writable());
        UnicornProcessor unicorn = other;
        if (unicorn != null) {
            unicorn.map(region);
        }
    }

    @Override
    public List<BlockProfile> profiles() {
        List<BlockProfile> profiles = new ArrayList<>(List.of(profile));
        UnicornProcessor unicorn = other;
        if (unicorn != null) {
            profiles.addAll(unicorn.profiles());
        }
        return profiles;
    }

    @Override
    public void close() {
        core.close();
        UnicornProcessor unicorn = other;
        if (unicorn != null) {
            unicorn.close();
        }
    }
}
