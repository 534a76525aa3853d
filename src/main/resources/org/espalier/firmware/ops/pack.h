/* Packing bytes into the groups of int16 that tile.h describes. */
#ifndef ESPALIER_PACK_H
#define ESPALIER_PACK_H

#include <stdint.h>

#include "arithmetic.h"

/* A word of two packed values; the scratch is aligned to 8. */
typedef uint32_t __attribute__((may_alias)) espalier_word;

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

/* Four key bytes of an even and of an odd row into two words of biased halfwords. */
ESPALIER_INLINE void espalier_pack_key_words(uint32_t even, uint32_t odd, espalier_word *to)
{
    even ^= 0x80808080u;
    to[0] = (even & 0x00ff00ffu) | (odd & 0x00ff00ffu) << 8;
    to[1] = (even >> 8 & 0x00ff00ffu) | (odd & 0xff00ff00u);
}

/* Packs 4 * quads values of each of four tokens, `stride` bytes apart; quads may be 0. */
void espalier_pack4(const int8_t *x, uint32_t stride, uint32_t quads, int16_t *group);

/* The same, and the sum of each token's values. */
void espalier_pack4_sums(const int8_t *x, uint32_t stride, uint32_t quads, int16_t *group, int32_t sums[4]);

/* Packs 4 * quads values of a pair of keys; quads may be 0. */
void espalier_pack_keys(const uint8_t *even, const uint8_t *odd, uint32_t quads, espalier_word *columns);

/* Packs the last values of one token in a group of `size`: those from 4 * (k / 4) on; returns their sum. */
ESPALIER_INLINE int32_t espalier_pack_tail(const int8_t *x, uint32_t k, uint32_t size, espalier_word *to)
{
    uint32_t word = espalier_load_tail((const uint8_t *)x + (k & ~3u), k & 3u);
    to[0] = espalier_signed02(word);
    to[size] = espalier_signed13(word);
    return espalier_add_halves(to[size], espalier_add_halves(to[0], 0));
}

/* Packs one group of `size` (4, 2 or 1) tokens of k int8 values each, `stride` bytes apart. */
ESPALIER_INLINE void espalier_pack_group(const int8_t *x, uint32_t stride, uint32_t size, uint32_t k, int16_t *group)
{
    espalier_word *to = (espalier_word *)(void *)group;
    if (size == 4u) {
        espalier_pack4(x, stride, k / 4u, group);
        to += 8u * (k / 4u);
    } else {
        for (uint32_t i = 0; i + 4u <= k; i += 4u, to += 2u * size) {
            for (uint32_t t = 0; t < size; t++) {
                uint32_t word = espalier_load4(x + t * stride + i);
                to[t] = espalier_signed02(word);
                to[size + t] = espalier_signed13(word);
            }
        }
    }
    if ((k & 3u) != 0) {
        for (uint32_t t = 0; t < size; t++) {
            (void)espalier_pack_tail(x + t * stride, k, size, to + t);
        }
    }
}

#endif
