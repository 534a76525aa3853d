/* QEMU's mps2-an500, a Cortex-M7: its serial port, and no cycle counter. */
#include "board.h"

#define REG(address) (*(volatile uint32_t *)(address))
#define UART_DATA REG(0x40004000)
#define UART_STATE REG(0x40004004)
#define UART_CTRL REG(0x40004008)
#define UART_BAUDDIV REG(0x40004010)
#define SCB_SHCSR REG(0xE000ED24)

const char board_name[] = "mps2-an500";
const uint32_t board_core_hertz = 25000000u;

void board_init(void) {
    SCB_SHCSR |= 7u << 16;
    UART_BAUDDIV = 16;
    UART_CTRL = 3;
}

uint32_t board_cycles(void) { return 0; }

void board_send(uint8_t byte) {
    while (UART_STATE & 1u) {
    }
    UART_DATA = byte;
}

uint32_t board_pending(void) { return UART_STATE & 2u; }

uint8_t board_receive(void) {
    while (!board_pending()) {
    }
    return (uint8_t)UART_DATA;
}
