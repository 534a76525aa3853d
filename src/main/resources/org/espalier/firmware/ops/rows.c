/* Operators that go over rows once: layer norm, sums, tables, means. */
#include "arithmetic.h"
#include "operators.h"

/* The exact floor of the root of an unsigned 32-bit number, digit by digit in base two. */
static uint32_t root(uint32_t value)
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

/* About 2^42 / sqrt(n), 2^24 <= n < 2^51. */
static int32_t reciprocal_root(uint64_t n)
{
    int32_t bits = 64 - __builtin_clzll(n);
    int32_t k = (bits - 31) >> 1;
    uint32_t normal = (uint32_t)(k >= 0 ? n >> (2 * k) : n << (-2 * k));
    return (int32_t)((UINT32_MAX / root(normal)) << (10 - k));
}

typedef struct {
    int32_t sum;
    int64_t squares;
} moments;

static moments moments_of(const espalier_norm *norm, const int8_t *x)
{
    const int16_t *scale = norm->scale;
    const int16_t *offset = norm->offset;
    const int8_t *end = x + norm->columns;
    moments m = {0, 0};
#pragma GCC unroll 4
    while (x < end) {
        int32_t v = *offset++ + *scale++ * *x++;
        m.sum += v;
        m.squares += (int64_t)v * v;
    }
    return m;
}

static void normalise(const espalier_norm *norm, const int8_t *x, int8_t *y, int32_t sum, int32_t factor)
{
    const int16_t *scale = norm->scale;
    const int16_t *offset = norm->offset;
    const int32_t *gain = norm->gain;
    const int32_t *shift = norm->shift;
    const int32_t columns = (int32_t)norm->columns;
    const int8_t *end = x + columns;
#pragma GCC unroll 4
    while (x < end) {
        int32_t v = *offset++ + *scale++ * *x++;
        int32_t z = espalier_scale(columns * v - sum, factor);
        *y++ = (int8_t)espalier_clamp8_shifted(z * *gain++ + *shift++, 20);
    }
}

void espalier_layer_norm(const espalier_norm *norm, const int8_t *x, int8_t *y, uint32_t rows)
{
    const int64_t least = INT64_C(1) << 24;
    for (; rows > 0; rows--, x += norm->columns, y += norm->columns) {
        moments m = moments_of(norm, x);
        int64_t spread = norm->columns * m.squares - (int64_t)m.sum * m.sum + norm->epsilon;
        normalise(norm, x, y, m.sum, reciprocal_root(spread < least ? (uint64_t)least : (uint64_t)spread));
    }
}

static void mix_row(const espalier_mix *mix, const int8_t *x, const int8_t *y, int8_t *out)
{
    const int16_t *a = mix->a;
    const int16_t *b = mix->b;
    const int32_t *k = mix->k;
    const int8_t *end = x + mix->columns;
#pragma GCC unroll 4
    while (x < end) {
        *out++ = (int8_t)espalier_clamp8_shifted(*a++ * *x++ + *b++ * *y++ + *k++, 14);
    }
}

void espalier_add(const espalier_mix *mix, const int8_t *left, const int8_t *right, int8_t *y, uint32_t rows)
{
    uint32_t columns = mix->columns;
    for (uint32_t row = 0; row < rows; row++, left += columns, right += columns, y += columns) {
        mix_row(mix, left, right, y);
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
    for (uint32_t i = 0; i < count; i++) {
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
