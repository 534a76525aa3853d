/* Streamed attention: one head at a time, four query rows at a time; no matrix of T x T scores ever exists.
 *
 * Per head, keys and values are packed once (tile.h) into scratch. A group of queries (four, then two and one of what
 * is left) is packed as well, so that its context may overwrite it. */
#include "heads.h"

static void score(const espalier_scores_tile *tile, uint32_t size)
{
    switch (size) {
    case 4: espalier_scores4(tile); break;
    case 2: espalier_scores2(tile); break;
    default: espalier_scores1(tile); break;
    }
}

static void weigh(const espalier_context_tile *tile, uint32_t size)
{
    switch (size) {
    case 4: espalier_context4(tile); break;
    case 2: espalier_context2(tile); break;
    default: espalier_context1(tile); break;
    }
}

void espalier_attention(const espalier_attention_map *map, const int8_t *x, int8_t *y, uint32_t stride, uint32_t rows,
                        void *scratch)
{
    shape s = shape_of(map, rows);
    uint32_t all = map->heads * map->width;
    espalier_word *keys = scratch;
    espalier_word *values = keys + s.even_rows * s.depth / 4u;
    int16_t *queries = (int16_t *)(void *)(values + map->width * s.length / 4u);
    int16_t *weights = queries + 4u * s.depth;
    int8_t *lines = (int8_t *)(void *)(weights + 4u * s.length);
    for (uint32_t h = 0; h < map->heads; h++, x += map->width, y += map->width) {
        espalier_scores_tile scores = scores_of(&s, h, keys, queries);
        espalier_context_tile context = context_of(&s, h, values);
        scores.out = lines;
        scores.stride = s.even_rows;
        context.tokens = weights;
        context.stride = stride;
        pack_keys(&s, x + all, keys);
        pack_values(&s, x + 2u * all, values);
        for (uint32_t row = 0, size; row < rows; row += size) {
            size = group_size(&s, row);
            pack_queries(&s, x + row * s.stride, size, queries, scores.start);
            score(&scores, size);
            for (uint32_t t = 0; t < size; t++) {
                espalier_word *to = (espalier_word *)(void *)weights + t;
                context.factor[t] = softmax(lines + t * s.even_rows, rows, map->exp + h * 256u, size, to);
            }
            context.out = y + row * stride;
            weigh(&context, size);
        }
    }
}

void espalier_scores(const espalier_attention_map *map, const int8_t *x, int8_t *scores, uint32_t rows, void *scratch)
{
    shape s = shape_of(map, rows);
    espalier_word *keys = scratch;
    int16_t *queries = (int16_t *)(void *)(keys + s.even_rows * s.depth / 4u);
    for (uint32_t h = 0; h < map->heads; h++, x += map->width, scores += s.length * s.length) {
        espalier_scores_tile tile = scores_of(&s, h, keys, queries);
        pack_keys(&s, x + map->heads * map->width, keys);
        tile.stride = s.length;
        for (uint32_t row = 0, size; row < rows; row += size) {
            size = group_size(&s, row);
            pack_queries(&s, x + row * s.stride, size, queries, tile.start);
            tile.out = scores + row * s.length;
            score(&tile, size);
        }
    }
}

void espalier_softmax(const espalier_attention_map *map, const int8_t *scores, void *weights, uint32_t rows)
{
    shape s = shape_of(map, rows);
    espalier_word *to = weights;
    for (uint32_t h = 0; h < map->heads; h++, to += factors(&s) + s.length, scores += s.length * s.length) {
        for (uint32_t row = 0, size; row < rows; row += size) {
            size = group_size(&s, row);
            for (uint32_t t = 0; t < size; t++) {
                to[factors(&s) + row + t] = (espalier_word)softmax(scores + (row + t) * s.length, rows,
                                                                   map->exp + h * 256u, size,
                                                                   to + row * s.length / 2u + t);
            }
        }
    }
}

void espalier_context(const espalier_attention_map *map, const int8_t *x, const void *weights, int8_t *y,
                      uint32_t stride, uint32_t rows, void *scratch)
{
    shape s = shape_of(map, rows);
    const espalier_word *from = weights;
    espalier_word *values = scratch;
    for (uint32_t h = 0; h < map->heads; h++, y += map->width, from += factors(&s) + s.length) {
        espalier_context_tile tile = context_of(&s, h, values);
        pack_values(&s, x + (2u * map->heads + h) * map->width, values);
        tile.stride = stride;
        for (uint32_t row = 0, size; row < rows; row += size) {
            size = group_size(&s, row);
            tile.tokens = (const int16_t *)(const void *)(from + row * s.length / 2u);
            for (uint32_t t = 0; t < size; t++) {
                tile.factor[t] = (int32_t)from[factors(&s) + row + t];
            }
            tile.out = y + row * stride;
            weigh(&tile, size);
        }
    }
}
