/* Linear maps on tokens and on patches. */
#include "arithmetic.h"
#include "operators.h"
#include "pack.h"

/* Rows per tile: a pair of columns is read from flash once for this many. */
#define TILE 16u

static uint32_t group_of(uint32_t rows) { return rows >= 4u ? 4u : rows >= 2u ? 2u : 1u; }

static void quads(const espalier_matrix *map, const espalier_weights_tile *tile)
{
    if (map->wide) {
        espalier_wide4(tile);
    } else {
        espalier_weights4(tile);
    }
}

static void pair(const espalier_matrix *map, const espalier_weights_tile *tile)
{
    if (map->wide) {
        espalier_wide2(tile);
    } else {
        espalier_weights2(tile);
    }
}

static void single(const espalier_matrix *map, const espalier_weights_tile *tile)
{
    if (map->wide) {
        espalier_wide1(tile);
    } else {
        espalier_weights1(tile);
    }
}

/* Products of a tile of packed rows: groups of four, then what is left as a pair and a single one. */
static void multiply(const espalier_matrix *map, const int16_t *packed, uint32_t rows, int8_t *y)
{
    uint32_t padded = espalier_round4(map->inputs);
    uint32_t stride = map->outputs * map->bytes;
    espalier_weights_tile tile = {
        .tokens = packed,
        .pairs = map->pairs,
        .words = padded / 2u,
        .groups = rows / 4u,
        .out = y,
        .stride = stride,
        .outputs = map->outputs,
        .zero = map->zero,
        .bytes = map->bytes,
    };
    uint32_t done = rows & ~3u;
    if (done != 0) {
        quads(map, &tile);
    }
    tile.groups = 1;
    if ((rows & 2u) != 0) {
        tile.tokens = packed + done * padded;
        tile.out = y + done * stride;
        pair(map, &tile);
        done += 2u;
    }
    if ((rows & 1u) != 0) {
        tile.tokens = packed + done * padded;
        tile.out = y + done * stride;
        single(map, &tile);
    }
}

static void pack(const int8_t *x, uint32_t stride, uint32_t rows, uint32_t k, int16_t *packed)
{
    uint32_t padded = espalier_round4(k);
    for (; rows >= 4u; rows -= 4u, x += 4u * stride, packed += 4u * padded) {
        espalier_pack_group(x, stride, 4, k, packed);
    }
    if ((rows & 2u) != 0) {
        espalier_pack_group(x, stride, 2, k, packed);
        x += 2u * stride;
        packed += 2u * padded;
    }
    if ((rows & 1u) != 0) {
        espalier_pack_group(x, stride, 1, k, packed);
    }
}

void espalier_linear(const espalier_matrix *map, const int8_t *x, uint32_t stride, int8_t *y, uint32_t rows,
                     int16_t *scratch)
{
    for (uint32_t row = 0; row < rows; row += TILE) {
        uint32_t size = rows - row < TILE ? rows - row : TILE;
        pack(x + row * stride, stride, size, map->inputs, scratch);
        multiply(map, scratch, size, y + row * map->outputs * map->bytes);
    }
}

/* Walks over a patch, one input after the other; the picture's border is padding. */
typedef struct {
    const espalier_patches *cut;
    const uint8_t *picture;
    uint32_t top; /* of the patch in the padded picture */
    uint32_t left;
} patch;

static patch patch_at(const espalier_patches *cut, const uint8_t *picture, uint32_t index)
{
    return (patch){cut, picture, index / cut->grid * cut->patch, index % cut->grid * cut->patch};
}

/* The three inputs of a pixel, or of the padding. */
ESPALIER_INLINE void pixel(const patch *p, uint32_t dy, uint32_t dx, int32_t rgb[3])
{
    const espalier_patches *cut = p->cut;
    uint32_t y = p->top + dy - cut->padding; /* wraps far beyond size in the padding above */
    uint32_t x = p->left + dx - cut->padding;
    if (y >= cut->size || x >= cut->size) {
        rgb[0] = rgb[1] = rgb[2] = cut->pad;
        return;
    }
    const uint8_t *at = p->picture + (y * cut->size + x) * 3u;
    rgb[0] = cut->table[at[0]];
    rgb[1] = cut->table[256u + at[1]];
    rgb[2] = cut->table[512u + at[2]];
}

/* Where input k of token `token` stands in a group of `size` tokens, in halfwords. */
ESPALIER_INLINE uint32_t place(uint32_t k, uint32_t size, uint32_t token)
{
    return ((k >> 2) * 2u * size + (k & 1u) * size + token) * 2u + (k >> 1 & 1u);
}

static void pack_patch(const patch *p, uint32_t size, uint32_t token, int16_t *group)
{
    uint32_t side = p->cut->patch;
    uint32_t k = 0;
    for (uint32_t dy = 0; dy < side; dy++) {
        for (uint32_t dx = 0; dx < side; dx++) {
            int32_t rgb[3];
            pixel(p, dy, dx, rgb);
            for (uint32_t c = 0; c < 3u; c++, k++) {
                group[place(k, size, token)] = (int16_t)rgb[c];
            }
        }
    }
    for (; (k & 3u) != 0; k++) {
        group[place(k, size, token)] = 0;
    }
}

void espalier_patch_embed(const espalier_patches *cut, const espalier_matrix *map, const uint8_t *picture,
                          uint32_t first, uint32_t count, int8_t *y, int16_t *scratch)
{
    int16_t *group = scratch;
    for (uint32_t done = 0; done < count;) {
        uint32_t size = group_of(count - done);
        for (uint32_t t = 0; t < size; t++) {
            patch p = patch_at(cut, picture, first + done + t);
            pack_patch(&p, size, t, group);
        }
        group += size * espalier_round4(map->inputs);
        done += size;
    }
    multiply(map, scratch, count, y);
}

void espalier_unfold(const espalier_patches *cut, const uint8_t *picture, int8_t *y)
{
    for (uint32_t i = 0; i < cut->grid * cut->grid; i++) {
        patch p = patch_at(cut, picture, i);
        for (uint32_t dy = 0; dy < cut->patch; dy++) {
            for (uint32_t dx = 0; dx < cut->patch; dx++) {
                int32_t rgb[3];
                pixel(&p, dy, dx, rgb);
                for (uint32_t c = 0; c < 3u; c++) {
                    *y++ = (int8_t)rgb[c];
                }
            }
        }
    }
}
