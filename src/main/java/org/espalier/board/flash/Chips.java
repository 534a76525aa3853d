package org.espalier.board.flash;

import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which chip a tool says it found.
final class Chips {

    /// The lower twelve bits of the identity register, as OpenOCD prints it.
    private static final Pattern DEVICE_ID = Pattern.compile("device id = 0x[0-9a-fA-F]{1,5}([0-9a-fA-F]{3})\\b");

    /// Families as st-flash names them.
    private static final Map<String, Integer> FAMILIES = Map.of(
            "F42x/F43x", 0x419,
            "F74x/F75x", 0x449,
            "H74x/H75x", 0x450,
            "F76xxx", 0x451,
            "F72x/F73x", 0x452,
            "L4Rx", 0x470);

    private Chips() {}

    /// The identity a line of output tells, if it does.
    static OptionalInt in(String line) {
        Matcher id = DEVICE_ID.matcher(line);
        if (id.find()) {
            return OptionalInt.of(Integer.parseInt(id.group(1), 16));
        }
        if (line.contains("KiB flash")) {
            for (Map.Entry<String, Integer> family : FAMILIES.entrySet()) {
                if (line.contains(family.getKey() + ":")) {
                    return OptionalInt.of(family.getValue());
                }
            }
        }
        return OptionalInt.empty();
    }

    /// A number as board files write it: "0x449".
    static OptionalInt parse(String text) {
        return text.matches("0x[0-9a-fA-F]{1,4}")
                ? OptionalInt.of(Integer.parseInt(text.substring(2), 16))
                : OptionalInt.empty();
    }
}
