/* Four columns at a time of the operators that go over rows: their constants and inner loops.
 *
 * rows.c holds the portable forms, rows.S those for cores with the DSP extension; both give the same bytes. */
#ifndef ESPALIER_ROWS_H
#define ESPALIER_ROWS_H

#include <stdint.h>

/* Constants of four columns of a layer norm; columns beyond the last are zero. rows.S knows these offsets. */
typedef struct {
    int16_t scale[4];  /*  0: u */
    int16_t offset[4]; /*  8 */
    struct {
        int32_t gain[2];
        int32_t shift[2];
    } half[2]; /* 16, 32: columns 0 and 1, then 2 and 3 */
} espalier_norm_group;

/* Constants of four columns of a layer norm of int16 rows; columns beyond the last are zero. rows.S knows these
 * offsets. */
typedef struct {
    struct {
        int32_t gain[2];
        int32_t shift[2];
    } half[2]; /* 0, 16: columns 0 and 1, then 2 and 3 */
} espalier_norm16_group;

/* Sums of a row v: offset + u * x, or x itself if it is int16. rows.S knows these offsets. */
typedef struct {
    int64_t squares; /* 0 */
    int32_t sum;     /* 8 */
} espalier_moments;

/* What a row is normalised with. rows.S knows these offsets. */
typedef struct {
    uint32_t columns; /* 0: E */
    int32_t minus;    /* 4: minus the sum of v */
    int32_t factor;   /* 8: R */
} espalier_norm_row;

/* Constants of four columns of a sum; columns beyond the last are zero. rows.S knows these offsets. */
typedef struct {
    int32_t k[4]; /*  0 */
    int16_t a[4]; /* 16 */
    int16_t b[4]; /* 24 */
} espalier_mix_group;

/* Sets the moments of 4 * groups columns; groups may be 0. */
void espalier_norm_sums(const espalier_norm_group *constants, const int8_t *x, uint32_t groups,
                        espalier_moments *moments);

/* Normalises 4 * groups columns, groups at least 1; y may be x. */
void espalier_norm_apply(const espalier_norm_group *constants, const int8_t *x, int8_t *y, uint32_t groups,
                         const espalier_norm_row *row);

/* The same for int16 rows; they may stand at any multiple of 2. y may start at x or before it. */
void espalier_norm16_sums(const int16_t *x, uint32_t groups, espalier_moments *moments);
void espalier_norm16_apply(const espalier_norm16_group *constants, const int16_t *x, int8_t *y, uint32_t groups,
                           const espalier_norm_row *row);

/* The saturated sums of 4 * groups int16 values at any multiple of 2, groups at least 1; y may be left or right, or start
 * before them. */
void espalier_sum16_groups(const int16_t *left, const int16_t *right, int16_t *y, uint32_t groups);

/* Adds 4 * groups columns, groups at least 1; y may be left or right, or start before them. */
void espalier_mix_groups(const espalier_mix_group *constants, const int8_t *left, const int8_t *right, int8_t *y,
                         uint32_t groups);

/* y[i] = table[x[i] & 255] for 4 * groups bytes, groups at least 1; y may be x. */
void espalier_table_groups(const int8_t *table, const int8_t *x, int8_t *y, uint32_t groups);

/* The exact floor of the root of a number of 31 or 32 bits. */
uint32_t espalier_root(uint32_t value);

#endif
