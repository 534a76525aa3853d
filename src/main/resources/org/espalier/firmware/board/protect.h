/* The memory protection unit of an M4 or M7, for memories outside the chip: included by stm32.h where the board has one.
 *
 * The core takes 0x60000000 to 0x9FFFFFFF for memory and may read ahead anywhere in it; what lies from 0xA0000000 on it
 * takes for devices, which it neither caches nor reads at odd addresses. Both are told here what is really there. */
#ifndef PROTECT_H
#define PROTECT_H

#define MPU_CTRL REG(0xE000ED94)
#define MPU_RBAR REG(0xE000ED9C)
#define MPU_RASR REG(0xE000EDA0)

#define PROTECT_NOTHING_THERE (1u << 28)                                      /* no access */
#define PROTECT_FLASH (1u << 28 | 6u << 24 | 1u << 17)                        /* read only, cached */
#define PROTECT_RAM (1u << 28 | 3u << 24 | 1u << 19 | 1u << 17 | 1u << 16)    /* cached, written back */

/* Region `number`; a higher number wins. `bits`: size as a power of two, which `base` is a multiple of. No code runs
 * there. */
static void protect(uint32_t number, uint32_t base, uint32_t bits, uint32_t what)
{
    barrier();
    MPU_RBAR = base | 1u << 4 | number;
    MPU_RASR = what | (bits - 1u) << 1 | 1u;
    MPU_CTRL = 1u << 2 | 1u; /* elsewhere all is as without */
    barrier();
}

#endif
