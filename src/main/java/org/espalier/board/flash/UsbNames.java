package org.espalier.board.flash;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a USB id probably is.
final class UsbNames {

    /// How the names of all probes begin.
    static final String PROBE = "ST-LINK";

    private static final int ST = 0x0483;
    private static final int DFU = 0xDF11;
    private static final Set<Integer> STLINK_V2_1 = Set.of(0x374A, 0x374B, 0x3752);
    private static final Set<Integer> STLINK_V3 = Set.of(0x374D, 0x374E, 0x374F, 0x3753, 0x3754);
    private static final Map<Integer, String> ADAPTERS = Map.of(
            0x0403, "USB serial adapter (FTDI)",
            0x10C4, "USB serial adapter (CP210x)",
            0x1A86, "USB serial adapter (CH340)",
            0x067B, "USB serial adapter (PL2303)");

    private UsbNames() {}

    /// What a probe or boot loader is, if it is one.
    static Optional<String> probe(int vendor, int product) {
        if (vendor != ST) {
            return Optional.empty();
        }
        if (product == DFU) {
            return Optional.of("STM32 in its boot loader (DFU)");
        }
        if (product == 0x3748) {
            return Optional.of(PROBE + "/V2: an older Discovery board or a stand-alone probe");
        }
        if (STLINK_V2_1.contains(product)) {
            return Optional.of(PROBE + "/V2-1: a Nucleo or Discovery board");
        }
        return STLINK_V3.contains(product)
                ? Optional.of(PROBE + "/V3: a newer Nucleo or Discovery board")
                : Optional.empty();
    }

    static boolean isBootLoader(int vendor, int product) {
        return vendor == ST && product == DFU;
    }

    /// What a serial port is, from the USB device behind it.
    static String port(int vendor, int product, String description) {
        Optional<String> probe = probe(vendor, product);
        if (probe.isPresent()) {
            return probe.get();
        }
        if (vendor == ST) {
            return "STM32 with a USB serial port of its own";
        }
        String adapter = ADAPTERS.get(vendor);
        if (adapter != null) {
            return adapter;
        }
        return description.isEmpty() ? "serial port" : description;
    }
}
