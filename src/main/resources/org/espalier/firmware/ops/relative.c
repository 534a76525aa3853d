/* Attention with relative positions: attention.c's way, and for each group of queries
 *
 * - before its scores, one product with the keys' table, whose sums are then added to the scores by the distance of
 *   query and key;
 * - after its softmax, the weights taken together by distance, and one product of these shares with the values' table.
 *
 * Both tables are shared by the heads. */
#include "relative.h"

#include "heads.h"

/* Rows of the tables. */
static uint32_t table_rows(const espalier_relative_map *map) { return 4u * map->reach + 3u; }

static uint32_t clip(const espalier_relative_map *map, uint32_t key, uint32_t query)
{
    int32_t distance = (int32_t)key - (int32_t)query, most = (int32_t)map->reach;
    return (uint32_t)(most + (distance > most ? most : distance < -most ? -most : distance));
}

/* The table's row for a key in grid row `key` and a query in grid row `query`. */
static uint32_t vertical(const espalier_relative_map *map, uint32_t key, uint32_t query)
{
    return 1u + clip(map, key, query);
}

/* The same for grid columns. */
static uint32_t horizontal(const espalier_relative_map *map, uint32_t key, uint32_t query)
{
    return 2u + 2u * map->reach + clip(map, key, query);
}

static void products(const espalier_products_tile *tile, uint32_t size)
{
    switch (size) {
    case 4: espalier_products4(tile); break;
    case 2: espalier_products2(tile); break;
    default: espalier_products1(tile); break;
    }
}

/* Queries times their factors, in the same packed order. */
static void scale_queries(const espalier_word *queries, const espalier_word *factors, uint32_t words, uint32_t size,
                          espalier_word *to)
{
    for (uint32_t w = 0; w < words; w++) {
        int32_t low = (int16_t)(factors[w] & 0xffffu), high = (int16_t)(factors[w] >> 16);
        for (uint32_t t = 0; t < size; t++) {
            uint32_t x = *queries++;
            uint32_t a = (uint32_t)(((int16_t)(x & 0xffffu) * low + 64) >> 7);
            uint32_t b = (uint32_t)(((int16_t)(x >> 16) * high + 64) >> 7);
            *to++ = (a & 0xffffu) | b << 16;
        }
    }
}

/* What a group's queries have from the place of every key.
 * room: 8*r4(d) + 16*r2(n) + 16*side bytes. add: 16*r2(rows). */
static void places(const espalier_relative_map *map, const shape *s, uint32_t head, const int16_t *queries,
                   uint32_t row, uint32_t size, espalier_word *room, int32_t *add)
{
    uint32_t words = s->depth / 2u, side = map->side, pairs = espalier_round2(table_rows(map)) / 2u;
    int32_t scale = map->key_scale[head];
    int32_t *sums = (int32_t *)(void *)(room + 4u * words);
    int32_t *across = sums + 8u * pairs;
    scale_queries((const espalier_word *)(const void *)queries,
                  (const espalier_word *)(const void *)map->query_scale + head * words, words, size, room);
    products(&(espalier_products_tile){(const int16_t *)(const void *)room, map->keys, words, pairs, sums}, size);
    for (uint32_t t = 0; t < size; t++) {
        add[t] = espalier_scale(sums[2u * t], scale);
        for (uint32_t c = 0; c < side; c++) {
            uint32_t r = row + t == 0 ? 0 : horizontal(map, c, (row + t - 1u) % side);
            across[c * size + t] = r == 0 ? 0 : espalier_scale(sums[(r / 2u * size + t) * 2u + (r & 1u)], scale);
        }
    }
    int32_t *to = add + size;
    for (uint32_t key = 0; key < side; key++) {
        int32_t down[4];
        for (uint32_t t = 0; t < size; t++) {
            uint32_t r = row + t == 0 ? 0 : vertical(map, key, (row + t - 1u) / side);
            down[t] = espalier_scale(sums[(r / 2u * size + t) * 2u + (r & 1u)], scale);
        }
        const int32_t *from = across;
        for (uint32_t c = 0; c < side; c++) {
            for (uint32_t t = 0; t < size; t++) {
                *to++ = down[t] + *from++;
            }
        }
    }
    if ((s->rows & 1u) != 0) {
        for (uint32_t t = 0; t < size; t++) {
            to[t] = 0;
        }
    }
}

/* Where a packed value stands in a group, in halfwords from the token's first. */
static uint32_t place_of(uint32_t i, uint32_t size) { return (i / 4u * 2u + (i & 1u)) * 2u * size + (i >> 1 & 1u); }

/* A query's weights taken together by the tables' rows, and packed as a token of a group. Both are given by the token's
 * first halfword.
 * totals: 4*(r4(n) + side) bytes. */
static void shares(const espalier_relative_map *map, const int16_t *weights, uint32_t query, uint32_t size,
                   int32_t factor, int32_t *totals, int16_t *to)
{
    uint32_t side = map->side, all = espalier_round4(table_rows(map));
    int32_t *columns = totals + all;
    for (uint32_t i = 0; i < all + side; i++) {
        totals[i] = 0;
    }
    totals[0] = weights[0];
    for (uint32_t key = 0, j = 1; key < side; key++) {
        int32_t sum = 0;
        for (uint32_t c = 0; c < side; c++, j++) {
            int32_t weight = weights[place_of(j, size)];
            columns[c] += weight;
            sum += weight;
        }
        totals[query == 0 ? 0 : vertical(map, key, (query - 1u) / side)] += sum;
    }
    for (uint32_t c = 0; c < side && query != 0; c++) {
        totals[horizontal(map, c, (query - 1u) % side)] += columns[c];
    }
    for (uint32_t i = 0; i < all; i++) {
        to[place_of(i, size)] = (int16_t)espalier_scale(2 * totals[i], factor);
    }
}

static void score(const espalier_placed_scores_tile *tile, uint32_t size)
{
    switch (size) {
    case 4: espalier_placed_scores4(tile); break;
    case 2: espalier_placed_scores2(tile); break;
    default: espalier_placed_scores1(tile); break;
    }
}

static void weigh(const espalier_placed_context_tile *tile, uint32_t size)
{
    switch (size) {
    case 4: espalier_placed_context4(tile); break;
    case 2: espalier_placed_context2(tile); break;
    default: espalier_placed_context1(tile); break;
    }
}

/* The context of a group whose weights and factors the tile has.
 * room: 8*r4(n) + 16*max(d, n + side) bytes. */
static void weigh_places(const espalier_relative_map *map, uint32_t head, uint32_t row, uint32_t size,
                         espalier_placed_context_tile *tile, espalier_word *room)
{
    uint32_t words = espalier_round4(table_rows(map)) / 2u, width = map->attention.width;
    int16_t *group = (int16_t *)(void *)room;
    int32_t *sums = (int32_t *)(void *)(room + 4u * words);
    for (uint32_t t = 0; t < size; t++) {
        shares(map, tile->context.tokens + 2u * t, row + t, size, tile->context.factor[t], sums, group + 2u * t);
    }
    products(&(espalier_products_tile){group, map->values, words, width / 2u, sums}, size);
    tile->sums = sums;
    tile->scales = map->value_scale + head * width;
    weigh(tile, size);
}

void espalier_relative_attention(const espalier_relative_map *map, const int8_t *x, int8_t *y, uint32_t stride,
                                 uint32_t rows, void *scratch)
{
    const espalier_attention_map *heads = &map->attention;
    shape s = shape_of(heads, rows);
    uint32_t all = heads->heads * heads->width;
    espalier_word *keys = scratch;
    espalier_word *values = keys + s.even_rows * s.depth / 4u;
    int16_t *queries = (int16_t *)(void *)(values + heads->width * s.length / 4u);
    /* What is added to a group's scores; its weights, once it has been. */
    int32_t *add = (int32_t *)(void *)(queries + 4u * s.depth);
    int8_t *lines = (int8_t *)(add + 4u * s.even_rows);
    espalier_word *room = (espalier_word *)(void *)(lines + 4u * s.even_rows);
    for (uint32_t h = 0; h < heads->heads; h++, x += heads->width, y += heads->width) {
        espalier_placed_scores_tile scores = {.scores = scores_of(&s, h, keys, queries), .add = add};
        espalier_placed_context_tile context = {.context = context_of(&s, h, values)};
        scores.scores.out = lines;
        scores.scores.stride = s.even_rows;
        context.context.tokens = (int16_t *)(void *)add;
        context.context.stride = stride;
        pack_keys(&s, x + all, keys);
        pack_values(&s, x + 2u * all, values);
        for (uint32_t row = 0, size; row < rows; row += size) {
            size = group_size(&s, row);
            pack_queries(&s, x + row * s.stride, size, queries, scores.scores.start);
            places(map, &s, h, queries, row, size, room, add);
            score(&scores, size);
            for (uint32_t t = 0; t < size; t++) {
                context.context.factor[t] = softmax(lines + t * s.even_rows, rows, heads->exp + h * 256u, size,
                                                    (espalier_word *)(void *)add + t);
            }
            context.context.out = y + row * stride;
            weigh_places(map, h, row, size, &context, room);
        }
    }
}

void espalier_relative_scores(const espalier_relative_map *map, const int8_t *x, int8_t *scores, uint32_t rows,
                              void *scratch)
{
    const espalier_attention_map *heads = &map->attention;
    shape s = shape_of(heads, rows);
    espalier_word *keys = scratch;
    int16_t *queries = (int16_t *)(void *)(keys + s.even_rows * s.depth / 4u);
    int32_t *add = (int32_t *)(void *)(queries + 4u * s.depth);
    espalier_word *room = (espalier_word *)(void *)(add + 4u * s.even_rows);
    for (uint32_t h = 0; h < heads->heads; h++, x += heads->width, scores += s.length * s.length) {
        espalier_placed_scores_tile tile = {.scores = scores_of(&s, h, keys, queries), .add = add};
        pack_keys(&s, x + heads->heads * heads->width, keys);
        tile.scores.stride = s.length;
        for (uint32_t row = 0, size; row < rows; row += size) {
            size = group_size(&s, row);
            pack_queries(&s, x + row * s.stride, size, queries, tile.scores.start);
            places(map, &s, h, queries, row, size, room, add);
            tile.scores.out = scores + row * s.length;
            score(&tile, size);
        }
    }
}

void espalier_relative_context(const espalier_relative_map *map, const int8_t *x, const void *weights, int8_t *y,
                               uint32_t stride, uint32_t rows, void *scratch)
{
    const espalier_attention_map *heads = &map->attention;
    shape s = shape_of(heads, rows);
    const espalier_word *from = weights;
    espalier_word *values = scratch;
    espalier_word *room = values + heads->width * s.length / 4u;
    for (uint32_t h = 0; h < heads->heads; h++, y += heads->width, from += factors(&s) + s.length) {
        espalier_placed_context_tile tile = {.context = context_of(&s, h, values)};
        pack_values(&s, x + (2u * heads->heads + h) * heads->width, values);
        tile.context.stride = stride;
        for (uint32_t row = 0, size; row < rows; row += size) {
            size = group_size(&s, row);
            tile.context.tokens = (const int16_t *)(const void *)(from + row * s.length / 2u);
            for (uint32_t t = 0; t < size; t++) {
                tile.context.factor[t] = (int32_t)from[factors(&s) + row + t];
            }
            tile.context.out = y + row * stride;
            weigh_places(map, h, row, size, &tile, room);
        }
    }
}
