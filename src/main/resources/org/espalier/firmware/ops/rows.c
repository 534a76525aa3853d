/* Operators that go over rows once: layer norm, sums, tables, means. */
#include "rows.h"

#include "arithmetic.h"
#include "operators.h"
#include "pack.h"

#ifndef ESPALIER_DSP

uint32_t espalier_root(uint32_t value)
{
    uint32_t rest = value;
    uint32_t root = 0;
    for (uint32_t bit = UINT32_C(1) << 30; bit != 0; bit >>= 2) {
        if (rest >= root + bit) {
            rest -= root + bit;
            root = (root >> 1) + bit;
        } else {
            root >>= 1;
        }
    }
    return root;
}

static int32_t scaled(const espalier_norm_group *constants, const int8_t *x, uint32_t c)
{
    const espalier_norm_group *g = constants + c / 4u;
    return g->offset[c % 4u] + g->scale[c % 4u] * x[c];
}

void espalier_norm_sums(const espalier_norm_group *constants, const int8_t *x, uint32_t groups,
                        espalier_moments *moments)
{
    *moments = (espalier_moments){0, 0};
    for (uint32_t c = 0; c < 4u * groups; c++) {
        int32_t v = scaled(constants, x, c);
        moments->sum += v;
        moments->squares += (int64_t)v * v;
    }
}

void espalier_norm_apply(const espalier_norm_group *constants, const int8_t *x, int8_t *y, uint32_t groups,
                         const espalier_norm_row *row)
{
    for (uint32_t c = 0; c < 4u * groups; c++) {
        const espalier_norm_group *g = constants + c / 4u;
        int32_t v = scaled(constants, x, c);
        int32_t z = espalier_scale((int32_t)row->columns * v + row->minus, row->factor);
        int32_t out = z * g->half[c / 2u % 2u].gain[c % 2u] + g->half[c / 2u % 2u].shift[c % 2u];
        y[c] = (int8_t)espalier_clamp8_shifted(out, 20);
    }
}

void espalier_norm16_sums(const int16_t *x, uint32_t groups, espalier_moments *moments)
{
    *moments = (espalier_moments){0, 0};
    for (uint32_t c = 0; c < 4u * groups; c++) {
        moments->sum += x[c];
        moments->squares += (int64_t)x[c] * x[c];
    }
}

void espalier_norm16_apply(const espalier_norm16_group *constants, const int16_t *x, int8_t *y, uint32_t groups,
                           const espalier_norm_row *row)
{
    for (uint32_t c = 0; c < 4u * groups; c++) {
        const espalier_norm16_group *g = constants + c / 4u;
        int32_t z = espalier_scale((int32_t)row->columns * x[c] + row->minus, row->factor);
        int32_t out = z * g->half[c / 2u % 2u].gain[c % 2u] + g->half[c / 2u % 2u].shift[c % 2u];
        y[c] = (int8_t)espalier_clamp8_shifted(out, 20);
    }
}

void espalier_sum16_groups(const int16_t *left, const int16_t *right, int16_t *y, uint32_t groups)
{
    for (uint32_t i = 0; i < 4u * groups; i++) {
        y[i] = (int16_t)espalier_clamp16(left[i] + right[i]);
    }
}

void espalier_mix_groups(const espalier_mix_group *constants, const int8_t *left, const int8_t *right, int8_t *y,
                         uint32_t groups)
{
    for (uint32_t c = 0; c < 4u * groups; c++) {
        const espalier_mix_group *g = constants + c / 4u;
        int32_t sum = g->a[c % 4u] * left[c] + g->b[c % 4u] * right[c] + g->k[c % 4u];
        y[c] = (int8_t)espalier_clamp8_shifted(sum, 14);
    }
}

void espalier_table_groups(const int8_t *table, const int8_t *x, int8_t *y, uint32_t groups)
{
    for (uint32_t i = 0; i < 4u * groups; i++) {
        y[i] = table[(uint8_t)x[i]];
    }
}

#endif

/* About 2^42 / sqrt(n), 2^24 <= n < 2^51. */
static int32_t reciprocal_root(uint64_t n)
{
    int32_t bits = 64 - __builtin_clzll(n);
    int32_t k = (bits - 31) >> 1;
    uint32_t normal = (uint32_t)(k >= 0 ? n >> (2 * k) : n << (-2 * k));
    return (int32_t)((UINT32_MAX / espalier_root(normal)) << (10 - k));
}

/* The last columns of a row, up to three, with zeros after them. */
static void tail_of(const int8_t *x, uint32_t columns, int8_t tail[4])
{
    uint32_t word = espalier_load_tail((const uint8_t *)x + (columns & ~3u), columns & 3u);
    __builtin_memcpy(tail, &word, 4);
}

/* What a row with these moments is normalised with. */
static espalier_norm_row row_of(uint32_t columns, const espalier_moments *all, int64_t epsilon)
{
    const int64_t least = INT64_C(1) << 24;
    int64_t spread = columns * all->squares - (int64_t)all->sum * all->sum + epsilon;
    return (espalier_norm_row){columns, -all->sum, reciprocal_root((uint64_t)(spread < least ? least : spread))};
}

static void add_moments(espalier_moments *all, const espalier_moments *more)
{
    all->sum += more->sum;
    all->squares += more->squares;
}

/* Columns beyond the last have no constants: they add nothing to a row's sums. */
static espalier_norm_row measure(const espalier_norm *norm, const int8_t *x, const int8_t tail[4])
{
    const espalier_norm_group *groups = norm->groups;
    uint32_t columns = norm->columns;
    espalier_moments all;
    espalier_norm_sums(groups, x, columns / 4u, &all);
    if ((columns & 3u) != 0) {
        espalier_moments last;
        espalier_norm_sums(groups + columns / 4u, tail, 1, &last);
        add_moments(&all, &last);
    }
    return row_of(columns, &all, norm->epsilon);
}

void espalier_layer_norm(const espalier_norm *norm, const int8_t *x, int8_t *y, uint32_t rows)
{
    const espalier_norm_group *groups = norm->groups;
    uint32_t columns = norm->columns;
    for (; rows > 0; rows--, x += columns, y += columns) {
        int8_t tail[4];
        tail_of(x, columns, tail);
        espalier_norm_row row = measure(norm, x, tail);
        if (columns >= 4u) {
            espalier_norm_apply(groups, x, y, columns / 4u, &row);
        }
        if ((columns & 3u) != 0) {
            espalier_norm_apply(groups + columns / 4u, tail, tail, 1, &row);
            for (uint32_t c = 0; c < (columns & 3u); c++) {
                y[(columns & ~3u) + c] = tail[c];
            }
        }
    }
}

void espalier_layer_norm16(const espalier_norm16 *norm, const int16_t *x, int8_t *y, uint32_t rows)
{
    uint32_t columns = norm->columns, whole = columns & ~3u, left = columns & 3u;
    for (; rows > 0; rows--, x += columns, y += columns) {
        int16_t tail[4] = {0, 0, 0, 0};
        int8_t out[4];
        espalier_moments all, last;
        for (uint32_t c = 0; c < left; c++) {
            tail[c] = x[whole + c];
        }
        espalier_norm16_sums(x, columns / 4u, &all);
        espalier_norm16_sums(tail, left != 0, &last);
        add_moments(&all, &last);
        espalier_norm_row row = row_of(columns, &all, norm->epsilon);
        if (columns >= 4u) {
            espalier_norm16_apply(norm->groups, x, y, columns / 4u, &row);
        }
        if (left != 0) {
            espalier_norm16_apply(norm->groups + columns / 4u, tail, out, 1, &row);
        }
        for (uint32_t c = 0; c < left; c++) {
            y[whole + c] = out[c];
        }
    }
}

void espalier_add16(const int16_t *left, const int16_t *right, int16_t *y, uint32_t count)
{
    uint32_t i = count & ~3u;
    if (i != 0) {
        espalier_sum16_groups(left, right, y, count / 4u);
    }
    for (; i < count; i++) {
        y[i] = (int16_t)espalier_clamp16(left[i] + right[i]);
    }
}

void espalier_add(const espalier_mix *mix, const int8_t *left, const int8_t *right, int8_t *y, uint32_t rows)
{
    const espalier_mix_group *groups = mix->groups;
    uint32_t columns = mix->columns;
    for (uint32_t row = 0; row < rows; row++, left += columns, right += columns, y += columns) {
        int8_t a[4], b[4];
        tail_of(left, columns, a);
        tail_of(right, columns, b);
        if (columns >= 4u) {
            espalier_mix_groups(groups, left, right, y, columns / 4u);
        }
        if ((columns & 3u) != 0) {
            espalier_mix_groups(groups + columns / 4u, a, b, a, 1);
            for (uint32_t c = 0; c < (columns & 3u); c++) {
                y[(columns & ~3u) + c] = a[c];
            }
        }
    }
}

void espalier_copy(const int8_t *from, int8_t *to, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        to[i] = from[i];
    }
}

void espalier_table(const int8_t *table, const int8_t *x, int8_t *y, uint32_t count)
{
    uint32_t i = count & ~3u;
    if (i != 0) {
        espalier_table_groups(table, x, y, count / 4u);
    }
    for (; i < count; i++) {
        y[i] = table[(uint8_t)x[i]];
    }
}

void espalier_mean_start(int32_t *sums, uint32_t columns)
{
    for (uint32_t c = 0; c < columns; c++) {
        sums[c] = 0;
    }
}

void espalier_mean_add(int32_t *sums, const int8_t *x, uint32_t columns, uint32_t rows)
{
    for (uint32_t t = 0; t < rows; t++, x += columns) {
        for (uint32_t c = 0; c < columns; c++) {
            sums[c] += x[c];
        }
    }
}

void espalier_mean_end(const int32_t *sums, uint32_t columns, int32_t bias, int32_t scale, int32_t zero, int8_t *y)
{
    for (uint32_t c = 0; c < columns; c++) {
        y[c] = (int8_t)espalier_requantise(bias + sums[c], scale, zero);
    }
}

void espalier_mean(const int8_t *x, uint32_t columns, uint32_t rows, int32_t bias, int32_t scale, int32_t zero,
                   int8_t *y)
{
    for (uint32_t c = 0; c < columns; c++) {
        int32_t sum = bias;
        for (uint32_t t = 0; t < rows; t++) {
            sum += x[t * columns + c];
        }
        y[c] = (int8_t)espalier_requantise(sum, scale, zero);
    }
}
