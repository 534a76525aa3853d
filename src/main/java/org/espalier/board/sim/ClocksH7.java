package org.espalier.board.sim;

import org.espalier.plan.Board;

/// Clocks of an STM32H7 with one core.
final class ClocksH7 extends ClockRegisters {

    private static final int RCC = 0x18024400;
    private static final int CONTROL = RCC;
    private static final int CONFIG = RCC + 0x10;
    private static final int DOMAIN1 = RCC + 0x18;
    private static final int DOMAIN2 = RCC + 0x1C;
    private static final int DOMAIN3 = RCC + 0x20;
    private static final int PLL_SOURCE = RCC + 0x28;
    private static final int PLL_CONFIG = RCC + 0x2C;
    private static final int PLL_DIVIDERS = RCC + 0x30;
    private static final int OUTSIDE_CLOCKS = RCC + 0xD4;
    private static final int MEMORY_CLOCKS = RCC + 0xDC;
    private static final int PORT_CLOCKS = RCC + 0xE0;
    private static final int APB1 = RCC + 0xE8;
    private static final int APB2 = RCC + 0xF0;
    private static final int POWER_STATUS = 0x18024804;
    private static final int POWER_SUPPLY = 0x1802480C;
    private static final int POWER_SCALE = 0x18024818;
    private static final int FLASH = 0x12002000;

    private static final long HSI = 64_000_000;
    private static final long PER_WAIT_STATE = 70_000_000;
    private static final long WITHOUT_SCALE_1 = 200_000_000;

    private final long hse;
    private final boolean first;

    ClocksH7(Board board) {
        hse = board.crystalHertz();
        first = board.serial().port().equals("USART1");
        reset(1, CONTROL);
        reset(
                0,
                CONFIG,
                DOMAIN1,
                DOMAIN2,
                DOMAIN3,
                OUTSIDE_CLOCKS,
                MEMORY_CLOCKS,
                PORT_CLOCKS,
                APB1,
                APB2,
                POWER_STATUS);
        reset(0x02020200, PLL_SOURCE);
        reset(0x01FF0000, PLL_CONFIG);
        reset(0x01010280, PLL_DIVIDERS);
        reset(6, POWER_SUPPLY);
        reset(0x4000, POWER_SCALE);
        reset(0x37, FLASH);
    }

    @Override
    int derived(int at, int value) {
        return switch (at) {
            case CONTROL -> value | (value & 1) << 2 | (value & 0x01010000) << 1;
            case CONFIG -> (value & ~0x38) | (value & 7) << 3;
            case POWER_STATUS, POWER_SCALE -> value | 1 << 13;
            default -> value;
        };
    }

    @Override
    public String misuse() {
        if (coreHertz() == 0) {
            return "the core clock comes from a source that is off";
        }
        if (coreHertz() > WITHOUT_SCALE_1 && bits(POWER_SCALE, 14, 2) != 3) {
            return "the core runs at " + coreHertz() / 1_000_000 + " MHz below voltage scale 1";
        }
        return Clocks.waits(busHertz(), PER_WAIT_STATE, bits(FLASH, 0, 4));
    }

    @Override
    public long coreHertz() {
        long system = switch (bits(CONFIG, 0, 3)) {
            case 0 -> HSI;
            case 2 -> bit(CONTROL, 16) ? hse : 0;
            case 3 -> bit(CONTROL, 24) && bit(PLL_CONFIG, 16) ? pllHertz() : 0;
            default -> 0;
        };
        return Clocks.divided(system, bits(DOMAIN1, 8, 4), 8);
    }

    private long pllHertz() {
        long source = switch (bits(PLL_SOURCE, 0, 2)) {
            case 0 -> HSI;
            case 2 -> bit(CONTROL, 16) ? hse : 0;
            default -> 0;
        };
        int divider = bits(PLL_SOURCE, 4, 6);
        return divider == 0 ? 0 : source / divider * (bits(PLL_DIVIDERS, 0, 9) + 1) / (bits(PLL_DIVIDERS, 9, 7) + 1);
    }

    private long busHertz() {
        return Clocks.divided(coreHertz(), bits(DOMAIN1, 0, 4), 8);
    }

    @Override
    public long serialHertz() {
        if (first) {
            return bit(APB2, 4) ? Clocks.divided(busHertz(), bits(DOMAIN2, 8, 3), 4) : 0;
        }
        return bit(APB1, 18) ? Clocks.divided(busHertz(), bits(DOMAIN2, 4, 3), 4) : 0;
    }

    @Override
    public long quadSpiHertz() {
        return bit(OUTSIDE_CLOCKS, 14) ? busHertz() : 0;
    }

    @Override
    public long memoryHertz() {
        return bit(OUTSIDE_CLOCKS, 12) ? busHertz() : 0;
    }

    @Override
    public int quadSpi() {
        return 0x12005000;
    }

    @Override
    public int memory() {
        return 0x12004000;
    }

    @Override
    public boolean portClockOn(int port) {
        return bit(PORT_CLOCKS, port);
    }

    @Override
    public int ports() {
        return 0x18020000;
    }

    @Override
    public int serial() {
        return first ? 0x11000 : 0x4800;
    }
}
