/* Streamed attention: one head at a time, four query rows at a time; no matrix of T x T scores ever exists.
 *
 * Per head, keys and values are packed once (tile.h) into scratch. A group of four queries is packed as well, so that
 * its context may overwrite it. */
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

/* Four key bytes of an even and of an odd row into two words of biased halfwords. */
ESPALIER_INLINE espalier_word *biased(espalier_word *to, uint32_t even, uint32_t odd)
{
    *to++ = ((even & 0x00ff00ffu) ^ 0x00800080u) | (odd & 0x00ff00ffu) << 8;
    *to++ = ((even >> 8 & 0x00ff00ffu) ^ 0x00800080u) | (odd & 0xff00ff00u);
    return to;
}

/* keys: r2(rows) * r4(d) bytes. */
static void pack_keys(const shape *s, const int8_t *k, espalier_word *to)
{
    uint32_t width = s->map->width;
    for (uint32_t row = 0; row < s->rows; row += 2u) {
        const uint8_t *even = (const uint8_t *)k + row * s->stride;
        const uint8_t *odd = row + 1u < s->rows ? even + s->stride : even;
        uint32_t d = 0;
        for (; d + 4u <= width; d += 4u) {
            to = biased(to, espalier_load4(even + d), espalier_load4(odd + d));
        }
        if (d < width) {
            to = biased(to, espalier_load_tail(even + d, width - d), espalier_load_tail(odd + d, width - d));
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

/* Packs `count` queries, zeros for the rest, and finds what their sums must start from. */
static void pack_queries(const shape *s, const int8_t *q, uint32_t count, int16_t *queries, int32_t first[4])
{
    uint32_t width = s->map->width;
    if (count == 4u) {
        espalier_pack_group(q, s->stride, 4, width, queries);
    } else {
        espalier_word *to = (espalier_word *)(void *)queries;
        for (uint32_t i = 0; i < 2u * s->depth; i++) {
            to[i] = 0;
        }
        for (uint32_t t = 0; t < count; t++) {
            for (uint32_t d = 0; d < width; d++) {
                queries[((d >> 2) * 8u + (d & 1u) * 4u + t) * 2u + (d >> 1 & 1u)] = q[t * s->stride + d];
            }
        }
    }
    const espalier_word *word = (const espalier_word *)(const void *)queries;
    int32_t sum[4] = {0, 0, 0, 0};
    for (uint32_t i = 0; i < s->depth / 2u; i++, word += 4) {
#pragma GCC unroll 4
        for (uint32_t t = 0; t < 4u; t++) {
            sum[t] = espalier_add_halves(word[t], sum[t]);
        }
    }
    for (uint32_t t = 0; t < 4u; t++) {
        first[t] = -128 * sum[t];
    }
}

/* Softmax weights of one row of scores, packed at `to`, a token's place in a group of four; returns the factor that
 * stands for one over their sum. */
static int32_t softmax(const int8_t *scores, uint32_t rows, const uint16_t *exp, espalier_word *to)
{
    int32_t most = -128;
    for (uint32_t j = 0; j < rows; j++) {
        most = scores[j] > most ? scores[j] : most;
    }
    uint32_t sum = 0;
    uint32_t j = 0;
    for (; j + 4u <= rows; j += 4u, to += 8) {
        uint32_t a = exp[most - scores[j]];
        uint32_t b = exp[most - scores[j + 1u]];
        uint32_t c = exp[most - scores[j + 2u]];
        uint32_t d = exp[most - scores[j + 3u]];
        sum += a + b + c + d;
        to[0] = a | c << 16;
        to[4] = b | d << 16;
    }
    if (j < rows) {
        uint32_t w[4] = {0, 0, 0, 0};
        for (uint32_t i = 0; j + i < rows; i++) {
            w[i] = exp[most - scores[j + i]];
            sum += w[i];
        }
        to[0] = w[0] | w[2] << 16;
        to[4] = w[1] | w[3] << 16;
    }
    uint32_t shift = sum < 0x10000u ? 0 : 16u - (uint32_t)__builtin_clz(sum);
    return (int32_t)((UINT32_MAX / (sum >> shift)) << (13u - shift));
}

/* Context of one group of rows. A group of fewer than four leaves the rows after it alone. */
static void weigh(espalier_context_tile *tile, uint32_t count, int8_t *y, uint32_t stride)
{
    tile->out = y;
    tile->stride = stride;
    if (count == 4u) {
        espalier_context4(tile);
        return;
    }
    espalier_context_tile pair = *tile;
    int8_t aside[8];
    pair.out = aside;
    pair.stride = 2;
    pair.pairs = 1;
    for (uint32_t p = 0; p < tile->pairs; p++, y += 2) {
        espalier_context4(&pair);
        for (uint32_t t = 0; t < count; t++) {
            y[t * stride] = aside[2u * t];
            y[t * stride + 1u] = aside[2u * t + 1u];
        }
        pair.columns = (const espalier_word *)pair.columns + pair.words;
        pair.scales += 2;
    }
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

static uint32_t group_size(const shape *s, uint32_t row) { return s->rows - row < 4u ? s->rows - row : 4u; }

void espalier_attention(const espalier_attention_map *map, const int8_t *x, int8_t *y, uint32_t stride, uint32_t rows,
                        void *scratch)
{
    shape s = shape_of(map, rows);
    uint32_t all = map->heads * map->width;
    espalier_word *keys = scratch;
    espalier_word *values = keys + s.even_rows * s.depth / 4u;
    int16_t *queries = (int16_t *)(void *)(values + map->width * s.length / 4u);
    int16_t *weights = queries + 4u * s.depth;
    int8_t *lines = (int8_t *)(void *)(weights + 4u * s.length);
    for (uint32_t h = 0; h < map->heads; h++, x += map->width, y += map->width) {
        espalier_scores_tile scores = scores_of(&s, h, keys, queries);
        espalier_context_tile context = context_of(&s, h, values);
        scores.out = lines;
        scores.stride = s.even_rows;
        context.tokens = weights;
        pack_keys(&s, x + all, keys);
        pack_values(&s, x + 2u * all, values);
        for (uint32_t row = 0; row < rows; row += 4u) {
            pack_queries(&s, x + row * s.stride, group_size(&s, row), queries, scores.start);
            espalier_scores4(&scores);
            for (uint32_t t = 0; t < 4u; t++) {
                espalier_word *to = (espalier_word *)(void *)weights + t;
                context.factor[t] = softmax(lines + t * s.even_rows, rows, map->exp + h * 256u, to);
            }
            weigh(&context, group_size(&s, row), y + row * stride, stride);
        }
    }
}

void espalier_scores(const espalier_attention_map *map, const int8_t *x, int8_t *scores, uint32_t rows, void *scratch)
{
    shape s = shape_of(map, rows);
    espalier_word *keys = scratch;
    int16_t *queries = (int16_t *)(void *)(keys + s.even_rows * s.depth / 4u);
    for (uint32_t h = 0; h < map->heads; h++, x += map->width) {
        espalier_scores_tile tile = scores_of(&s, h, keys, queries);
        pack_keys(&s, x + map->heads * map->width, keys);
        tile.stride = s.length;
        for (uint32_t row = 0; row < rows; row += 4u, scores += 4u * s.length) {
            pack_queries(&s, x + row * s.stride, group_size(&s, row), queries, tile.start);
            tile.out = scores;
            espalier_scores4(&tile);
        }
    }
}

/* Where the factors of a head's weights start, in words from its first. */
static uint32_t factors(const shape *s) { return s->length * s->length / 2u; }

void espalier_softmax(const espalier_attention_map *map, const int8_t *scores, void *weights, uint32_t rows)
{
    shape s = shape_of(map, rows);
    espalier_word *to = weights;
    for (uint32_t h = 0; h < map->heads; h++, to += factors(&s) + s.length) {
        for (uint32_t row = 0; row < s.length; row++, scores += s.length) {
            espalier_word *at = to + row / 4u * 2u * s.length + row % 4u;
            to[factors(&s) + row] = (espalier_word)softmax(scores, rows, map->exp + h * 256u, at);
        }
    }
}

void espalier_context(const espalier_attention_map *map, const int8_t *x, const void *weights, int8_t *y,
                      uint32_t stride, uint32_t rows, void *scratch)
{
    shape s = shape_of(map, rows);
    const espalier_word *from = weights;
    espalier_word *values = scratch;
    for (uint32_t h = 0; h < map->heads; h++, y += map->width, from += factors(&s) + s.length) {
        espalier_context_tile tile = context_of(&s, h, values);
        pack_values(&s, x + (2u * map->heads + h) * map->width, values);
        for (uint32_t row = 0; row < rows; row += 4u) {
            tile.tokens = (const int16_t *)(const void *)(from + row / 2u * s.length);
            for (uint32_t t = 0; t < 4u; t++) {
                tile.factor[t] = (int32_t)from[factors(&s) + row + t];
            }
            weigh(&tile, group_size(&s, row), y + row * stride, stride);
        }
    }
}
