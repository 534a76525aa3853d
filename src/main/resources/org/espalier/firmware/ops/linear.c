/* Linear maps on tokens and on patches. */
#include "arithmetic.h"
#include "operators.h"
#include "pack.h"

/* Tokens per tile: a pair of columns is read from flash once for this many. */
#define TILE 16u

static espalier_weights_tile start(const espalier_matrix *map, const int16_t *scratch)
{
    return (espalier_weights_tile){
        .tokens = scratch,
        .pairs = map->pairs,
        .words = espalier_round4(map->inputs) / 2u,
        .stride = map->outputs,
        .outputs = map->outputs,
        .zero = map->zero,
    };
}

static void multiply(const espalier_matrix *map, espalier_weights_tile *tile, uint32_t group, uint32_t groups,
                     int8_t *out)
{
    tile->groups = groups;
    tile->out = out;
    if (group == 4u) {
        (map->wide ? espalier_wide4 : espalier_weights4)(tile);
    } else if (group == 2u) {
        (map->wide ? espalier_wide2 : espalier_weights2)(tile);
    } else {
        (map->wide ? espalier_wide1 : espalier_weights1)(tile);
    }
}

void espalier_linear(const espalier_matrix *map, const int8_t *x, uint32_t stride, int8_t *y, uint32_t tokens,
                     int16_t *scratch)
{
    uint32_t k = map->inputs;
    uint32_t padded = espalier_round4(k);
    espalier_weights_tile tile = start(map, scratch);
    uint32_t token = 0;
    while (tokens - token >= 4u) {
        uint32_t size = tokens - token < TILE ? (tokens - token) & ~3u : TILE;
        for (uint32_t t = 0; t < size; t += 4u) {
            espalier_pack_group(x + (token + t) * stride, stride, 4, k, scratch + t * padded);
        }
        multiply(map, &tile, 4, size / 4u, y + token * map->outputs);
        token += size;
    }
    if (tokens - token >= 2u) {
        espalier_pack_group(x + token * stride, stride, 2, k, scratch);
        multiply(map, &tile, 2, 1, y + token * map->outputs);
        token += 2u;
    }
    if (tokens > token) {
        espalier_pack_group(x + token * stride, stride, 1, k, scratch);
        multiply(map, &tile, 1, 1, y + token * map->outputs);
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

void espalier_patch_embed(const espalier_patches *cut, const espalier_matrix *map, const uint8_t *picture, int8_t *y,
                          int16_t *scratch)
{
    uint32_t patches = cut->grid * cut->grid;
    espalier_weights_tile tile = start(map, scratch);
    uint32_t done = 0;
    while (done < patches) {
        uint32_t size = patches - done >= 4u ? 4u : patches - done >= 2u ? 2u : 1u;
        for (uint32_t t = 0; t < size; t++) {
            patch p = patch_at(cut, picture, done + t);
            pack_patch(&p, size, t, scratch);
        }
        multiply(map, &tile, size, 1, y + done * map->outputs);
        done += size;
    }
}

void espalier_cut(const espalier_patches *cut, const uint8_t *picture, int8_t *y)
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
