package org.espalier.board.sim;

import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/// The names an ELF file gives to addresses.
public final class Symbols {

    /// No names at all: a raw image came without its ELF file.
    public static final Symbols NONE = new Symbols(new TreeMap<>(), Map.of());

    /// A function: where it starts and how many bytes it has.
    public record Function(String name, long address, long size) {}

    private final NavigableMap<Long, Function> functions;
    private final Map<String, Long> addresses;

    Symbols(NavigableMap<Long, Function> functions, Map<String, Long> addresses) {
        this.functions = functions;
        this.addresses = addresses;
    }

    /// The name of the function an address lies in, or the address itself in hexadecimal.
    String functionAt(long address) {
        Map.Entry<Long, Function> below = functions.floorEntry(address & ~1L);
        if (below != null) {
            Function f = below.getValue();
            if ((address & ~1L) < f.address() + Math.max(2, f.size())) {
                return f.name();
            }
        }
        return hex(address);
    }

    /// The address of a symbol of any kind.
    public OptionalLong address(String name) {
        Long address = addresses.get(name);
        return address == null ? OptionalLong.empty() : OptionalLong.of(address);
    }

    static String hex(long address) {
        return String.format("0x%08X", address & 0xFFFFFFFFL);
    }
}
