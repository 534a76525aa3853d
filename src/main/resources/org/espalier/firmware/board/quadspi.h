/* A Quad-SPI flash outside the chip, shown as memory: included by stm32.h where the board has one.
 *
 * Read with opcode 0x6B: command and 3-byte address on one line, 8 dummy cycles, data on four lines. Chips of up to 16 MB
 * understand that after a reset without any setting; larger ones are read with 0x6C and a 4-byte address, which needs no
 * setting either. Two chips side by side get the same commands and give half of each byte. They are reset first: whatever
 * ran before may have left them in another mode. At most 72 MHz. */
#ifndef QUADSPI_H
#define QUADSPI_H

#define QUADSPI_CR REG(QUADSPI_BASE)
#define QUADSPI_DCR REG(QUADSPI_BASE + 0x04u)
#define QUADSPI_SR REG(QUADSPI_BASE + 0x08u)
#define QUADSPI_FCR REG(QUADSPI_BASE + 0x0Cu)
#define QUADSPI_CCR REG(QUADSPI_BASE + 0x14u)

#define QUADSPI_WINDOW 0x90000000u /* of 256 MB */

#if BOARD_QUAD_SPI_BITS - BOARD_QUAD_SPI_TWO > 24
#define QUADSPI_READ (3u << 12 | 0x6Cu)
#else
#define QUADSPI_READ (2u << 12 | 0x6Bu)
#endif

/* Sends one byte on one line and waits until that is done. */
static void quadspi_command(uint32_t instruction)
{
    QUADSPI_CCR = 1u << 8 | instruction;
    while (!(QUADSPI_SR & 1u << 1)) {
    }
    QUADSPI_FCR = 1u << 1;
}

/* After the clocks and the cycle counter have been started. */
static void open_quadspi(void)
{
    static const uint8_t pins[][3] = {BOARD_QUAD_SPI_PINS};
    protect(0, QUADSPI_WINDOW, 28, PROTECT_NOTHING_THERE);
    QUADSPI_ENABLE |= 1u << QUADSPI_ENABLE_BIT;
    route_fast(pins, sizeof pins / sizeof pins[0]);
    QUADSPI_DCR = (BOARD_QUAD_SPI_BITS - 1u) << 16 | 1u << 8;
    QUADSPI_CR = (QUADSPI_HERTZ - 1u) / 72000000u << 24 | BOARD_QUAD_SPI_TWO << 6 | 1u << 4 | 1u; /* sampled late */
    quadspi_command(0x66);
    quadspi_command(0x99);
    for (uint32_t start = board_cycles(); board_cycles() - start < BOARD_CORE_HERTZ / 10000u;) {
    }
    QUADSPI_CCR = 3u << 26 | 3u << 24 | 8u << 18 | 1u << 10 | 1u << 8 | QUADSPI_READ;
    barrier();
    protect(1, QUADSPI_WINDOW, BOARD_QUAD_SPI_BITS, PROTECT_FLASH);
}

#endif
