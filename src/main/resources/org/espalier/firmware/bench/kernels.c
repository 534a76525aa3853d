/* Runs operators on data that tests send: on the host with sanitizers, over standard input and output, and on a board
 * over its serial port. Every buffer is as small as the operators allow.
 *
 * A request is an operator's number, its integers and its buffers; an answer is one buffer. All integers are 32 bits,
 * little-endian; counts come first. */
#include <stddef.h>
#include <stdint.h>

#include "operators.h"
#include "platform.h"

#define MOST 16

typedef struct {
    int32_t number[MOST];
    void *buffer[MOST];
    uint32_t bytes[MOST];
    int32_t buffers;
} request;

static int32_t read_number(void)
{
    int32_t value = 0;
    platform_read(&value, sizeof value);
    return value;
}

static void read_request(request *r)
{
    int32_t numbers = read_number();
    for (int32_t i = 0; i < numbers && i < MOST; i++) {
        r->number[i] = read_number();
    }
    r->buffers = read_number();
    for (int32_t i = 0; i < r->buffers && i < MOST; i++) {
        r->bytes[i] = (uint32_t)read_number();
        r->buffer[i] = platform_take(r->bytes[i]);
        platform_read(r->buffer[i], r->bytes[i]);
    }
}

static void answer(const void *bytes, uint32_t count)
{
    platform_write(&count, sizeof count);
    platform_write(bytes, count);
}

static espalier_matrix matrix(const request *r, int32_t first)
{
    const int32_t *n = r->number + first;
    return (espalier_matrix){r->buffer[0], (uint32_t)n[0], (uint32_t)n[1], n[2], n[3], (uint32_t)n[4]};
}

/* linear: K N zero wide bytes | tokens, stride, x offset, y offset, times more; pairs, arena, scratch. In place or not:
 * offsets say; apart it may be done several times. */
static void linear(request *r)
{
    espalier_matrix map = matrix(r, 0);
    int8_t *arena = r->buffer[1];
    platform_mark();
    for (int32_t i = 0; i <= r->number[9]; i++) {
        espalier_linear(&map, arena + r->number[7], (uint32_t)r->number[6], arena + r->number[8],
                        (uint32_t)r->number[5], r->buffer[2]);
    }
    platform_mark();
    answer(arena + r->number[8], (uint32_t)r->number[5] * map.outputs * map.bytes);
}

/* patches: K N zero wide bytes | size patch grid padding pad, patches at a time or 0; pairs, table, picture, y, scratch */
static void patches(request *r)
{
    espalier_matrix map = matrix(r, 0);
    const int32_t *n = r->number + 5;
    espalier_patches cut = {r->buffer[1], (uint32_t)n[0], (uint32_t)n[1], (uint32_t)n[2], (uint32_t)n[3], n[4]};
    uint32_t count = cut.grid * cut.grid;
    if (n[5]) {
        uint32_t tile = (uint32_t)n[5];
        for (uint32_t first = 0; first < count; first += tile) {
            platform_mark();
            espalier_patch_embed(&cut, &map, r->buffer[2], first, count - first < tile ? count - first : tile,
                                 (int8_t *)r->buffer[3] + first * map.outputs * map.bytes, r->buffer[4]);
            platform_mark();
        }
    } else {
        int8_t *rows = platform_take(count * map.inputs);
        espalier_unfold(&cut, r->buffer[2], rows);
        espalier_linear(&map, rows, map.inputs, r->buffer[3], count, r->buffer[4]);
        platform_give(rows);
    }
    answer(r->buffer[3], r->bytes[3]);
}

/* norm: columns rows in-place?; groups epsilon x */
static void norm(request *r)
{
    espalier_norm n = {r->buffer[0], *(int64_t *)r->buffer[1], (uint32_t)r->number[0]};
    int8_t *y = r->number[2] ? r->buffer[2] : platform_take(r->bytes[2]);
    platform_mark();
    espalier_layer_norm(&n, r->buffer[2], y, (uint32_t)r->number[1]);
    platform_mark();
    answer(y, r->bytes[2]);
    if (y != r->buffer[2]) {
        platform_give(y);
    }
}

/* norm16: columns rows in-place?; groups epsilon x */
static void norm16(request *r)
{
    espalier_norm16 n = {r->buffer[0], *(int64_t *)r->buffer[1], (uint32_t)r->number[0]};
    uint32_t bytes = r->bytes[2] / 2u;
    int8_t *y = r->number[2] ? r->buffer[2] : platform_take(bytes);
    platform_mark();
    espalier_layer_norm16(&n, r->buffer[2], y, (uint32_t)r->number[1]);
    platform_mark();
    answer(y, bytes);
    if (y != r->buffer[2]) {
        platform_give(y);
    }
}

/* Answers with rows of `all` bytes and gives y back. over: they stand where the queries stood. */
static void answer_context(const int8_t *x, int8_t *y, int over, uint32_t rows, uint32_t all)
{
    for (uint32_t i = 0; over && i < rows * all; i++) {
        y[i] = x[i / all * 3u * all + i % all];
    }
    answer(y, rows * all);
    platform_give(y);
}

/* attention: heads width zero rows how?; score scales, exp, context scales, x, scratch
 * how: 0 apart, 1 over the queries, 2 in three passes, 3 in three passes over the queries */
static void attention(request *r)
{
    espalier_attention_map map = {r->buffer[0], r->buffer[1], r->buffer[2], (uint32_t)r->number[0],
                                  (uint32_t)r->number[1], r->number[2]};
    uint32_t all = map.heads * map.width;
    uint32_t rows = (uint32_t)r->number[3];
    int over = r->number[4] & 1;
    int8_t *x = r->buffer[3];
    int8_t *y = platform_take(rows * all);
    int8_t *to = over ? x : y;
    uint32_t stride = over ? 3u * all : all;
    if (r->number[4] < 2) {
        platform_mark();
        espalier_attention(&map, x, to, stride, rows, r->buffer[4]);
        platform_mark();
    } else {
        uint32_t length = (rows + 3u) & ~3u;
        int8_t *scores = platform_take(map.heads * length * length);
        void *weights = platform_take(map.heads * (2u * length * length + 4u * length));
        platform_mark();
        espalier_scores(&map, x, scores, rows, r->buffer[4]);
        platform_mark();
        platform_mark();
        espalier_softmax(&map, scores, weights, rows);
        platform_mark();
        platform_mark();
        espalier_context(&map, x, weights, to, stride, rows, r->buffer[4]);
        platform_mark();
        platform_give(weights);
        platform_give(scores);
    }
    answer_context(x, y, over, rows, all);
}

/* relative: heads width zero rows how? side reach; score scales, exp, context scales, x, scratch, keys, values, query
 * scales, key scales, value scales. how: as attention */
static void relative(request *r)
{
    espalier_relative_map map = {
        {r->buffer[0], r->buffer[1], r->buffer[2], (uint32_t)r->number[0], (uint32_t)r->number[1], r->number[2]},
        r->buffer[5], r->buffer[6], r->buffer[7], r->buffer[8], r->buffer[9],
        (uint32_t)r->number[5], (uint32_t)r->number[6]};
    uint32_t all = map.attention.heads * map.attention.width;
    uint32_t rows = (uint32_t)r->number[3];
    int over = r->number[4] & 1;
    int8_t *x = r->buffer[3];
    int8_t *y = platform_take(rows * all);
    int8_t *to = over ? x : y;
    uint32_t stride = over ? 3u * all : all;
    if (r->number[4] < 2) {
        platform_mark();
        espalier_relative_attention(&map, x, to, stride, rows, r->buffer[4]);
        platform_mark();
    } else {
        uint32_t length = (rows + 3u) & ~3u;
        int8_t *scores = platform_take(map.attention.heads * length * length);
        void *weights = platform_take(map.attention.heads * (2u * length * length + 4u * length));
        platform_mark();
        espalier_relative_scores(&map, x, scores, rows, r->buffer[4]);
        platform_mark();
        platform_mark();
        espalier_softmax(&map.attention, scores, weights, rows);
        platform_mark();
        platform_mark();
        espalier_relative_context(&map, x, weights, to, stride, rows, r->buffer[4]);
        platform_mark();
        platform_give(weights);
        platform_give(scores);
    }
    answer_context(x, y, over, rows, all);
}

/* add: columns rows; groups left right */
static void add(request *r)
{
    espalier_mix mix = {r->buffer[0], (uint32_t)r->number[0]};
    platform_mark();
    espalier_add(&mix, r->buffer[1], r->buffer[2], r->buffer[1], (uint32_t)r->number[1]);
    platform_mark();
    answer(r->buffer[1], r->bytes[1]);
}

/* add16: nothing; left right */
static void add16(request *r)
{
    platform_mark();
    espalier_add16(r->buffer[0], r->buffer[1], r->buffer[0], r->bytes[0] / 2u);
    platform_mark();
    answer(r->buffer[0], r->bytes[0]);
}

/* table: nothing; table, x */
static void table(request *r)
{
    platform_mark();
    espalier_table(r->buffer[0], r->buffer[1], r->buffer[1], r->bytes[1]);
    platform_mark();
    answer(r->buffer[1], r->bytes[1]);
}

/* mean: columns rows bias scale zero, rows at a time or 0; x, y */
static void mean(request *r)
{
    const int32_t *n = r->number;
    const int8_t *x = r->buffer[0];
    uint32_t columns = (uint32_t)n[0], rows = (uint32_t)n[1], tile = (uint32_t)n[5];
    if (tile == 0) {
        platform_mark();
        espalier_mean(x, columns, rows, n[2], n[3], n[4], r->buffer[1]);
        platform_mark();
    } else {
        int32_t *sums = platform_take(4u * columns);
        espalier_mean_start(sums, columns);
        for (uint32_t row = 0; row < rows; row += tile) {
            platform_mark();
            espalier_mean_add(sums, x + row * columns, columns, rows - row < tile ? rows - row : tile);
            platform_mark();
        }
        espalier_mean_end(sums, columns, n[2], n[3], n[4], r->buffer[1]);
        platform_give(sums);
    }
    answer(r->buffer[1], r->bytes[1]);
}

int main(void);

int main(void)
{
    static void (*const operators[])(request *) = {linear, patches, norm,   attention, add,
                                                  table,  mean,    norm16, add16,     relative};
    platform_start();
    for (;;) {
        request r = {.buffers = 0};
        uint32_t which = (uint32_t)read_number();
        read_request(&r);
        if (which < sizeof operators / sizeof operators[0]) {
            operators[which](&r);
        }
        for (int32_t i = r.buffers - 1; i >= 0; i--) {
            platform_give(r.buffer[i]);
        }
    }
}
