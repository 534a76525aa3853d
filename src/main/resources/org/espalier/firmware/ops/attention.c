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
    uint32_t stride;      /* of Q, K and V rows */
    uint32_t depth;       /* r4(d) */
    uint32_t length;      /* r4(rows) */
    uint32_t even_rows;   /* r2(rows) */
    espalier_word *keys;  /* even_rows * depth bytes */
    espalier_word *values; /* d * length bytes */
    int16_t *queries;     /* 8 * depth bytes; then the context of an incomplete group */
    int16_t *weights;     /* 8 * length bytes */
    int8_t *scores;       /* 4 * even_rows bytes */
} streams;

static streams lay_out(const espalier_attention_map *map, uint32_t rows, void *scratch)
{
    streams s = {.map = map, .rows = rows, .stride = 3u * map->heads * map->width};
    uint8_t *at = scratch;
    s.depth = espalier_round4(map->width);
    s.length = espalier_round4(rows);
    s.even_rows = espalier_round2(rows);
    s.keys = (espalier_word *)(void *)at;
    at += s.even_rows * s.depth;
    s.values = (espalier_word *)(void *)at;
    at += map->width * s.length;
    s.queries = (int16_t *)(void *)at;
    at += 8u * s.depth;
    s.weights = (int16_t *)(void *)at;
    at += 8u * s.length;
    s.scores = (int8_t *)at;
    return s;
}

/* Four key bytes of an even and of an odd row into two words of biased halfwords. */
ESPALIER_INLINE espalier_word *biased(espalier_word *to, uint32_t even, uint32_t odd)
{
    *to++ = ((even & 0x00ff00ffu) ^ 0x00800080u) | (odd & 0x00ff00ffu) << 8;
    *to++ = ((even >> 8 & 0x00ff00ffu) ^ 0x00800080u) | (odd & 0xff00ff00u);
    return to;
}

static void pack_keys(const streams *s, const int8_t *k)
{
    uint32_t width = s->map->width;
    espalier_word *to = s->keys;
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

/* The bytes of columns c and c + 1 of up to four rows, as two words of plain halfwords. */
static void pack_values(const streams *s, const int8_t *v)
{
    uint32_t words = s->length / 2u;
    for (uint32_t row = 0; row < s->rows; row += 4u) {
        uint32_t there = s->rows - row;
        const uint8_t *from = (const uint8_t *)v + row * s->stride;
        espalier_word *to = s->values + row / 2u;
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
static void pack_queries(const streams *s, const int8_t *q, uint32_t count, int32_t first[4])
{
    uint32_t width = s->map->width;
    if (count == 4u) {
        espalier_pack_group(q, s->stride, 4, width, s->queries);
    } else {
        espalier_word *to = (espalier_word *)(void *)s->queries;
        for (uint32_t i = 0; i < 2u * s->depth; i++) {
            to[i] = 0;
        }
        for (uint32_t t = 0; t < count; t++) {
            for (uint32_t d = 0; d < width; d++) {
                s->queries[((d >> 2) * 8u + (d & 1u) * 4u + t) * 2u + (d >> 1 & 1u)] = q[t * s->stride + d];
            }
        }
    }
    for (uint32_t t = 0; t < 4u; t++) {
        int32_t sum = 0;
        if (t < count) {
            for (uint32_t d = 0; d < width; d++) {
                sum += q[t * s->stride + d];
            }
        }
        first[t] = -128 * sum;
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

static void head(const streams *s, const int8_t *x, int8_t *y, uint32_t y_stride, uint32_t index)
{
    const espalier_attention_map *map = s->map;
    uint32_t width = map->width;
    uint32_t all = map->heads * width;
    const int8_t *q = x + index * width;
    int8_t *out = y + index * width;
    espalier_scores_tile scores = {
        .tokens = s->queries,
        .columns = s->keys,
        .words = s->depth / 2u,
        .pairs = s->even_rows / 2u,
        .out = s->scores,
        .stride = s->even_rows,
        .scale = map->score_scale[index],
    };
    espalier_context_tile context = {
        .tokens = s->weights,
        .columns = s->values,
        .words = s->length / 2u,
        .pairs = width / 2u,
        .scales = map->context_scale + index * width,
        .zero = map->zero,
    };
    pack_keys(s, q + all);
    pack_values(s, q + 2u * all);
    for (uint32_t row = 0; row < s->rows; row += 4u) {
        uint32_t count = s->rows - row < 4u ? s->rows - row : 4u;
        pack_queries(s, q + row * s->stride, count, scores.start);
        espalier_scores4(&scores);
        for (uint32_t t = 0; t < 4u; t++) {
            const int8_t *line = s->scores + t * s->even_rows;
            espalier_word *to = (espalier_word *)(void *)s->weights + t;
            context.factor[t] = softmax(line, s->rows, map->exp + index * 256u, to);
        }
        if (count == 4u) {
            context.out = out + row * y_stride;
            context.stride = y_stride;
            espalier_context4(&context);
        } else {
            int8_t *aside = (int8_t *)s->queries;
            context.out = aside;
            context.stride = width;
            espalier_context4(&context);
            for (uint32_t t = 0; t < count; t++) {
                for (uint32_t c = 0; c < width; c++) {
                    out[(row + t) * y_stride + c] = aside[t * width + c];
                }
            }
        }
    }
}

void espalier_attention(const espalier_attention_map *map, const int8_t *x, int8_t *y, uint32_t stride, uint32_t rows,
                        void *scratch)
{
    streams s = lay_out(map, rows, scratch);
    for (uint32_t h = 0; h < map->heads; h++) {
        head(&s, x, y, stride, h);
    }
}
