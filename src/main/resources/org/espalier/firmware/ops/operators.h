/* The operators of a quantised vision transformer. Every result is defined, bit for bit, by the integer reference
 * executor of the workbench. A matrix is int8, one row per token; buffers may overlap only where it is said.
 * Scratch is aligned to 8. */
#ifndef ESPALIER_OPERATORS_H
#define ESPALIER_OPERATORS_H

#include <stdint.h>

#include "tile.h"

/* Constants of a linear map from K inputs to N outputs. */
typedef struct {
    const void *pairs; /* packed columns, tile.h */
    uint32_t inputs;   /* K */
    uint32_t outputs;  /* N >= 2 */
    int32_t zero;      /* zero point of the output */
    int32_t wide;      /* 1: plain columns; 0: joined ones */
} espalier_matrix;

/* A linear map on every row of x, whose rows are `stride` bytes apart; y has rows of N bytes.
 * x and y may share memory ("token overwriting"): x at the tail of y's tokens*N bytes if N > K, at its head otherwise
 * (stride K, or any stride >= N with both heads equal).
 * scratch: 2 * min(16, tokens) * r4(K) bytes. */
void espalier_linear(const espalier_matrix *map, const int8_t *x, uint32_t stride, int8_t *y, uint32_t tokens,
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

/* A linear map on every patch, four patches at a time; inputs ordered (dy, dx, channel).
 * scratch: 2 * min(4, patches) * r4(K) bytes. y must not overlap the picture. */
void espalier_patch_embed(const espalier_patches *cut, const espalier_matrix *map, const uint8_t *picture, int8_t *y,
                          int16_t *scratch);

/* A linear map on patches written out as rows of int8, and the rows themselves: the picture's patch matrix, for plans
 * that do without the decomposition. y: grid*grid rows of 3*patch*patch bytes. */
void espalier_cut(const espalier_patches *cut, const uint8_t *picture, int8_t *y);

/* Factors of a sum of two rows, per column: sat8((a*x + b*y + k) >> 14). */
typedef struct {
    const int16_t *a;
    const int16_t *b;
    const int32_t *k;
    uint32_t columns;
} espalier_mix;

/* Position embedding on x, and the class row before it: y has one row more than x's `rows`.
 * x may be y + columns (in place). */
void espalier_position_add(const espalier_mix *mix, const int8_t *position, const int8_t *class_row, const int8_t *x,
                           int8_t *y, uint32_t rows);

/* The sum of two matrices. y may be left or right. */
void espalier_add(const espalier_mix *mix, const int8_t *left, const int8_t *right, int8_t *y, uint32_t rows);

/* Constants of a layer norm. */
typedef struct {
    const int16_t *scale;  /* u */
    const int16_t *offset;
    const int32_t *gain;
    const int32_t *shift;
    int64_t epsilon;
    uint32_t columns;
} espalier_norm;

/* Layer norm and quantisation of every row. y may be x. */
void espalier_layer_norm(const espalier_norm *norm, const int8_t *x, int8_t *y, uint32_t rows);

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

/* y[i] = table[x[i] & 255]. y may be x. */
void espalier_table(const int8_t *table, const int8_t *x, int8_t *y, uint32_t count);

/* The mean of `count` rows of `columns` bytes: requantise(bias + sum, scale, zero). y must not overlap x unless it is
 * x and count is 1. */
void espalier_mean(const int8_t *x, uint32_t columns, uint32_t count, int32_t bias, int32_t scale, int32_t zero,
                   int8_t *y);

#endif
