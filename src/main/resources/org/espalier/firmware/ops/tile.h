/* The inner loop of every matrix product: a tile of packed tokens against packed pairs of columns.
 *
 * Packed tokens: int16 values, in groups of G = 4, 2 or 1 tokens. For every four inputs k0..k3 a group holds first
 * the words (k0,k2) of its G tokens, then the words (k1,k3); the lower halfword is the first named. A group takes
 * 2 * G * r4(K) bytes; missing inputs are zero.
 *
 * Packed columns: two columns e (even) and o (odd) share one halfword per k, in the same order of k.
 *   joined (weights4..1): h = 256 * o[k] + e[k], e and o in [-127, 127]. One product with h and one with e, its low
 *     byte, give both columns: with A_e = start + sum x*e and A_r = 256*A_o + A_e in wrapping 32-bit arithmetic,
 *     A_o = (A_r - A_e) >> 8, exact when -2^23 <= A_o < 2^23. Whoever packs the columns proves that bound.
 *   biased (scores4..1): h = 256 * o[k] + e[k] + 128, its low byte read as unsigned; e and o in [-128, 127]. The excess
 *     of 128 * sum(x) in both sums is taken off by their start.
 *   plain (wide4..1, context4..1): the bytes e[k] and o[k]; one more instruction per word, and no bound.
 *
 * Requantise: out = sat8(zero + floor((A * m + 2^31) / 2^32)), or sat16 of it where outputs are int16.
 *
 * tile.c holds the portable form, tile.S the form for cores with the DSP extension; both give the same bytes.
 */
#ifndef ESPALIER_TILE_H
#define ESPALIER_TILE_H

#include <stdint.h>

/* What precedes the halfwords of a pair of weight columns. */
typedef struct {
    int32_t start_even;
    int32_t start_second; /* joined: start_even + 256 * the odd start; plain: the odd start */
    int32_t scale_even;
    int32_t scale_odd;
} espalier_pair;

/* A tile of tokens against weight columns. tile.S knows these offsets. */
typedef struct {
    const int16_t *tokens; /*  0: the first group */
    const void *pairs;     /*  4: espalier_pair, 2 * r4(K) bytes of halfwords, espalier_pair, ... */
    uint32_t words;        /*  8: words per pair, r4(K) / 2 */
    uint32_t groups;       /* 12: groups of tokens, at least 1 */
    void *out;             /* 16: column 0 of the first token */
    uint32_t stride;       /* 20: bytes from a token's outputs to the next one's */
    uint32_t outputs;      /* 24: columns N >= 2; if odd, the last pair is (N - 2, N - 1) */
    int32_t zero;          /* 28: zero point of the output */
    uint32_t bytes;        /* 32: of an output: 1, or 2 for int16 */
} espalier_weights_tile;

/* One group of query rows against pairs of keys. tile.S knows these offsets. */
typedef struct {
    const int16_t *tokens; /*  0: one group */
    const void *columns;   /*  4: biased halfwords, pair after pair, nothing between them */
    uint32_t words;        /*  8: words per pair, r4(d) / 2 */
    uint32_t pairs;        /* 12: pairs of keys, at least 1 */
    int8_t *out;           /* 16: key 0 of the first row */
    uint32_t stride;       /* 20: bytes from a row's outputs to the next one's */
    int32_t scale;         /* 24: one multiplier for all; the zero point is 0 */
    int32_t start[4];      /* 28: -128 * sum(x) of each row */
} espalier_scores_tile;

/* One group of rows of softmax weights against pairs of value columns. tile.S knows these offsets. */
typedef struct {
    const int16_t *tokens; /*  0: one group, values in [0, 32767] */
    const void *columns;   /*  4: plain halfwords, pair after pair, nothing between them */
    uint32_t words;        /*  8: words per pair, r4(T) / 2 */
    uint32_t pairs;        /* 12: pairs of columns, at least 1 */
    int8_t *out;           /* 16: column 0 of the first row */
    uint32_t stride;       /* 20: bytes from a row's outputs to the next one's */
    const int32_t *scales; /* 24: one multiplier per column */
    int32_t zero;          /* 28: zero point of the output */
    int32_t factor[4];     /* 32: per row, applied to its sums first */
} espalier_context_tile;

void espalier_weights4(const espalier_weights_tile *tile);
void espalier_weights2(const espalier_weights_tile *tile);
void espalier_weights1(const espalier_weights_tile *tile);
void espalier_wide4(const espalier_weights_tile *tile);
void espalier_wide2(const espalier_weights_tile *tile);
void espalier_wide1(const espalier_weights_tile *tile);
void espalier_scores4(const espalier_scores_tile *tile);
void espalier_scores2(const espalier_scores_tile *tile);
void espalier_scores1(const espalier_scores_tile *tile);
void espalier_context4(const espalier_context_tile *tile);
void espalier_context2(const espalier_context_tile *tile);
void espalier_context1(const espalier_context_tile *tile);

#endif
