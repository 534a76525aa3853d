/* The operators of a quantised vision transformer. Every result is defined, bit for bit, by the integer reference
 * executor of the workbench. A matrix is int8, the residual stream may be int16; one row per token. Buffers may
 * overlap only where it is said.
 * Scratch is aligned to 8. */
#ifndef ESPALIER_OPERATORS_H
#define ESPALIER_OPERATORS_H

#include <stdint.h>

#include "rows.h"
#include "tile.h"

/* Constants of a linear map from K inputs to N outputs. */
typedef struct {
    const void *pairs; /* packed columns, tile.h */
    uint32_t inputs;   /* K */
    uint32_t outputs;  /* N >= 2 */
    int32_t zero;      /* zero point of the output */
    int32_t wide;      /* 1: plain columns; 0: joined ones */
    uint32_t bytes;    /* of an output: 1, or 2 for int16 */
} espalier_matrix;

/* A linear map on every row of x, whose rows are `stride` bytes apart; y has rows of N outputs.
 * Up to 16 rows are packed into scratch before their outputs are written, so x and y may share memory ("token
 * overwriting"): with B the bytes of N outputs, y may start rows*(B - K) bytes or more before x if B > K, at x or before
 * it otherwise, and up to 16 rows may overlap in any way.
 * scratch: 2 * min(16, rows) * r4(K) bytes. */
void espalier_linear(const espalier_matrix *map, const int8_t *x, uint32_t stride, int8_t *y, uint32_t rows,
                     int16_t *scratch);

/* How a picture is cut into patches. */
typedef struct {
    const int8_t *table; /* [3][256]: what a byte of each channel becomes */
    uint32_t size;       /* side of the picture */
    uint32_t patch;      /* side of a patch */
    uint32_t grid;       /* patches along an edge */
    uint32_t padding;    /* pixels of `pad` around the picture */
    int32_t pad;
} espalier_patches;

/* A linear map on `count` patches from `first` on; inputs ordered (dy, dx, channel). All are gathered before the first
 * output is written.
 * scratch: 2 * count * r4(K) bytes. */
void espalier_patch_embed(const espalier_patches *cut, const espalier_matrix *map, const uint8_t *picture,
                          uint32_t first, uint32_t count, int8_t *y, int16_t *scratch);

/* Every patch as one row of 3*patch*patch int8, for plans that do without the decomposition. */
void espalier_unfold(const espalier_patches *cut, const uint8_t *picture, int8_t *y);

/* Factors of a sum of two rows, per column: sat8((a*x + b*y + k) >> 14). */
typedef struct {
    const espalier_mix_group *groups; /* r4(columns) / 4 of them */
    uint32_t columns;
} espalier_mix;

/* The sum of two matrices. y may be left or right, or start before them. */
void espalier_add(const espalier_mix *mix, const int8_t *left, const int8_t *right, int8_t *y, uint32_t rows);

/* The sum of two int16 matrices of `count` values, saturated. y may be left or right, or start before them. */
void espalier_add16(const int16_t *left, const int16_t *right, int16_t *y, uint32_t count);

/* Constants of a layer norm. */
typedef struct {
    const espalier_norm_group *groups; /* r4(columns) / 4 of them */
    int64_t epsilon;
    uint32_t columns;
} espalier_norm;

/* Layer norm and quantisation of every row. y may be x. */
void espalier_layer_norm(const espalier_norm *norm, const int8_t *x, int8_t *y, uint32_t rows);

/* Constants of a layer norm of int16 rows. */
typedef struct {
    const espalier_norm16_group *groups; /* r4(columns) / 4 of them */
    int64_t epsilon;
    uint32_t columns;
} espalier_norm16;

/* Layer norm of every row. y may start at x or before it. */
void espalier_layer_norm16(const espalier_norm16 *norm, const int16_t *x, int8_t *y, uint32_t rows);

/* Constants of attention: h heads of width d, 2 <= d, even. */
typedef struct {
    const int32_t *score_scale;   /* [h] */
    const uint16_t *exp;          /* [h][256] */
    const int32_t *context_scale; /* [h*d] */
    uint32_t heads;
    uint32_t width;
    int32_t zero; /* zero point of the output */
} espalier_attention_map;

/* Attention on rows of 3*h*d bytes, Q, K and V side by side; y has rows of h*d bytes, `stride` bytes apart.
 * y may be x with stride 3*h*d: a row's context then overwrites its query.
 * scratch: r2(T)*r4(d) + d*r4(T) + 8*r4(d) + 8*r4(T) + 4*r2(T) bytes, rounded up to a multiple of 8. */
void espalier_attention(const espalier_attention_map *map, const int8_t *x, int8_t *y, uint32_t stride, uint32_t rows,
                        void *scratch);

/* The same in three passes with whole matrices, for plans that do without operator integration.
 * scores: per head r4(T) rows of r4(T) bytes. scratch: r2(T)*r4(d) + 8*r4(d) bytes. */
void espalier_scores(const espalier_attention_map *map, const int8_t *x, int8_t *scores, uint32_t rows, void *scratch);

/* weights: per head T packed rows of r4(T) halfwords in room for r4(T), then r4(T) int32 row factors. */
void espalier_softmax(const espalier_attention_map *map, const int8_t *scores, void *weights, uint32_t rows);

/* scratch: d*r4(T) bytes. y may be x, as above. */
void espalier_context(const espalier_attention_map *map, const int8_t *x, const void *weights, int8_t *y,
                      uint32_t stride, uint32_t rows, void *scratch);

/* Attention with relative positions: rows = side * side + 1, d at most 256. The tables have n = 4 * reach + 3 rows: the
 * one for pairs with the class token, then vertical distances from -reach to reach, then horizontal ones. */
typedef struct {
    espalier_attention_map attention;
    const void *keys;           /* the table's rows as pairs of plain columns: r2(n) * r4(d) bytes */
    const void *values;         /* pairs of the table's columns, plain: d * r4(n) bytes */
    const int16_t *query_scale; /* [h][r4(d)], in the order of packed values */
    const int32_t *key_scale;   /* [h] */
    const int32_t *value_scale; /* [h*d] */
    uint32_t side;
    uint32_t reach;             /* below side */
} espalier_relative_map;

/* As espalier_attention.
 * scratch: r2(T)*r4(d) + d*r4(T) + 8*r4(d) + 20*r2(T) bytes, and for the tables the larger one of
 * 8*r4(d) + 16*r2(n) + 16*side and 8*r4(n) + 16*max(d, side), rounded up to a multiple of 8. */
void espalier_relative_attention(const espalier_relative_map *map, const int8_t *x, int8_t *y, uint32_t stride,
                                 uint32_t rows, void *scratch);

/* The same in three passes, with espalier_softmax between these two.
 * scratch of both: r2(T)*r4(d) + 16*r4(d) + 16*r2(T) + 16*r2(n) + 16*side bytes. */
void espalier_relative_scores(const espalier_relative_map *map, const int8_t *x, int8_t *scores, uint32_t rows,
                              void *scratch);

/* scratch: d*r4(T) + 8*r4(n) + 16*max(d, side) bytes. y may be x, as above. */
void espalier_relative_context(const espalier_relative_map *map, const int8_t *x, const void *weights, int8_t *y,
                               uint32_t stride, uint32_t rows, void *scratch);

/* Copies forward: `to` may start before `from`. */
void espalier_copy(const int8_t *from, int8_t *to, uint32_t count);

/* y[i] = table[x[i] & 255]. y may be x. */
void espalier_table(const int8_t *table, const int8_t *x, int8_t *y, uint32_t count);

/* The mean of rows, in parts: clear `columns` sums, add rows to them, and requantise(bias + sum, scale, zero). */
void espalier_mean_start(int32_t *sums, uint32_t columns);
void espalier_mean_add(int32_t *sums, const int8_t *x, uint32_t columns, uint32_t rows);
void espalier_mean_end(const int32_t *sums, uint32_t columns, int32_t bias, int32_t scale, int32_t zero, int8_t *y);

/* The same at once, without memory for sums. y must not overlap x, unless it is x and there is one row. */
void espalier_mean(const int8_t *x, uint32_t columns, uint32_t rows, int32_t bias, int32_t scale, int32_t zero,
                   int8_t *y);

#endif
