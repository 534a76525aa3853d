/* The portable forms of packing; see pack.h. */
#include "pack.h"

#ifndef ESPALIER_DSP

void espalier_pack4(const int8_t *x, uint32_t stride, uint32_t quads, int16_t *group)
{
    espalier_word *to = (espalier_word *)(void *)group;
    for (uint32_t i = 0; i < quads; i++, to += 8) {
        for (uint32_t t = 0; t < 4u; t++) {
            uint32_t word = espalier_load4(x + t * stride + 4u * i);
            to[t] = espalier_signed02(word);
            to[4u + t] = espalier_signed13(word);
        }
    }
}

void espalier_pack4_sums(const int8_t *x, uint32_t stride, uint32_t quads, int16_t *group, int32_t sums[4])
{
    espalier_pack4(x, stride, quads, group);
    for (uint32_t t = 0; t < 4u; t++) {
        sums[t] = 0;
        for (uint32_t i = 0; i < 4u * quads; i++) {
            sums[t] += x[t * stride + i];
        }
    }
}

void espalier_pack_keys(const uint8_t *even, const uint8_t *odd, uint32_t quads, espalier_word *columns)
{
    for (uint32_t i = 0; i < quads; i++) {
        espalier_pack_key_words(espalier_load4(even + 4u * i), espalier_load4(odd + 4u * i), columns + 2u * i);
    }
}

#endif
