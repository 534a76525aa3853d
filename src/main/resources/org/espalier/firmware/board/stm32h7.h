/* STM32H742, 743, 750, 753 at 400 MHz: PLL1 at 800 MHz / 2, voltage scale 1 from the linear regulator, bus matrix at
 * half, peripherals at a quarter. 480 MHz needs scale 0, which early chips lack. */
#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(address))

#define RCC_CR REG(0x58024400)
#define RCC_CFGR REG(0x58024410)
#define RCC_D1CFGR REG(0x58024418)
#define RCC_D2CFGR REG(0x5802441C)
#define RCC_D3CFGR REG(0x58024420)
#define RCC_PLLCKSELR REG(0x58024428)
#define RCC_PLLCFGR REG(0x5802442C)
#define RCC_PLL1DIVR REG(0x58024430)
#define RCC_AHB2ENR REG(0x580244DC)
#define RCC_AHB4ENR REG(0x580244E0)
#define RCC_APB1LENR REG(0x580244E8)
#define RCC_APB2ENR REG(0x580244F0)
#define QUADSPI_BASE 0x52005000u
#define QUADSPI_ENABLE REG(0x580244D4)
#define QUADSPI_ENABLE_BIT 14
#define QUADSPI_HERTZ (BOARD_CORE_HERTZ / 2u) /* the bus matrix's, as after reset */
#define FMC_BASE 0x52004000u
#define FMC_ENABLE REG(0x580244D4)
#define FMC_ENABLE_BIT 12
#define FMC_HERTZ (BOARD_CORE_HERTZ / 2u)
#define FMC_SWITCH (1u << 31)
#define PWR_CSR1 REG(0x58024804)
#define PWR_CR3 REG(0x5802480C)
#define PWR_D3CR REG(0x58024818)
#define FLASH_ACR REG(0x52002000)

#define PORTS_BASE 0x58020000u
#define PORTS_ENABLE RCC_AHB4ENR
#define USART1_BASE 0x40011000u
#define USART1_ENABLE RCC_APB2ENR
#define USART1_ENABLE_BIT 4
#define USART1_HERTZ (BOARD_CORE_HERTZ / 4u)
#define USART3_BASE 0x40004800u
#define USART3_ENABLE RCC_APB1LENR
#define USART3_ENABLE_BIT 18
#define USART3_HERTZ (BOARD_CORE_HERTZ / 4u)

#define STM32_CORTEX_M7

/* The PLL's input: 2 MHz (range 1) or 5 MHz (range 2). */
#if BOARD_HSE_HERTZ % 2000000 == 0
#define PLL_INPUT 2000000u
#define PLL_RANGE 1u
#else
#define PLL_INPUT 5000000u
#define PLL_RANGE 2u
#endif

static void set_clock(void)
{
    RCC_AHB2ENR |= 7u << 29; /* SRAM1 to SRAM3, where a piece of the arena may lie */
    (void)RCC_AHB2ENR;
    PWR_CR3 = 1u << 1 | 1u << 2; /* linear regulator; written once, before the voltage is changed */
    while (!(PWR_CSR1 & 1u << 13)) {
    }
    PWR_D3CR |= 3u << 14; /* scale 1 */
    while (!(PWR_D3CR & 1u << 13)) {
    }
    RCC_CR |= BOARD_HSE_BYPASS << 18;
    RCC_CR |= 1u << 16;
    while (!(RCC_CR & 1u << 17)) {
    }
    RCC_PLLCKSELR = BOARD_HSE_HERTZ / PLL_INPUT << 4 | 2u;
    RCC_PLLCFGR = PLL_RANGE << 2 | 1u << 16; /* wide range, output P */
    RCC_PLL1DIVR = (2u * BOARD_CORE_HERTZ / PLL_INPUT - 1u) | 1u << 9 | 7u << 16 | 1u << 24;
    RCC_CR |= 1u << 24;
    while (!(RCC_CR & 1u << 25)) {
    }
    FLASH_ACR = 2u | 2u << 4;
    while (FLASH_ACR != (2u | 2u << 4)) {
    }
    RCC_D1CFGR = 8u | 4u << 4; /* AHB / 2, APB3 / 2 */
    RCC_D2CFGR = 4u << 4 | 4u << 8;
    RCC_D3CFGR = 4u << 4;
    RCC_CFGR = 3u;
    while ((RCC_CFGR & 7u << 3) != 3u << 3) {
    }
}

#include "stm32.h"
