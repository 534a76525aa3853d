/* STM32L4+ at 120 MHz from the internal 16 MHz oscillator: / 2 * 30 / 2, range 1 with boost. */
#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(address))

#define RCC_CR REG(0x40021000)
#define RCC_CFGR REG(0x40021008)
#define RCC_PLLCFGR REG(0x4002100C)
#define RCC_AHB2ENR REG(0x4002104C)
#define RCC_APB1ENR1 REG(0x40021058)
#define RCC_APB1ENR2 REG(0x4002105C)
#define RCC_APB2ENR REG(0x40021060)
#define PWR_CR1 REG(0x40007000)
#define PWR_CR2 REG(0x40007004)
#define PWR_SR2 REG(0x40007014)
#define PWR_CR5 REG(0x40007080)
#define FLASH_ACR REG(0x40022000)

#define PORTS_BASE 0x48000000u
#define PORTS_ENABLE RCC_AHB2ENR
#define USART1_BASE 0x40013800u
#define USART1_ENABLE RCC_APB2ENR
#define USART1_ENABLE_BIT 14
#define USART1_HERTZ BOARD_CORE_HERTZ
#define USART3_BASE 0x40004800u
#define USART3_ENABLE RCC_APB1ENR1
#define USART3_ENABLE_BIT 18
#define USART3_HERTZ BOARD_CORE_HERTZ
#define LPUART1_BASE 0x40008000u
#define LPUART1_ENABLE RCC_APB1ENR2
#define LPUART1_ENABLE_BIT 0
#define LPUART1_HERTZ BOARD_CORE_HERTZ
#ifdef BOARD_LOW_POWER_UART /* its divider counts 256ths */
#define UART_SCALE 256u
#endif

static void set_clock(void)
{
    RCC_APB1ENR1 |= 1u << 28; /* power interface */
    (void)RCC_APB1ENR1;
    PWR_CR5 &= ~(1u << 8); /* boost */
    while (PWR_SR2 & 1u << 10) {
    }
    PWR_CR2 |= 1u << 9; /* supply of port G above pin 1 */
    RCC_CR |= 1u << 8;
    while (!(RCC_CR & 1u << 10)) {
    }
    RCC_PLLCFGR = 2u | 1u << 4 | BOARD_CORE_HERTZ / 4000000u << 8 | 1u << 24;
    RCC_CR |= 1u << 24;
    while (!(RCC_CR & 1u << 25)) {
    }
    FLASH_ACR = 5u | 1u << 8 | 1u << 9 | 1u << 10;
    while ((FLASH_ACR & 15u) != 5u) {
    }
    RCC_CFGR = 8u << 4 | 3u; /* half the clock for a moment: above 80 MHz the voltage needs it */
    while ((RCC_CFGR & 3u << 2) != 3u << 2) {
    }
    for (uint32_t i = 0; i < 100u; i++) {
        __asm volatile("nop");
    }
    RCC_CFGR = 3u;
}

#include "stm32.h"
