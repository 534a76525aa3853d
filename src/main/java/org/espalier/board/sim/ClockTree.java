package org.espalier.board.sim;

import org.espalier.plan.Board;

/// Reset and clock control, power and flash timing of an STM32F4 or F7, as far as firmware must set
/// them right.
///
/// Ready bits follow their enable bits at once. A clock raised before the flash wait states or the
/// over-drive it needs is a misuse, since silicon would run wild there.
final class ClockTree implements Clocks {

    private static final int RCC = 0x23800;
    private static final int FLASH = 0x23C00;
    private static final int POWER = 0x7000;
    private static final int SIZE = 0x400;

    private static final long HSI = 16_000_000;
    private static final long PER_WAIT_STATE = 30_000_000;
    private static final long OLD_WITHOUT_OVERDRIVE = 168_000_000;
    private static final long WITHOUT_OVERDRIVE = 180_000_000;

    private final long hse;
    private final boolean first;
    private final long withoutOverdrive;
    private int control = 0x83;
    private int pll = 0x24003010;
    private int config;
    private int ahb1;
    private int ahb3;
    private int apb1;
    private int apb2;
    private int powerControl = 0xC000;
    private int flashAccess;

    ClockTree(Board board) {
        this.hse = board.crystalHertz();
        this.first = board.serial().port().equals("USART1");
        this.withoutOverdrive = board.mcu().startsWith("STM32F4") ? OLD_WITHOUT_OVERDRIVE : WITHOUT_OVERDRIVE;
    }

    @Override
    public long read(int at) {
        if (at >= RCC && at < RCC + SIZE) {
            return readRcc(at - RCC);
        }
        if (at >= FLASH && at < FLASH + SIZE) {
            return readFlash(at - FLASH);
        }
        return at >= POWER && at < POWER + SIZE ? readPower(at - POWER) : -1;
    }

    @Override
    public boolean write(int at, int value) {
        if (at >= RCC && at < RCC + SIZE) {
            return writeRcc(at - RCC, value);
        }
        if (at >= FLASH && at < FLASH + SIZE) {
            return writeFlash(at - FLASH, value);
        }
        return at >= POWER && at < POWER + SIZE && writePower(at - POWER, value);
    }

    /// Register of RCC at `offset`, or -1 in a long that no register holds if it is not modelled.
    private long readRcc(int offset) {
        return switch (offset) {
            case 0x00 -> unsigned(control | ((control & 0x01010000) << 1));
            case 0x04 -> unsigned(pll);
            case 0x08 -> unsigned((config & ~0xC) | ((config & 3) << 2));
            case 0x30 -> unsigned(ahb1);
            case 0x38 -> unsigned(ahb3);
            case 0x40 -> unsigned(apb1);
            case 0x44 -> unsigned(apb2);
            default -> -1;
        };
    }

    private boolean writeRcc(int offset, int value) {
        switch (offset) {
            case 0x00 -> control = value | 2;
            case 0x04 -> pll = value;
            case 0x08 -> config = value;
            case 0x30 -> ahb1 = value;
            case 0x38 -> ahb3 = value;
            case 0x40 -> apb1 = value;
            case 0x44 -> apb2 = value;
            default -> {
                return false;
            }
        }
        return true;
    }

    /// Register of PWR at `offset`, or -1 if it is not modelled.
    private long readPower(int offset) {
        return switch (offset) {
            case 0x00 -> unsigned(powerControl);
            case 0x04 -> unsigned((1 << 14) | (powerControl & 0x30000));
            default -> -1;
        };
    }

    private boolean writePower(int offset, int value) {
        if (offset != 0) {
            return false;
        }
        if ((apb1 & (1 << 28)) != 0) {
            powerControl = value;
        }
        return true;
    }

    /// Register of the flash interface at `offset`, or -1 if it is not modelled.
    private long readFlash(int offset) {
        return offset == 0 ? unsigned(flashAccess) : -1;
    }

    private boolean writeFlash(int offset, int value) {
        if (offset != 0) {
            return false;
        }
        flashAccess = value;
        return true;
    }

    /// Why the present settings would not run, or an empty text.
    @Override
    public String misuse() {
        long core = coreHertz();
        if (core == 0) {
            return "the core clock comes from a source that is off";
        }
        int waitStates = flashAccess & 15;
        if (core > PER_WAIT_STATE * (waitStates + 1)) {
            return "the core runs at " + core / 1_000_000 + " MHz with " + waitStates + " flash wait states";
        }
        if (core > withoutOverdrive && (powerControl & 0x30000) != 0x30000) {
            return "the core runs at " + core / 1_000_000 + " MHz without over-drive";
        }
        return "";
    }

    /// The core clock, 0 if its source is off.
    @Override
    public long coreHertz() {
        long system = switch (config & 3) {
            case 0 -> HSI;
            case 1 -> (control & (1 << 16)) != 0 ? hse : 0;
            case 2 -> (control & (1 << 24)) != 0 ? pllHertz() : 0;
            default -> 0;
        };
        return Clocks.divided(system, (config >>> 4) & 15, 8);
    }

    private long pllHertz() {
        boolean external = (pll & (1 << 22)) != 0;
        long source = external ? ((control & (1 << 16)) != 0 ? hse : 0) : HSI;
        int m = Math.max(1, pll & 63);
        int n = (pll >>> 6) & 511;
        int p = 2 * (((pll >>> 16) & 3) + 1);
        return source / m * n / p;
    }

    /// USART1 is fed by the fast peripheral bus, USART3 by the slow one.
    @Override
    public long serialHertz() {
        boolean on = first ? (apb2 & (1 << 4)) != 0 : (apb1 & (1 << 18)) != 0;
        return on ? Clocks.divided(coreHertz(), (config >>> (first ? 13 : 10)) & 7, 4) : 0;
    }

    @Override
    public long quadSpiHertz() {
        return (ahb3 & (1 << 1)) != 0 ? coreHertz() : 0;
    }

    @Override
    public long memoryHertz() {
        return (ahb3 & 1) != 0 ? coreHertz() : 0;
    }

    @Override
    public boolean portClockOn(int port) {
        return (ahb1 & (1 << port)) != 0;
    }

    @Override
    public int ports() {
        return 0x20000;
    }

    @Override
    public int serial() {
        return first ? 0x11000 : 0x4800;
    }

    private static long unsigned(int value) {
        return value & 0xFFFFFFFFL;
    }
}
