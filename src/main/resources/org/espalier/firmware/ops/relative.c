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

/* How far a key is from a query in one direction, from 0 for the reach before it to 2 * reach. */
ESPALIER_INLINE uint32_t apart(uint32_t key, uint32_t query, uint32_t reach)
{
    int32_t distance = (int32_t)key - (int32_t)query, most = (int32_t)reach;
    return (uint32_t)(most + (distance > most ? most : distance < -most ? -most : distance));
}

/* Where a query stands; the class token stands nowhere. */
typedef struct {
    uint32_t row;
    uint32_t column;
} place;

static place place_of(const espalier_relative_map *map, uint32_t query)
{
    return query == 0 ? (place){0, 0} : (place){(query - 1u) / map->side, (query - 1u) % map->side};
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
ESPALIER_INLINE void scale_group(const espalier_word *queries, const espalier_word *factors, uint32_t words,
                                 uint32_t size, espalier_word *to)
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

static void scale_queries(const espalier_word *queries, const espalier_word *factors, uint32_t words, uint32_t size,
                          espalier_word *to)
{
    if (size == 4u) {
        scale_group(queries, factors, words, 4, to);
    } else {
        scale_group(queries, factors, words, size, to);
    }
}

/* The products with the table's rows from `first` to `last`, each where it is in the product with all of them. */
static void meet(const espalier_products_tile *all, uint32_t first, uint32_t last, uint32_t size)
{
    espalier_products_tile some = *all;
    some.columns = (const espalier_word *)all->columns + first / 2u * all->words;
    some.pairs = last / 2u - first / 2u + 1u;
    some.out = all->out + first / 2u * 2u * size;
    products(&some, size);
}

/* The products with those rows of the table that a group of queries needs. */
static void meet_some(const espalier_relative_map *map, const espalier_products_tile *all, uint32_t row, uint32_t size)
{
    uint32_t reach = map->reach, end = map->side - 1u;
    place from = place_of(map, row == 0 ? 1u : row), to = place_of(map, row + size - 1u);
    uint32_t left = from.column, right = to.column;
    if (to.row != from.row) {
        left = 0;
        right = end;
    }
    uint32_t first = 1u + apart(0, to.row, reach), last = 1u + apart(end, from.row, reach);
    if (first > 3u) {
        meet(all, 0, 0, size);
    } else {
        first = 0;
    }
    meet(all, first, last, size);
    meet(all, 2u + 2u * reach + apart(0, right, reach), 2u + 2u * reach + apart(end, left, reach), size);
}

/* What a group's queries have from the place of every key.
 * room: 8*r4(d) + 16*r2(n) + 16*side bytes. add: 16*r2(rows). */
static void places(const espalier_relative_map *map, const shape *s, uint32_t head, const int16_t *queries,
                   uint32_t row, uint32_t size, espalier_word *room, int32_t *add)
{
    uint32_t words = s->depth / 2u, side = map->side, reach = map->reach;
    int32_t scale = map->key_scale[head];
    int32_t *sums = (int32_t *)(void *)(room + 4u * words);
    int32_t *across = sums + 4u * espalier_round2(table_rows(map));
    scale_queries((const espalier_word *)(const void *)queries,
                  (const espalier_word *)(const void *)map->query_scale + head * words, words, size, room);
    espalier_products_tile all = {(const int16_t *)(const void *)room, map->keys, words, 0, sums};
    meet_some(map, &all, row, size);
    place at[4];
    for (uint32_t t = 0; t < size; t++) {
        at[t] = place_of(map, row + t);
        const int32_t *from = sums + (2u + 2u * reach) * size + t;
        int32_t *to = across + t;
        add[t] = espalier_scale(sums[t], scale);
        for (uint32_t c = 0; c < side; c++, to += size) {
            *to = row + t == 0 ? 0 : espalier_scale(from[apart(c, at[t].column, reach) * size], scale);
        }
    }
    int32_t *to = add + size;
    for (uint32_t key = 0; key < side; key++, to += side * size) {
        int32_t down[4];
        for (uint32_t t = 0; t < size; t++) {
            uint32_t r = row + t == 0 ? 0 : 1u + apart(key, at[t].row, reach);
            down[t] = espalier_scale(sums[r * size + t], scale);
        }
        if (size == 4u) {
            espalier_add4(down, across, to, side);
            continue;
        }
        for (uint32_t i = 0; i < side * size; i++) {
            to[i] = down[i & (size - 1u)] + across[i];
        }
    }
    if ((s->rows & 1u) != 0) {
        for (uint32_t t = 0; t < size; t++) {
            to[t] = 0;
        }
    }
}

/* The next weight of a query, in the order of keys. */
#define TAKE(weight)                                                                                                    \
    do {                                                                                                                \
        int32_t w = (int32_t)(weight);                                                                                  \
        *column += w;                                                                                                   \
        sum += w;                                                                                                       \
        if (++column == end) {                                                                                          \
            *line++ = sum;                                                                                              \
            sum = 0;                                                                                                    \
            column = columns;                                                                                           \
        }                                                                                                               \
    } while (0)

/* A query's weights taken together by the keys' grid columns and rows. weights: the token's first word in its group. */
static void take_together(const espalier_word *weights, uint32_t side, uint32_t size, int32_t *columns, int32_t *line)
{
    int32_t *column = columns, *const end = columns + side;
    int32_t sum = 0;
    for (uint32_t c = 0; c < side; c++) {
        columns[c] = 0;
    }
    uint32_t a = weights[0], b = weights[size], left = side * side;
    TAKE(b & 0xffffu);
    if (left == 1u) {
        return;
    }
    TAKE(a >> 16);
    TAKE(b >> 16);
    for (left -= 3u; left >= 4u; left -= 4u) {
        weights += 2u * size;
        a = weights[0];
        b = weights[size];
        TAKE(a & 0xffffu);
        TAKE(b & 0xffffu);
        TAKE(a >> 16);
        TAKE(b >> 16);
    }
    /* side * side is 4n or 8n + 1. */
    weights += 2u * size;
    TAKE(weights[0] & 0xffffu);
    if (left == 2u) {
        TAKE(weights[size] & 0xffffu);
    }
}

/* Where a packed value stands in a group, in halfwords from the token's first. */
ESPALIER_INLINE uint32_t packed_at(uint32_t i, uint32_t size)
{
    return (i / 4u * 2u + (i & 1u)) * 2u * size + (i >> 1 & 1u);
}

/* The shares of a direction's table rows, of which the first is `first`, packed. sums: by the keys' place. */
static void put_shares(const espalier_relative_map *map, const int32_t *sums, uint32_t query, uint32_t first,
                       uint32_t size, int32_t factor, int16_t *to)
{
    uint32_t last = map->side - 1u, i = first + apart(0, query, map->reach);
    int32_t all = 0;
    for (uint32_t key = 0; key <= last; key++) {
        all += sums[key];
        /* Whether the next key has another row. */
        if (key == last || key + map->reach - query < 2u * map->reach) {
            to[packed_at(i, size)] = (int16_t)espalier_scale(2 * all, factor);
            all = 0;
            i++;
        }
    }
}

/* A query's shares of the table's rows, packed as a token of a group whose words are 0. weights and to: the token's
 * first word.
 * sums: 8*side bytes. */
static void shares(const espalier_relative_map *map, const espalier_word *weights, uint32_t query, uint32_t size,
                   int32_t factor, int32_t *sums, espalier_word *to)
{
    uint32_t side = map->side;
    int16_t *halves = (int16_t *)(void *)to;
    int32_t *lines = sums + side;
    int32_t class_weight = (int32_t)(weights[0] & 0xffffu);
    take_together(weights, side, size, sums, lines);
    if (query == 0) {
        for (uint32_t key = 0; key < side; key++) {
            class_weight += lines[key];
        }
    } else {
        place at = place_of(map, query);
        put_shares(map, lines, at.row, 1, size, factor, halves);
        put_shares(map, sums, at.column, 2u + 2u * map->reach, size, factor, halves);
    }
    halves[0] = (int16_t)espalier_scale(2 * class_weight, factor);
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
 * room: 8*r4(n) + 16*max(d, side) bytes. */
static void weigh_places(const espalier_relative_map *map, uint32_t head, uint32_t row, uint32_t size,
                         espalier_placed_context_tile *tile, espalier_word *room)
{
    uint32_t words = espalier_round4(table_rows(map)) / 2u, width = map->attention.width;
    const espalier_word *weights = (const espalier_word *)(const void *)tile->context.tokens;
    int32_t *sums = (int32_t *)(void *)(room + 4u * words);
    for (uint32_t i = 0; i < words * size; i++) {
        room[i] = 0;
    }
    for (uint32_t t = 0; t < size; t++) {
        shares(map, weights + t, row + t, size, tile->context.factor[t], sums, room + t);
    }
    products(&(espalier_products_tile){(const int16_t *)(const void *)room, map->values, words, width / 2u, sums},
             size);
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
