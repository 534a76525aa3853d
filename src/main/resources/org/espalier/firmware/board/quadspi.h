/* A Quad-SPI flash outside the chip, shown as memory: included by stm32.h where the board has one.
 *
 * Read with opcode 0x6B: command and 3-byte address on one line, 8 dummy cycles, data on four lines. Chips of up to 16 MB
 * understand that after a reset without any setting. The chip is reset first: whatever ran before may have left it in
 * another mode. At most 72 MHz. */
#ifndef QUADSPI_H
#define QUADSPI_H

#define QUADSPI_CR REG(QUADSPI_BASE)
#define QUADSPI_DCR REG(QUADSPI_BASE + 0x04u)
#define QUADSPI_SR REG(QUADSPI_BASE + 0x08u)
#define QUADSPI_FCR REG(QUADSPI_BASE + 0x0Cu)
#define QUADSPI_CCR REG(QUADSPI_BASE + 0x14u)

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
    static const uint8_t pins[6][3] = {BOARD_QUAD_SPI_PINS};
    QUADSPI_ENABLE |= 1u << QUADSPI_ENABLE_BIT;
    for (uint32_t i = 0; i < 6; i++) {
        PORTS_ENABLE |= 1u << pins[i][0];
        (void)PORTS_ENABLE;
        route_to(pins[i][0], pins[i][1], pins[i][2]);
        REG(PORTS_BASE + 0x400u * pins[i][0] + 0x08u) |= 3u << 2u * pins[i][1]; /* fastest edges */
    }
    QUADSPI_DCR = (BOARD_QUAD_SPI_BITS - 1u) << 16 | 1u << 8;
    QUADSPI_CR = (BOARD_CORE_HERTZ - 1u) / 72000000u << 24 | 1u << 4 | 1u; /* sampled half a cycle later */
    quadspi_command(0x66);
    quadspi_command(0x99);
    for (uint32_t start = board_cycles(); board_cycles() - start < BOARD_CORE_HERTZ / 10000u;) {
    }
    QUADSPI_CCR = 3u << 26 | 3u << 24 | 8u << 18 | 2u << 12 | 1u << 10 | 1u << 8 | 0x6Bu;
    barrier();
}

#endif
