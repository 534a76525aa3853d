/* Packing bytes into the groups of int16 that tile.h describes. */
#ifndef ESPALIER_PACK_H
#define ESPALIER_PACK_H

#include <stdint.h>

#include "arithmetic.h"

/* Four bytes at any address, the first one lowest. */
ESPALIER_INLINE uint32_t espalier_load4(const void *from)
{
    uint32_t word;
    __builtin_memcpy(&word, from, 4);
    return word;
}

/* Up to four bytes, the missing ones zero. */
ESPALIER_INLINE uint32_t espalier_load_tail(const uint8_t *from, uint32_t n)
{
    uint32_t word = 0;
    for (uint32_t i = 0; i < n; i++) {
        word |= (uint32_t)from[i] << (8u * i);
    }
    return word;
}

/* Bytes 0 and 2 of a word, sign-extended to halfwords. */
ESPALIER_INLINE uint32_t espalier_signed02(uint32_t word)
{
#ifdef ESPALIER_DSP
    uint32_t halves;
    __asm__("sxtb16 %0, %1" : "=r"(halves) : "r"(word));
    return halves;
#else
    return ((uint32_t)(int8_t)(word & 0xffu) & 0xffffu) | (uint32_t)(int8_t)(word >> 16 & 0xffu) << 16;
#endif
}

/* Bytes 1 and 3 of a word, sign-extended to halfwords. */
ESPALIER_INLINE uint32_t espalier_signed13(uint32_t word)
{
#ifdef ESPALIER_DSP
    uint32_t halves;
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(halves) : "r"(word));
    return halves;
#else
    return espalier_signed02(word >> 8);
#endif
}

/* sum + both signed halfwords of a word. */
ESPALIER_INLINE int32_t espalier_add_halves(uint32_t word, int32_t sum)
{
#ifdef ESPALIER_DSP
    int32_t more;
    __asm__("smlad %0, %1, %2, %3" : "=r"(more) : "r"(word), "r"(0x00010001), "r"(sum));
    return more;
#else
    return sum + (int16_t)(word & 0xffffu) + (int16_t)(word >> 16);
#endif
}

/* A word of two packed values; the scratch is aligned to 8. */
typedef uint32_t __attribute__((may_alias)) espalier_word;

/* Packs one group of `size` (4, 2 or 1) tokens of k int8 values each, `stride` bytes apart. */
ESPALIER_INLINE void espalier_pack_group(const int8_t *x, uint32_t stride, uint32_t size, uint32_t k, int16_t *group)
{
    espalier_word *to = (espalier_word *)(void *)group;
    uint32_t i = 0;
    for (; i + 4u <= k; i += 4u) {
#pragma GCC unroll 4
        for (uint32_t t = 0; t < size; t++) {
            uint32_t word = espalier_load4(x + t * stride + i);
            to[t] = espalier_signed02(word);
            to[size + t] = espalier_signed13(word);
        }
        to += 2u * size;
    }
    if (i < k) {
        for (uint32_t t = 0; t < size; t++) {
            uint32_t word = espalier_load_tail((const uint8_t *)x + t * stride + i, k - i);
            to[t] = espalier_signed02(word);
            to[size + t] = espalier_signed13(word);
        }
    }
}

#endif
