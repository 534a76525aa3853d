/* What attention with relative positions and without have in common: the packing of keys, values and queries, and
 * softmax. Only attention.c and relative.c read this. */
#ifndef ESPALIER_HEADS_H
#define ESPALIER_HEADS_H

#include "arithmetic.h"
#include "operators.h"
#include "pack.h"

typedef struct {
    const espalier_attention_map *map;
    uint32_t rows;
    uint32_t stride;    /* of Q, K and V rows */
    uint32_t depth;     /* r4(d) */
    uint32_t length;    /* r4(rows) */
    uint32_t even_rows; /* r2(rows) */
} shape;

static shape shape_of(const espalier_attention_map *map, uint32_t rows)
{
    return (shape){map, rows, 3u * map->heads * map->width, espalier_round4(map->width), espalier_round4(rows),
                   espalier_round2(rows)};
}

/* keys: r2(rows) * r4(d) bytes. */
static void pack_keys(const shape *s, const int8_t *k, espalier_word *to)
{
    uint32_t width = s->map->width, whole = width & ~3u;
    for (uint32_t row = 0; row < s->rows; row += 2u) {
        const uint8_t *even = (const uint8_t *)k + row * s->stride;
        const uint8_t *odd = row + 1u < s->rows ? even + s->stride : even;
        espalier_pack_keys(even, odd, width / 4u, to);
        to += whole / 2u;
        if (whole < width) {
            espalier_pack_key_words(espalier_load_tail(even + whole, width - whole),
                                    espalier_load_tail(odd + whole, width - whole), to);
            to += 2;
        }
    }
}

/* The bytes of columns c and c + 1 of four rows, as two words of plain halfwords. values: d * r4(rows) bytes. */
static void pack_values(const shape *s, const int8_t *v, espalier_word *values)
{
    uint32_t words = s->length / 2u;
    for (uint32_t row = 0; row < s->rows; row += 4u) {
        uint32_t there = s->rows - row;
        const uint8_t *from = (const uint8_t *)v + row * s->stride;
        espalier_word *to = values + row / 2u;
        for (uint32_t c = 0; c < s->map->width; c += 2u, from += 2u, to += words) {
            uint32_t r[4] = {0, 0, 0, 0};
            for (uint32_t i = 0; i < 4u && i < there; i++) {
                uint16_t two;
                __builtin_memcpy(&two, from + i * s->stride, 2);
                r[i] = two;
            }
            to[0] = r[0] | r[2] << 16;
            to[1] = r[1] | r[3] << 16;
        }
    }
}

/* Packs a group of `size` queries and finds what their sums must start from. */
static void pack_queries(const shape *s, const int8_t *q, uint32_t size, int16_t *queries, int32_t first[4])
{
    uint32_t width = s->map->width;
    espalier_word *to = (espalier_word *)(void *)queries;
    if (size == 4u) {
        espalier_pack4_sums(q, s->stride, width / 4u, queries, first);
        to += 8u * (width / 4u);
    } else {
        first[0] = first[1] = 0;
        for (uint32_t d = 0; d + 4u <= width; d += 4u, to += 2u * size) {
            for (uint32_t t = 0; t < size; t++) {
                uint32_t word = espalier_load4(q + t * s->stride + d);
                to[t] = espalier_signed02(word);
                to[size + t] = espalier_signed13(word);
                first[t] = espalier_add_halves(to[size + t], espalier_add_halves(to[t], first[t]));
            }
        }
    }
    for (uint32_t t = 0; t < size; t++) {
        if ((width & 3u) != 0) {
            first[t] += espalier_pack_tail(q + t * s->stride, width, size, to + t);
        }
        first[t] *= -128;
    }
}

/* Softmax weights of one row of scores, packed at `to`, a token's place in a group of `size`; returns the factor that
 * stands for one over their sum. */
static int32_t softmax(const int8_t *scores, uint32_t rows, const uint16_t *exp, uint32_t size, espalier_word *to)
{
    int32_t most = -128;
    for (uint32_t j = 0; j < rows; j++) {
        most = scores[j] > most ? scores[j] : most;
    }
    uint32_t sum = 0;
    uint32_t j = 0;
    for (; j + 4u <= rows; j += 4u, to += 2u * size) {
        uint32_t a = exp[most - scores[j]];
        uint32_t b = exp[most - scores[j + 1u]];
        uint32_t c = exp[most - scores[j + 2u]];
        uint32_t d = exp[most - scores[j + 3u]];
        sum += a + b + c + d;
        to[0] = a | c << 16;
        to[size] = b | d << 16;
    }
    if (j < rows) {
        uint32_t w[4] = {0, 0, 0, 0};
        for (uint32_t i = 0; j + i < rows; i++) {
            w[i] = exp[most - scores[j + i]];
            sum += w[i];
        }
        to[0] = w[0] | w[2] << 16;
        to[size] = w[1] | w[3] << 16;
    }
    uint32_t shift = sum < 0x10000u ? 0 : 16u - (uint32_t)__builtin_clz(sum);
    return (int32_t)((UINT32_MAX / (sum >> shift)) << (13u - shift));
}

static espalier_scores_tile scores_of(const shape *s, uint32_t head, const espalier_word *keys, const int16_t *queries)
{
    return (espalier_scores_tile){
        .tokens = queries,
        .columns = keys,
        .words = s->depth / 2u,
        .pairs = s->even_rows / 2u,
        .scale = s->map->score_scale[head],
    };
}

static espalier_context_tile context_of(const shape *s, uint32_t head, const espalier_word *values)
{
    return (espalier_context_tile){
        .columns = values,
        .words = s->length / 2u,
        .pairs = s->map->width / 2u,
        .scales = s->map->context_scale + head * s->map->width,
        .zero = s->map->zero,
    };
}

/* Rows of the group that starts with `row`. */
static uint32_t group_size(const shape *s, uint32_t row)
{
    uint32_t left = s->rows - row;
    return left >= 4u ? 4u : left >= 2u ? 2u : 1u;
}

/* Where the factors of a head's weights start, in words from its first. */
static uint32_t factors(const shape *s) { return s->length * s->length / 2u; }

#endif
