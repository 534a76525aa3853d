/* An SDRAM outside the chip: included by stm32.h where the board lets an arena lie in one.
 *
 * Bursts of one word; the chip is refreshed as often as 64 ms for all rows ask for, less 20 clocks for a row that is
 * being read. Its data and control lines switch at the fastest edges. */
#ifndef SDRAM_H
#define SDRAM_H

#define SDRAM_CONTROL(bank) REG(FMC_BASE + 0x140u + 4u * (bank))
#define SDRAM_TIMING(bank) REG(FMC_BASE + 0x148u + 4u * (bank))
#define SDRAM_COMMAND REG(FMC_BASE + 0x150u)
#define SDRAM_REFRESH REG(FMC_BASE + 0x154u)
#define SDRAM_STATUS REG(FMC_BASE + 0x158u)

#define SDRAM_HERTZ (FMC_HERTZ / BOARD_SDRAM_DIVIDER)
/* What bank 1 decides for both: clock, bursts, delay of reading. */
#define SDRAM_SHARED (BOARD_SDRAM_DIVIDER << 10 | 1u << 12 | BOARD_SDRAM_READ_PIPE << 13)
#define SDRAM_SHAPE                                                                                                    \
    ((BOARD_SDRAM_COLUMN_BITS - 8u) | (BOARD_SDRAM_ROW_BITS - 11u) << 2 | (BOARD_SDRAM_DATA_BITS / 16u) << 4 |         \
     (BOARD_SDRAM_BANKS / 4u) << 6 | BOARD_SDRAM_CAS << 7)

/* Sends a command `times` times, and `value` with it. */
static void sdram_command(uint32_t command, uint32_t times, uint32_t value)
{
    SDRAM_COMMAND = command | 1u << (5u - BOARD_SDRAM_BANK) | (times - 1u) << 5 | value << 9;
    while (SDRAM_STATUS & 1u << 5) {
    }
}

/* After the clocks and the cycle counter have been started. */
static void open_sdram(void)
{
    static const uint8_t pins[][3] = {BOARD_SDRAM_PINS};
    static const uint8_t clocks[7] = {BOARD_SDRAM_TIMING};
    uint32_t timing = 0;
    FMC_ENABLE |= 1u << FMC_ENABLE_BIT;
    route_fast(pins, sizeof pins / sizeof pins[0]);
    for (uint32_t i = 0; i < 7; i++) {
        timing |= (clocks[i] - 1u) << 4u * i;
    }
    SDRAM_CONTROL(0) = SDRAM_SHARED | SDRAM_SHAPE;
    SDRAM_TIMING(0) = timing;
    SDRAM_CONTROL(BOARD_SDRAM_BANK - 1u) = SDRAM_SHARED | SDRAM_SHAPE;
    SDRAM_TIMING(BOARD_SDRAM_BANK - 1u) = timing;
#ifdef FMC_SWITCH
    REG(FMC_BASE) |= FMC_SWITCH;
#endif
    sdram_command(1, 1, 0); /* clock on */
    for (uint32_t start = board_cycles(); board_cycles() - start < BOARD_CORE_HERTZ / 5000u;) {
    }
    sdram_command(2, 1, 0);                                /* all banks closed */
    sdram_command(3, 8, 0);                                /* refreshed */
    sdram_command(4, 1, BOARD_SDRAM_CAS << 4 | 1u << 9);   /* mode: single words, as late as the controller expects */
    SDRAM_REFRESH = ((SDRAM_HERTZ / 1000u * 64u >> BOARD_SDRAM_ROW_BITS) - 20u) << 1;
    protect(2, BOARD_SDRAM_BASE, BOARD_SDRAM_BITS, PROTECT_RAM);
}

#endif
