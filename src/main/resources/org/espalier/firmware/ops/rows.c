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

void espalier_layer_norm(const espalier_norm *norm, const int8_t *x, int8_t *y, uint32_t rows)
{
    int32_t columns = (int32_t)norm->columns;
    for (uint32_t row = 0; row < rows; row++, x += columns, y += columns) {
        int32_t sum = 0;
        int64_t squares = 0;
        for (int32_t c = 0; c < columns; c++) {
            int32_t v = norm->offset[c] + norm->scale[c] * x[c];
            sum += v;
            squares += v * v;
        }
        int64_t spread = columns * squares - (int64_t)sum * sum + norm->epsilon;
        int32_t factor = reciprocal_root(spread < INT64_C(1) << 24 ? UINT64_C(1) << 24 : (uint64_t)spread);
        for (int32_t c = 0; c < columns; c++) {
            int32_t v = norm->offset[c] + norm->scale[c] * x[c];
            int32_t z = espalier_scale(columns * v - sum, factor);
            y[c] = (int8_t)espalier_clamp8((z * norm->gain[c] + norm->shift[c]) >> 20);
        }
    }
}

static void mix_row(const espalier_mix *mix, const int8_t *x, const int8_t *y, int8_t *out)
{
    const int16_t *a = mix->a;
    const int16_t *b = mix->b;
    const int32_t *k = mix->k;
    for (uint32_t c = 0; c < mix->columns; c++) {
        out[c] = (int8_t)espalier_clamp8((a[c] * x[c] + b[c] * y[c] + k[c]) >> 14);
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
