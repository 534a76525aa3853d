package org.espalier.board.sim;

import org.espalier.plan.Board;

/// Clocks of an STM32L4+.
final class ClocksL4 extends ClockRegisters {

    private static final int RCC = 0x21000;
    private static final int CONTROL = RCC;
    private static final int CONFIG = RCC + 0x08;
    private static final int PLL = RCC + 0x0C;
    private static final int PORT_CLOCKS = RCC + 0x4C;
    private static final int APB1 = RCC + 0x58;
    private static final int APB1_MORE = RCC + 0x5C;
    private static final int APB2 = RCC + 0x60;
    private static final int POWER = 0x7000;
    private static final int POWER_SUPPLY = 0x7004;
    private static final int POWER_STATUS = 0x7014;
    private static final int POWER_BOOST = 0x7080;
    private static final int FLASH = 0x22000;

    private static final long MSI = 4_000_000;
    private static final long HSI = 16_000_000;
    private static final long PER_WAIT_STATE = 20_000_000;
    private static final long WITHOUT_BOOST = 80_000_000;

    private final String port;

    ClocksL4(Board board) {
        port = board.serial().port();
        reset(0x63, CONTROL);
        reset(0, CONFIG, PORT_CLOCKS, APB1, APB1_MORE, APB2, POWER_SUPPLY, POWER_STATUS);
        reset(0x1000, PLL);
        reset(0x200, POWER);
        reset(0x100, POWER_BOOST);
        reset(0x600, FLASH);
    }

    @Override
    int derived(int at, int value) {
        return switch (at) {
            case CONTROL -> value | (value & 1) << 1 | (value & 0x100) << 2 | (value & 0x01000000) << 1;
            case CONFIG -> (value & ~0xC) | (value & 3) << 2;
            default -> value;
        };
    }

    @Override
    public boolean write(int at, int value) {
        boolean power = at >= POWER && at <= POWER_BOOST;
        return (power && !bit(APB1, 28)) ? read(at) >= 0 : super.write(at, value);
    }

    @Override
    public String misuse() {
        long core = coreHertz();
        if (core == 0) {
            return "the core clock comes from a source that is off";
        }
        if (core > WITHOUT_BOOST && bit(POWER_BOOST, 8)) {
            return "the core runs at " + core / 1_000_000 + " MHz without boost";
        }
        return Clocks.waits(core, PER_WAIT_STATE, bits(FLASH, 0, 4));
    }

    @Override
    public long coreHertz() {
        long system = switch (bits(CONFIG, 0, 2)) {
            case 0 -> MSI;
            case 1 -> bit(CONTROL, 8) ? HSI : 0;
            case 3 -> bit(CONTROL, 24) && bit(PLL, 24) ? pllHertz() : 0;
            default -> 0;
        };
        return Clocks.divided(system, bits(CONFIG, 4, 4), 8);
    }

    private long pllHertz() {
        long source = switch (bits(PLL, 0, 2)) {
            case 1 -> MSI;
            case 2 -> bit(CONTROL, 8) ? HSI : 0;
            default -> 0;
        };
        return source / (bits(PLL, 4, 4) + 1) * bits(PLL, 8, 7) / (2L * (bits(PLL, 25, 2) + 1));
    }

    @Override
    public long serialHertz() {
        boolean on = switch (port) {
            case "USART1" -> bit(APB2, 14);
            case "USART3" -> bit(APB1, 18);
            default -> bit(APB1_MORE, 0);
        };
        return on ? Clocks.divided(coreHertz(), bits(CONFIG, port.equals("USART1") ? 11 : 8, 3), 4) : 0;
    }

    @Override
    public boolean portClockOn(int pins) {
        return bit(PORT_CLOCKS, pins) && (pins != 6 || bit(POWER_SUPPLY, 9));
    }

    @Override
    public int ports() {
        return 0x8000000;
    }

    @Override
    public int serial() {
        return switch (port) {
            case "USART1" -> 0x13800;
            case "USART3" -> 0x4800;
            default -> 0x8000;
        };
    }
}
