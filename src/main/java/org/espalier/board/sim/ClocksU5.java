package org.espalier.board.sim;

import org.espalier.plan.Board;

/// Clocks of an STM32U5, and its instruction cache's switch.
final class ClocksU5 extends ClockRegisters {

    private static final int RCC = 0x6020C00;
    private static final int CONTROL = RCC;
    private static final int CONFIG = RCC + 0x1C;
    private static final int PLL = RCC + 0x28;
    private static final int PLL_DIVIDERS = RCC + 0x34;
    private static final int PORT_CLOCKS = RCC + 0x8C;
    private static final int AHB3 = RCC + 0x94;
    private static final int APB1 = RCC + 0x9C;
    private static final int APB2 = RCC + 0xA4;
    private static final int VOLTAGE = 0x602080C;
    private static final int FLASH = 0x22000;
    private static final int CACHE = 0x30400;

    private static final long MSI = 4_000_000;
    private static final long HSI = 16_000_000;
    private static final long PER_WAIT_STATE = 32_000_000;
    private static final long WITHOUT_BOOSTER = 55_000_000;

    private final boolean first;

    ClocksU5(Board board) {
        first = board.serial().port().equals("USART1");
        reset(5, CONTROL);
        reset(0, CONFIG, PLL, PORT_CLOCKS, AHB3, APB1, APB2, CACHE);
        reset(0x01010280, PLL_DIVIDERS);
        reset(0x8000, VOLTAGE);
        reset(0, FLASH);
    }

    @Override
    int derived(int at, int value) {
        return switch (at) {
            case CONTROL -> value | (value & 1) << 2 | (value & 0x100) << 2 | (value & 0x01000000) << 1;
            case CONFIG -> (value & ~0xC) | (value & 3) << 2;
            case VOLTAGE -> value | 1 << 15 | (value & 1 << 18) >>> 4;
            default -> value;
        };
    }

    @Override
    public boolean write(int at, int value) {
        return (at == VOLTAGE && !bit(AHB3, 2)) || super.write(at, value);
    }

    @Override
    public String misuse() {
        long core = coreHertz();
        if (core == 0) {
            return "the core clock comes from a source that is off";
        }
        if (core > WITHOUT_BOOSTER && (bits(VOLTAGE, 16, 2) < 2 || !bit(VOLTAGE, 18))) {
            return "the core runs at " + core / 1_000_000 + " MHz without voltage and booster for it";
        }
        return Clocks.waits(core, PER_WAIT_STATE, bits(FLASH, 0, 4));
    }

    @Override
    public long coreHertz() {
        return switch (bits(CONFIG, 0, 2)) {
            case 0 -> MSI;
            case 1 -> bit(CONTROL, 8) ? HSI : 0;
            case 3 -> bit(CONTROL, 24) && bit(PLL, 18) ? pllHertz() : 0;
            default -> 0;
        };
    }

    private long pllHertz() {
        long source = switch (bits(PLL, 0, 2)) {
            case 1 -> MSI;
            case 2 -> bit(CONTROL, 8) ? HSI : 0;
            default -> 0;
        };
        return source / (bits(PLL, 8, 4) + 1) * (bits(PLL_DIVIDERS, 0, 9) + 1) / (bits(PLL_DIVIDERS, 24, 7) + 1);
    }

    @Override
    public long serialHertz() {
        return (first ? bit(APB2, 14) : bit(APB1, 18)) ? coreHertz() : 0;
    }

    @Override
    public boolean portClockOn(int port) {
        return bit(PORT_CLOCKS, port);
    }

    @Override
    public int ports() {
        return 0x2020000;
    }

    @Override
    public int serial() {
        return first ? 0x13800 : 0x4800;
    }
}
