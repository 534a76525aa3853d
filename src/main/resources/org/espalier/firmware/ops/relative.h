/* The inner loops of attention with relative positions (tile.h has those of attention without).
 *
 * tile.c holds the portable forms, relative.S those for cores with the DSP extension; both give the same numbers. */
#ifndef ESPALIER_RELATIVE_H
#define ESPALIER_RELATIVE_H

#include <stdint.h>

#include "tile.h"

/* One group of tokens against pairs of plain columns, without requantising. relative.S knows these offsets. */
typedef struct {
    const int16_t *tokens; /*  0: one group */
    const void *columns;   /*  4: plain halfwords, pair after pair, nothing between them */
    uint32_t words;        /*  8: words per pair */
    uint32_t pairs;        /* 12: pairs of columns, at least 1 */
    int32_t *out;          /* 16: column after column, token after token of the group */
} espalier_products_tile;

/* Scores whose sums have something added before they are requantised. */
typedef struct {
    espalier_scores_tile scores; /*  0 */
    const int32_t *add;          /* 44: key after key, r2(rows) of them, token after token of the group */
} espalier_placed_scores_tile;

/* Context with sums of shares: of each, the high word of the product with its multiplier is added to the row's mean. */
typedef struct {
    espalier_context_tile context; /*  0 */
    const int32_t *sums;           /* 48: as espalier_products leaves them */
    const int32_t *scales;         /* 52: one multiplier per column */
} espalier_placed_context_tile;

void espalier_products4(const espalier_products_tile *tile);
void espalier_products2(const espalier_products_tile *tile);
void espalier_products1(const espalier_products_tile *tile);
void espalier_placed_scores4(const espalier_placed_scores_tile *tile);
void espalier_placed_scores2(const espalier_placed_scores_tile *tile);
void espalier_placed_scores1(const espalier_placed_scores_tile *tile);
void espalier_placed_context4(const espalier_placed_context_tile *tile);
void espalier_placed_context2(const espalier_placed_context_tile *tile);
void espalier_placed_context1(const espalier_placed_context_tile *tile);

/* y[i] = four[i % 4] + x[i] for 4 * groups numbers, groups at least 1; y must not overlap x. */
void espalier_add4(const int32_t four[4], const int32_t *x, int32_t *y, uint32_t groups);

#endif
