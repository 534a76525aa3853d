package org.espalier.plan;

import java.util.List;
import java.util.Optional;

/// What the start-up code of a family of chips can set up: `board/stm32*.h` of the firmware.
///
/// @param name "STM32F7"
/// @param chips which of the family, as a regular expression
/// @param named the same for people
/// @param fpus one of these its core has
/// @param least slowest core clock that its PLL makes, in MHz
/// @param most fastest core clock that its settings of voltage and flash allow, in MHz
/// @param third by what the core clock is divided for USART3
/// @param first the same for the other serial ports
record ChipFamily(
        String name,
        String chips,
        String named,
        String core,
        List<String> fpus,
        int least,
        int most,
        int third,
        int first) {

    private static final int MEGA = 1_000_000;

    private static final List<String> SINGLE_OR_DOUBLE = List.of("fpv5-sp-d16", "fpv5-d16");

    private static final List<ChipFamily> ALL = List.of(
            new ChipFamily("STM32F4", ".*", "", "cortex-m4", List.of("fpv4-sp-d16"), 50, 180, 4, 2),
            new ChipFamily("STM32F7", ".*", "", "cortex-m7", SINGLE_OR_DOUBLE, 50, 216, 4, 2),
            new ChipFamily(
                    "STM32H7",
                    "(42|43|50|53).*",
                    "STM32H742, 743, 750 and 753",
                    "cortex-m7",
                    SINGLE_OR_DOUBLE,
                    96,
                    400,
                    4,
                    4),
            new ChipFamily(
                    "STM32L4",
                    "[PQRS].*",
                    "STM32L4P, L4Q, L4R and L4S",
                    "cortex-m4",
                    List.of("fpv4-sp-d16"),
                    32,
                    120,
                    1,
                    1),
            new ChipFamily("STM32U5", ".*", "", "cortex-m33", List.of("fpv5-sp-d16"), 64, 160, 1, 1));

    /// Why there can be no firmware for a board's chip, core clock and serial port; nothing if there can.
    static Optional<String> objection(Board b) {
        return ALL.stream()
                .filter(family -> b.mcu().startsWith(family.name()))
                .findFirst()
                .flatMap(family -> family.chip(b).or(() -> family.clock(b)).or(() -> family.serial(b)));
    }

    private Optional<String> chip(Board b) {
        if (!b.mcu().substring(name.length()).matches(chips)) {
            return Optional.of("there is no start-up code for '" + b.mcu() + "': " + named + " have one");
        }
        if (!b.core().equals(core)) {
            return Optional.of("an " + name + " has the core " + core + ", not '" + b.core() + "'");
        }
        if (!fpus.contains(b.fpu())) {
            return Optional.of("its fpu is " + String.join(" or ", fpus) + ", not '" + b.fpu() + "'");
        }
        return Optional.empty();
    }

    private Optional<String> clock(Board b) {
        long step = step(b.crystalHertz());
        if (b.coreHertz() < (long) least * MEGA || b.coreHertz() > (long) most * MEGA || b.coreHertz() % step != 0) {
            return Optional.of("its core runs at " + b.coreHertz() + " Hz; start-up code sets a multiple of " + step
                    + " Hz from " + least + " to " + most + " MHz");
        }
        boolean whole = name.equals("STM32H7")
                ? b.crystalHertz() % (2 * MEGA) == 0 || b.crystalHertz() % (5 * MEGA) == 0
                : b.crystalHertz() % MEGA == 0;
        if (usesCrystal() && (!whole || b.crystalHertz() < 2 * MEGA)) {
            return Optional.of("its crystal has " + b.crystalHertz() + " Hz; start-up code wants a multiple of "
                    + (name.equals("STM32H7") ? "2 or of 5" : "1") + " MHz, from 2 to 50 MHz");
        }
        return Optional.empty();
    }

    /// The others start from an oscillator of their own.
    private boolean usesCrystal() {
        return core.equals("cortex-m7") || name.equals("STM32F4");
    }

    /// What the core clock is a multiple of: half of what enters the PLL's loop, which an H7 multiplies by whole
    /// numbers of 2 or 5 MHz.
    private long step(long crystal) {
        return switch (name) {
            case "STM32F4", "STM32F7" -> MEGA / 2;
            case "STM32H7" -> crystal % (2 * MEGA) == 0 ? MEGA : 5 * MEGA / 2;
            default -> 4 * MEGA;
        };
    }

    /// A divider of the port's clock has 16 bits and is at least 16; the low-power one's has 20, counts 256ths, and is
    /// at least 768.
    private Optional<String> serial(Board b) {
        Board.Serial serial = b.serial();
        boolean lowPower = serial.port().startsWith("LP");
        if (lowPower && !name.equals("STM32L4")) {
            return Optional.of("serial.port LPUART1 is there on the STM32L4 only");
        }
        long clock = b.coreHertz() / (serial.port().equals("USART3") ? third : first);
        long divider = (lowPower ? 256 * clock : clock) / serial.baud();
        if (divider < (lowPower ? 768 : 16) || divider >= (lowPower ? 1 << 20 : 1 << 16)) {
            return Optional.of("its serial port cannot run at " + serial.baud() + " baud from " + clock + " Hz");
        }
        return Optional.empty();
    }
}
