/* STM32U5 at 160 MHz from the internal 16 MHz oscillator: / 2 * 40 / 2, range 1 with its booster. */
#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(address))

#define RCC_CR REG(0x46020C00)
#define RCC_CFGR1 REG(0x46020C1C)
#define RCC_PLL1CFGR REG(0x46020C28)
#define RCC_PLL1DIVR REG(0x46020C34)
#define RCC_AHB2ENR1 REG(0x46020C8C)
#define RCC_AHB3ENR REG(0x46020C94)
#define RCC_APB1ENR1 REG(0x46020C9C)
#define RCC_APB2ENR REG(0x46020CA4)
#define PWR_VOSR REG(0x4602080C)
#define FLASH_ACR REG(0x40022000)
#define ICACHE_CR REG(0x40030400)

#define PORTS_BASE 0x42020000u
#define PORTS_ENABLE RCC_AHB2ENR1
#define USART1_BASE 0x40013800u
#define USART1_ENABLE RCC_APB2ENR
#define USART1_ENABLE_BIT 14
#define USART1_HERTZ BOARD_CORE_HERTZ
#define USART3_BASE 0x40004800u
#define USART3_ENABLE RCC_APB1ENR1
#define USART3_ENABLE_BIT 18
#define USART3_HERTZ BOARD_CORE_HERTZ

static void set_clock(void)
{
    RCC_AHB3ENR |= 1u << 2; /* power interface */
    (void)RCC_AHB3ENR;
    RCC_CR |= 1u << 8;
    while (!(RCC_CR & 1u << 10)) {
    }
    RCC_PLL1CFGR = 2u | 1u << 8; /* HSI16 / 2; the booster takes it undivided */
    PWR_VOSR = 3u << 16;
    while (!(PWR_VOSR & 1u << 15)) {
    }
    PWR_VOSR |= 1u << 18;
    while (!(PWR_VOSR & 1u << 14)) {
    }
    RCC_PLL1DIVR = (BOARD_CORE_HERTZ / 4000000u - 1u) | 1u << 9 | 1u << 16 | 1u << 24;
    RCC_PLL1CFGR |= 1u << 18;
    RCC_CR |= 1u << 24;
    while (!(RCC_CR & 1u << 25)) {
    }
    FLASH_ACR = 4u | 1u << 8;
    while ((FLASH_ACR & 15u) != 4u) {
    }
    ICACHE_CR |= 1u;
    RCC_CFGR1 = 3u;
    while ((RCC_CFGR1 & 3u << 2) != 3u << 2) {
    }
}

#include "stm32.h"
