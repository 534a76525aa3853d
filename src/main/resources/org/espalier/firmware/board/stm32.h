/* What all STM32 boards share: caches, cycle counter, pins, serial port. A board's own file, generated from its data,
 * defines the constants below and then includes its family's header, which includes this one at its end.
 *
 *   BOARD_NAME, BOARD_CORE_HERTZ, BOARD_BAUD
 *   BOARD_HSE_HERTZ, BOARD_HSE_BYPASS   the external clock, and whether it comes from outside as a square wave
 *   BOARD_UART                          USART1, USART3 or LPUART1
 *   BOARD_TX_PORT, BOARD_TX_PIN, BOARD_RX_PORT, BOARD_RX_PIN, BOARD_UART_FUNCTION
 *
 *   BOARD_QUAD_SPI_BITS, BOARD_QUAD_SPI_TWO,   of a flash outside the chip, where there is one: size as a power of two;
 *   BOARD_QUAD_SPI_PINS                        1 for two chips side by side; port, pin and function of clock, select,
 *                                              data
 *   BOARD_SDRAM_BASE, BOARD_SDRAM_BITS,        of an SDRAM that arenas may use: where it is, its size as a power of two,
 *   BOARD_SDRAM_BANK, BOARD_SDRAM_PINS, ...    the controller's bank, port, pin and function; sdram.h has the others
 *
 * A family defines set_clock(), PORTS_BASE, PORTS_ENABLE, and for each serial port NAME_BASE, NAME_ENABLE (a register),
 * NAME_ENABLE_BIT and NAME_HERTZ. */
#ifndef STM32_H
#define STM32_H

#include "board.h"

#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)

#define SCB_CCR REG(0xE000ED14)
#define SCB_SHCSR REG(0xE000ED24)
#define SCB_CCSIDR REG(0xE000ED80)
#define SCB_CSSELR REG(0xE000ED84)
#define SCB_ICIALLU REG(0xE000EF50)
#define SCB_DCISW REG(0xE000EF60)
#define DEMCR REG(0xE000EDFC)
#define DWT_CTRL REG(0xE0001000)
#define DWT_CYCCNT REG(0xE0001004)
#define DWT_LAR REG(0xE0001FB0)

#define UART_BASE JOIN(BOARD_UART, _BASE)
#define UART_HERTZ JOIN(BOARD_UART, _HERTZ)
#ifdef STM32_OLD_USART /* of the F4 */
#define UART_STATUS REG(UART_BASE)
#define UART_RECEIVED REG(UART_BASE + 0x04)
#define UART_SENT REG(UART_BASE + 0x04)
#define UART_BRR REG(UART_BASE + 0x08)
#define UART_CR1 REG(UART_BASE + 0x0C)
#define UART_ENABLE (1u << 13 | 1u << 3 | 1u << 2)
#else
#define UART_CR1 REG(UART_BASE)
#define UART_CR3 REG(UART_BASE + 0x08)
#define UART_BRR REG(UART_BASE + 0x0C)
#define UART_STATUS REG(UART_BASE + 0x1C)
#define UART_RECEIVED REG(UART_BASE + 0x24)
#define UART_SENT REG(UART_BASE + 0x28)
#define UART_ENABLE (1u << 3 | 1u << 2 | 1u)
#endif
#ifndef UART_SCALE
#define UART_SCALE 1u
#endif

const char board_name[] = BOARD_NAME;
const uint32_t board_core_hertz = BOARD_CORE_HERTZ;

static void barrier(void) { __asm volatile("dsb\n\tisb" ::: "memory"); }

static void enable_caches(void)
{
#ifdef STM32_CORTEX_M7
    barrier();
    SCB_ICIALLU = 0;
    barrier();
    SCB_CCR |= 1u << 17;
    SCB_CSSELR = 0;
    barrier();
    uint32_t size = SCB_CCSIDR;
    uint32_t sets = size >> 13 & 0x7FFF, ways = size >> 3 & 0x3FF;
    for (uint32_t set = 0; set <= sets; set++) {
        for (uint32_t way = 0; way <= ways; way++) {
            SCB_DCISW = way << 30 | set << 5; /* 4 ways of 32-byte lines */
        }
    }
    barrier();
    SCB_CCR |= 1u << 16;
#endif
    barrier();
}

static void start_cycle_counter(void)
{
    DEMCR |= 1u << 24;
    DWT_LAR = 0xC5ACCE55u; /* a lock on the M7; elsewhere nothing is there to be written */
    DWT_CYCCNT = 0;
    DWT_CTRL |= 1u;
}

/* A pin's alternate function. */
static void route_to(uint32_t port, uint32_t pin, uint32_t number)
{
    uint32_t base = PORTS_BASE + 0x400u * port;
    volatile uint32_t *function = &REG(base + 0x20u + 4u * (pin / 8u));
    *function = (*function & ~(15u << 4u * (pin % 8u))) | number << 4u * (pin % 8u);
    REG(base) = (REG(base) & ~(3u << 2u * pin)) | 2u << 2u * pin;
}

/* A pin as the serial port's, with a weak pull-up: an open line rests high. */
static void route(uint32_t port, uint32_t pin)
{
    uint32_t base = PORTS_BASE + 0x400u * port;
    REG(base + 0x0Cu) = (REG(base + 0x0Cu) & ~(3u << 2u * pin)) | 1u << 2u * pin;
    route_to(port, pin, BOARD_UART_FUNCTION);
}

static uint32_t divider(uint32_t speed)
{
    return (uint32_t)(((uint64_t)UART_SCALE * UART_HERTZ + speed / 2u) / speed);
}

static void open_serial_port(void)
{
    PORTS_ENABLE |= 1u << BOARD_TX_PORT | 1u << BOARD_RX_PORT;
    JOIN(BOARD_UART, _ENABLE) |= 1u << JOIN(BOARD_UART, _ENABLE_BIT);
    (void)JOIN(BOARD_UART, _ENABLE);
    route(BOARD_TX_PORT, BOARD_TX_PIN);
    route(BOARD_RX_PORT, BOARD_RX_PIN);
    UART_CR1 = 0;
#ifndef STM32_OLD_USART
    UART_CR3 = 1u << 12; /* a byte that comes too early replaces the last one: the checksum finds it */
#endif
    UART_BRR = divider(BOARD_BAUD);
    UART_CR1 = UART_ENABLE;
}

#if defined BOARD_QUAD_SPI_PINS || defined BOARD_SDRAM_PINS
/* Pins of a memory outside the chip, with the fastest edges: port, pin and function of each. */
static void route_fast(const uint8_t pins[][3], uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        PORTS_ENABLE |= 1u << pins[i][0];
        (void)PORTS_ENABLE;
        route_to(pins[i][0], pins[i][1], pins[i][2]);
        REG(PORTS_BASE + 0x400u * pins[i][0] + 0x08u) |= 3u << 2u * pins[i][1];
    }
}

#include "protect.h"
#endif
#ifdef BOARD_QUAD_SPI_PINS
#include "quadspi.h"
#endif
#ifdef BOARD_SDRAM_PINS
#include "sdram.h"
#endif

void board_init(void)
{
    SCB_SHCSR |= 7u << 16; /* separate memory, bus and usage faults */
    set_clock();
    enable_caches();
    start_cycle_counter();
    open_serial_port();
#ifdef BOARD_QUAD_SPI_PINS
    if ((uint32_t)board_outside_end != (uint32_t)board_outside_start) {
        open_quadspi();
    }
#endif
#ifdef BOARD_SDRAM_PINS
    open_sdram();
#endif
}

__attribute__((noinline)) uint32_t board_cycles(void) { return DWT_CYCCNT; }

void board_send(uint8_t byte)
{
    while (!(UART_STATUS & 1u << 7)) {
    }
    UART_SENT = byte;
}

static uint32_t fast;       /* whether the port has another speed than at start */
static uint32_t tried;      /* whether no frame has come at that speed yet */
static uint32_t tried_from; /* since when */
static uint32_t bad;        /* frames in a row that did not check */

/* At most 2 % off, 16 cycles a bit. */
uint32_t board_speed_possible(uint32_t speed)
{
    if (speed < 9600u || speed > UART_HERTZ / 16u) {
        return 0;
    }
    uint32_t real = (uint32_t)((uint64_t)UART_SCALE * UART_HERTZ / divider(speed));
    uint32_t off = real > speed ? real - speed : speed - real;
    return off <= speed / 50u;
}

static void set_speed(uint32_t speed)
{
    while (!(UART_STATUS & 1u << 6)) { /* the last byte is on its way */
    }
    UART_CR1 = 0;
    UART_BRR = divider(speed);
    UART_CR1 = UART_ENABLE;
    fast = speed != BOARD_BAUD;
    bad = 0;
}

void board_try_speed(uint32_t speed)
{
    set_speed(speed);
    tried = fast;
    tried_from = board_cycles();
}

void board_good_frame(void) { tried = bad = 0; }

void board_bad_frame(void)
{
    if (fast && ++bad == 3u) {
        set_speed(BOARD_BAUD);
    }
}

uint32_t board_pending(void)
{
    if (tried && board_cycles() - tried_from > BOARD_CORE_HERTZ / 2u) {
        tried = 0;
        set_speed(BOARD_BAUD);
    }
    return UART_STATUS & 1u << 5;
}

uint8_t board_receive(void)
{
    while (!board_pending()) {
    }
    return (uint8_t)UART_RECEIVED;
}

#endif
