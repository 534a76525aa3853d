/* The portable form of the inner loop; see tile.h. */
#include "tile.h"

#include "arithmetic.h"
#include "relative.h"

#ifndef ESPALIER_DSP

/* Order of the four inputs in two packed words: k0 k2 k1 k3. The halfwords of a pair of columns follow the same
 * order, so that a plain walk over both matches them. */

typedef struct {
    int32_t even;
    int32_t odd;
} sums;

typedef enum { JOINED, BIASED, PLAIN } form;

static int16_t halfword(const void *columns, uint32_t index)
{
    return ((const int16_t *)columns)[index];
}

/* The token's packed value number `index` in its group of `size` tokens. */
static int32_t packed(const int16_t *group, uint32_t size, uint32_t token, uint32_t index)
{
    return group[(index / 2u * size + token) * 2u + index % 2u];
}

/* Both sums of one token. second: where the raw sum starts, or the odd one if the columns are plain. */
static sums product(const int16_t *group, uint32_t size, uint32_t token, const void *columns, uint32_t words,
                    form kind, int32_t first, int32_t second)
{
    uint32_t even = (uint32_t)first;
    uint32_t other = (uint32_t)second;
    for (uint32_t i = 0; i < 2u * words; i++) {
        int32_t x = packed(group, size, token, i);
        int32_t h = halfword(columns, i);
        int32_t low = (int32_t)((uint32_t)h & 0xffu);
        even += (uint32_t)(x * (kind == BIASED ? low : (int8_t)low));
        other += (uint32_t)(x * (kind == PLAIN ? h >> 8 : h));
    }
    return (sums){(int32_t)even, kind == PLAIN ? (int32_t)other : (int32_t)(other - even) >> 8};
}

/* One output, requantised to the tile's width. */
static void store(const espalier_weights_tile *tile, int32_t sum, int32_t scale, uint8_t *out)
{
    int32_t value = tile->zero + espalier_scale(sum, scale);
    if (tile->bytes == 2u) {
        int16_t half = (int16_t)espalier_clamp16(value);
        __builtin_memcpy(out, &half, 2);
    } else {
        *out = (uint8_t)espalier_clamp8(value);
    }
}

static void weights(const espalier_weights_tile *tile, uint32_t size, form kind)
{
    uint32_t pairs = espalier_round2(tile->outputs) / 2u;
    const uint8_t *record = tile->pairs;
    for (uint32_t p = 0; p < pairs; p++) {
        const espalier_pair *pair = (const espalier_pair *)(const void *)record;
        const void *columns = record + sizeof(espalier_pair);
        uint32_t column = 2u * p + 2u > tile->outputs ? tile->outputs - 2u : 2u * p;
        const int16_t *group = tile->tokens;
        uint8_t *out = (uint8_t *)tile->out + column * tile->bytes;
        for (uint32_t g = 0; g < tile->groups; g++) {
            for (uint32_t t = 0; t < size; t++) {
                sums a = product(group, size, t, columns, tile->words, kind, pair->start_even, pair->start_second);
                store(tile, a.even, pair->scale_even, out);
                store(tile, a.odd, pair->scale_odd, out + tile->bytes);
                out += tile->stride;
            }
            group += 2u * size * tile->words;
        }
        record += sizeof(espalier_pair) + 4u * tile->words;
    }
}

void espalier_weights4(const espalier_weights_tile *tile) { weights(tile, 4, JOINED); }

void espalier_weights2(const espalier_weights_tile *tile) { weights(tile, 2, JOINED); }

void espalier_weights1(const espalier_weights_tile *tile) { weights(tile, 1, JOINED); }

void espalier_wide4(const espalier_weights_tile *tile) { weights(tile, 4, PLAIN); }

void espalier_wide2(const espalier_weights_tile *tile) { weights(tile, 2, PLAIN); }

void espalier_wide1(const espalier_weights_tile *tile) { weights(tile, 1, PLAIN); }

static void scores(const espalier_scores_tile *tile, uint32_t size)
{
    const uint8_t *columns = tile->columns;
    for (uint32_t p = 0; p < tile->pairs; p++) {
        for (uint32_t t = 0; t < size; t++) {
            sums a = product(tile->tokens, size, t, columns, tile->words, BIASED, tile->start[t], tile->start[t]);
            int8_t *out = tile->out + t * tile->stride + 2u * p;
            out[0] = (int8_t)espalier_requantise(a.even, tile->scale, 0);
            out[1] = (int8_t)espalier_requantise(a.odd, tile->scale, 0);
        }
        columns += 4u * tile->words;
    }
}

void espalier_scores4(const espalier_scores_tile *tile) { scores(tile, 4); }

void espalier_scores2(const espalier_scores_tile *tile) { scores(tile, 2); }

void espalier_scores1(const espalier_scores_tile *tile) { scores(tile, 1); }

static void context(const espalier_context_tile *tile, uint32_t size)
{
    const uint8_t *columns = tile->columns;
    for (uint32_t p = 0; p < tile->pairs; p++) {
        const int32_t *scale = tile->scales + 2u * p;
        for (uint32_t t = 0; t < size; t++) {
            sums a = product(tile->tokens, size, t, columns, tile->words, PLAIN, 0, 0);
            int8_t *out = tile->out + t * tile->stride + 2u * p;
            out[0] = (int8_t)espalier_requantise(espalier_scale(a.even, tile->factor[t]), scale[0], tile->zero);
            out[1] = (int8_t)espalier_requantise(espalier_scale(a.odd, tile->factor[t]), scale[1], tile->zero);
        }
        columns += 4u * tile->words;
    }
}

void espalier_context4(const espalier_context_tile *tile) { context(tile, 4); }

void espalier_context2(const espalier_context_tile *tile) { context(tile, 2); }

void espalier_context1(const espalier_context_tile *tile) { context(tile, 1); }

static void products(const espalier_products_tile *tile, uint32_t size)
{
    const uint8_t *columns = tile->columns;
    int32_t *out = tile->out;
    for (uint32_t p = 0; p < tile->pairs; p++, out += 2u * size) {
        for (uint32_t t = 0; t < size; t++) {
            sums a = product(tile->tokens, size, t, columns, tile->words, PLAIN, 0, 0);
            out[t] = a.even;
            out[size + t] = a.odd;
        }
        columns += 4u * tile->words;
    }
}

void espalier_products4(const espalier_products_tile *tile) { products(tile, 4); }

void espalier_products2(const espalier_products_tile *tile) { products(tile, 2); }

void espalier_products1(const espalier_products_tile *tile) { products(tile, 1); }

static void placed_scores(const espalier_placed_scores_tile *placed, uint32_t size)
{
    const espalier_scores_tile *tile = &placed->scores;
    const uint8_t *columns = tile->columns;
    const int32_t *add = placed->add;
    for (uint32_t p = 0; p < tile->pairs; p++, add += 2u * size) {
        for (uint32_t t = 0; t < size; t++) {
            sums a = product(tile->tokens, size, t, columns, tile->words, BIASED, tile->start[t], tile->start[t]);
            int8_t *out = tile->out + t * tile->stride + 2u * p;
            out[0] = (int8_t)espalier_requantise(a.even + add[t], tile->scale, 0);
            out[1] = (int8_t)espalier_requantise(a.odd + add[size + t], tile->scale, 0);
        }
        columns += 4u * tile->words;
    }
}

void espalier_placed_scores4(const espalier_placed_scores_tile *tile) { placed_scores(tile, 4); }

void espalier_placed_scores2(const espalier_placed_scores_tile *tile) { placed_scores(tile, 2); }

void espalier_placed_scores1(const espalier_placed_scores_tile *tile) { placed_scores(tile, 1); }

static void placed_context(const espalier_placed_context_tile *placed, uint32_t size)
{
    const espalier_context_tile *tile = &placed->context;
    const uint8_t *columns = tile->columns;
    const int32_t *place = placed->sums;
    for (uint32_t p = 0; p < tile->pairs; p++, place += 2u * size) {
        const int32_t *scale = tile->scales + 2u * p;
        for (uint32_t t = 0; t < size; t++) {
            sums a = product(tile->tokens, size, t, columns, tile->words, PLAIN, 0, 0);
            int8_t *out = tile->out + t * tile->stride + 2u * p;
            int32_t even = espalier_scale(a.even, tile->factor[t]) + espalier_scale(place[t], placed->scales[2u * p]);
            int32_t odd =
                espalier_scale(a.odd, tile->factor[t]) + espalier_scale(place[size + t], placed->scales[2u * p + 1u]);
            out[0] = (int8_t)espalier_requantise(even, scale[0], tile->zero);
            out[1] = (int8_t)espalier_requantise(odd, scale[1], tile->zero);
        }
        columns += 4u * tile->words;
    }
}

void espalier_placed_context4(const espalier_placed_context_tile *tile) { placed_context(tile, 4); }

void espalier_placed_context2(const espalier_placed_context_tile *tile) { placed_context(tile, 2); }

void espalier_placed_context1(const espalier_placed_context_tile *tile) { placed_context(tile, 1); }

void espalier_add4(const int32_t four[4], const int32_t *x, int32_t *y, uint32_t groups)
{
    for (uint32_t i = 0; i < 4u * groups; i++) {
        y[i] = four[i % 4u] + x[i];
    }
}

#endif
