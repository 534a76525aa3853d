/* STM32F4 (with STM32F4 defined) and STM32F7: HSE / 1 MHz, times twice the core clock, / 2. Over-drive on, but for an F4
 * of up to 168 MHz: those that are no faster have none. */
#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(address))

#define RCC_CR REG(0x40023800)
#define RCC_PLLCFGR REG(0x40023804)
#define RCC_CFGR REG(0x40023808)
#define RCC_AHB1ENR REG(0x40023830)
#define RCC_APB1ENR REG(0x40023840)
#define RCC_APB2ENR REG(0x40023844)
#define QUADSPI_BASE 0xA0001000u
#define QUADSPI_ENABLE REG(0x40023838)
#define QUADSPI_ENABLE_BIT 1
#define QUADSPI_HERTZ BOARD_CORE_HERTZ
#define FMC_BASE 0xA0000000u
#define FMC_ENABLE REG(0x40023838)
#define FMC_ENABLE_BIT 0
#define FMC_HERTZ BOARD_CORE_HERTZ
#define PWR_CR1 REG(0x40007000)
#define PWR_CSR1 REG(0x40007004)
#define FLASH_ACR REG(0x40023C00)

#define PORTS_BASE 0x40020000u
#define PORTS_ENABLE RCC_AHB1ENR
#define USART1_BASE 0x40011000u
#define USART1_ENABLE RCC_APB2ENR
#define USART1_ENABLE_BIT 4
#define USART1_HERTZ (BOARD_CORE_HERTZ / 2u)
#define USART3_BASE 0x40004800u
#define USART3_ENABLE RCC_APB1ENR
#define USART3_ENABLE_BIT 18
#define USART3_HERTZ (BOARD_CORE_HERTZ / 4u)

#ifdef STM32F4
#define STM32_OLD_USART
#define FLASH_HELP (1u << 8 | 1u << 9 | 1u << 10) /* prefetch, instruction and data cache */
#else
#define STM32_CORTEX_M7
#define FLASH_HELP (1u << 8 | 1u << 9) /* prefetch, accelerator */
#endif
#define FLASH_WAITS ((BOARD_CORE_HERTZ - 1u) / 30000000u)

static void set_clock(void)
{
    RCC_APB1ENR |= 1u << 28; /* power interface */
    (void)RCC_APB1ENR;
    PWR_CR1 |= 3u << 14; /* scale 1 */
    RCC_CR |= BOARD_HSE_BYPASS << 18;
    RCC_CR |= 1u << 16;
    while (!(RCC_CR & 1u << 17)) {
    }
    RCC_PLLCFGR = BOARD_HSE_HERTZ / 1000000u | BOARD_CORE_HERTZ / 500000u << 6 | 0u << 16 | 1u << 22 | 9u << 24;
    RCC_CR |= 1u << 24;
#if !defined STM32F4 || BOARD_CORE_HERTZ > 168000000u
    PWR_CR1 |= 1u << 16; /* over-drive */
    while (!(PWR_CSR1 & 1u << 16)) {
    }
    PWR_CR1 |= 1u << 17;
    while (!(PWR_CSR1 & 1u << 17)) {
    }
#endif
    while (!(RCC_CR & 1u << 25)) {
    }
    FLASH_ACR = FLASH_WAITS | FLASH_HELP;
    while ((FLASH_ACR & 15u) != FLASH_WAITS) {
    }
    RCC_CFGR = 5u << 10 | 4u << 13; /* APB1 / 4, APB2 / 2 */
    RCC_CFGR = 5u << 10 | 4u << 13 | 2u;
    while ((RCC_CFGR & 3u << 2) != 2u << 2) {
    }
}

#include "stm32.h"
