package org.espalier.board.sim;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandleProxies;
import org.espalier.task.WorkbenchException;

/// The functions of Unicorn 2 that the virtual board calls, as they stand in its C header.
///
/// One instance is one loaded library. Every call that returns an error code other than 0 throws, except
/// [#start(MemorySegment, long, long)], whose code tells how the run ended.
@SuppressWarnings("restricted") // foreign functions are what this class is for
final class Unicorn {

    static final String LIBRARY = "libunicorn.so.2";

    static final int OK = 0;

    /// Hook types: interrupts, any memory fault, the start of a block.
    static final int HOOK_INTERRUPT = 1;

    static final int HOOK_MEMORY_FAULT = 0x3F0;
    static final int HOOK_BLOCK = 8;

    /// Memory permissions.
    static final int READ = 1;

    static final int READ_EXECUTE = 5;

    static final int READ_WRITE = 3;

    /// Register numbers of Unicorn's ARM half.
    static final int FLAGS = 1;

    static final int LR = 10;

    static final int PC = 11;
    static final int SP = 12;
    static final int R0 = 66;

    private static final int ARCH_ARM = 1;
    private static final int MODE_THUMB_MCLASS = (1 << 4) | (1 << 5);
    private static final int CTL_SET_CPU_MODEL = 0x44000007;

    // One interface per foreign function, in C's order of parameters; public because their implementations are made by
    // the run-time outside this package.

    public interface Version {
        int call(MemorySegment major, MemorySegment minor);
    }

    public interface Open {
        int call(int architecture, int mode, MemorySegment engine);
    }

    public interface Engine {
        int call(MemorySegment engine);
    }

    public interface ErrorText {
        MemorySegment call(int code);
    }

    public interface Control {
        int call(MemorySegment engine, int control, int value);
    }

    public interface MapMemory {
        int call(MemorySegment engine, long address, long size, int permissions, MemorySegment memory);
    }

    public interface MapRegisters {
        int call(
                MemorySegment engine,
                long address,
                long size,
                MemorySegment read,
                MemorySegment readData,
                MemorySegment write,
                MemorySegment writeData);
    }

    public interface Register {
        int call(MemorySegment engine, int register, MemorySegment value);
    }

    public interface Start {
        int call(MemorySegment engine, long begin, long until, long timeout, long count);
    }

    public interface AddHook {
        int call(
                MemorySegment engine,
                MemorySegment handle,
                int type,
                MemorySegment callback,
                MemorySegment userData,
                long begin,
                long end);
    }

    private final SymbolLookup symbols;
    private final Version version;
    private final Open open;
    private final Engine close;
    private final ErrorText errorText;
    private final Control control;
    private final MapMemory mapMemory;
    private final MapRegisters mapRegisters;
    private final Register readRegister;
    private final Register writeRegister;
    private final Start start;
    private final Engine stop;
    private final AddHook addHook;

    private Unicorn(SymbolLookup symbols) {
        this.symbols = symbols;
        version = function(Version.class, "uc_version", of(ADDRESS, ADDRESS));
        open = function(Open.class, "uc_open", of(JAVA_INT, JAVA_INT, ADDRESS));
        close = function(Engine.class, "uc_close", of(ADDRESS));
        errorText = function(ErrorText.class, "uc_strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));
        control = function(Control.class, "uc_ctl", of(ADDRESS, JAVA_INT, JAVA_INT), Linker.Option.firstVariadicArg(2));
        mapMemory = function(MapMemory.class, "uc_mem_map_ptr", of(ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS));
        mapRegisters = function(
                MapRegisters.class,
                "uc_mmio_map",
                of(ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        readRegister = function(Register.class, "uc_reg_read", of(ADDRESS, JAVA_INT, ADDRESS));
        writeRegister = function(Register.class, "uc_reg_write", of(ADDRESS, JAVA_INT, ADDRESS));
        start = function(Start.class, "uc_emu_start", of(ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
        stop = function(Engine.class, "uc_emu_stop", of(ADDRESS));
        // Hooks of other types than ours take an extra argument, so C declares the function variadic.
        addHook = function(
                AddHook.class,
                "uc_hook_add",
                of(ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(7));
    }

    private static FunctionDescriptor of(MemoryLayout... parameters) {
        return FunctionDescriptor.of(JAVA_INT, parameters);
    }

    private <T> T function(Class<T> type, String name, FunctionDescriptor signature, Linker.Option... options) {
        return MethodHandleProxies.asInterfaceInstance(
                type, Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), signature, options));
    }

    /// Loads the library.
    ///
    /// @param library its file name as the system's loader finds it
    /// @throws WorkbenchException if it is not installed, or is not a Unicorn 2
    static Unicorn load(String library) {
        SymbolLookup symbols;
        try {
            symbols = SymbolLookup.libraryLookup(library, Arena.global());
        } catch (IllegalArgumentException e) {
            throw WorkbenchException.tool(
                    "board.unicorn.missing",
                    "the virtual board needs the library " + library + ", which is not installed",
                    "Install the package libunicorn2: sudo apt-get install --no-install-recommends libunicorn2",
                    e);
        }
        Unicorn unicorn = new Unicorn(symbols);
        // Major, minor, patch and extra, one byte each from the top.
        int found = unicorn.version.call(MemorySegment.NULL, MemorySegment.NULL);
        if (found >>> 24 != 2) {
            throw WorkbenchException.tool(
                    "board.unicorn.version",
                    library + " is version " + (found >>> 24) + "." + ((found >>> 16) & 255)
                            + "; the virtual board needs version 2",
                    "Install the package libunicorn2 of your distribution.");
        }
        return unicorn;
    }

    /// Opens a Thumb machine of the given processor model (9 Cortex-M4, 10 Cortex-M7, 11 Cortex-M33).
    MemorySegment open(int cpuModel) {
        try (Arena frame = Arena.ofConfined()) {
            MemorySegment out = frame.allocate(ADDRESS);
            check("uc_open", open.call(ARCH_ARM, MODE_THUMB_MCLASS, out));
            MemorySegment engine = out.get(ADDRESS, 0);
            try {
                check("uc_ctl", control.call(engine, CTL_SET_CPU_MODEL, cpuModel));
            } catch (WorkbenchException e) {
                close(engine);
                throw e;
            }
            return engine;
        }
    }

    void close(MemorySegment engine) {
        check("uc_close", close.call(engine));
    }

    /// Shows `memory`, which stays Java's, to the machine at `address`.
    void map(MemorySegment engine, long address, MemorySegment memory, int permissions) {
        check("uc_mem_map_ptr", mapMemory.call(engine, address, memory.byteSize(), permissions, memory));
    }

    /// Sends reads and writes of a range to two callbacks.
    void mapRegisters(MemorySegment engine, long address, long size, MemorySegment read, MemorySegment write) {
        MemorySegment none = MemorySegment.NULL;
        check("uc_mmio_map", mapRegisters.call(engine, address, size, read, none, write, none));
    }

    /// Adds a hook over all addresses; must come before the first start.
    void hook(MemorySegment engine, int type, MemorySegment callback, MemorySegment userData) {
        try (Arena frame = Arena.ofConfined()) {
            MemorySegment handle = frame.allocate(ADDRESS);
            check("uc_hook_add", addHook.call(engine, handle, type, callback, userData, 1, 0));
        }
    }

    int register(MemorySegment engine, int register) {
        try (Arena frame = Arena.ofConfined()) {
            MemorySegment value = frame.allocate(JAVA_LONG);
            check("uc_reg_read", readRegister.call(engine, register, value));
            return value.get(JAVA_INT, 0);
        }
    }

    void setRegister(MemorySegment engine, int register, int value) {
        try (Arena frame = Arena.ofConfined()) {
            MemorySegment cell = frame.allocate(JAVA_LONG);
            cell.set(JAVA_INT, 0, value);
            check("uc_reg_write", writeRegister.call(engine, register, cell));
        }
    }

    /// Runs from `begin` until something stops the machine; returns Unicorn's error code.
    int start(MemorySegment engine, long begin, long until) {
        return start.call(engine, begin, until, 0, 0);
    }

    /// Stops a running machine at the end of its block; may be called from any thread and from callbacks.
    void stop(MemorySegment engine) {
        check("uc_emu_stop", stop.call(engine));
    }

    /// Unicorn's text for an error code.
    String message(int code) {
        return errorText.call(code).reinterpret(200).getString(0);
    }

    private void check(String function, int code) {
        if (code != OK) {
            throw WorkbenchException.tool(
                    "board.unicorn.failed",
                    "the virtual board's engine refused " + function + ": " + message(code),
                    "Check that libunicorn2 is the distribution's own package and that memory is left.");
        }
    }
}
