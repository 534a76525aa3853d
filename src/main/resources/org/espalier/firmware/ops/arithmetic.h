/* Fixed-point steps that several operators share. Right shifts of negative numbers are arithmetic here, as on every
 * compiler this library supports. */
#ifndef ESPALIER_ARITHMETIC_H
#define ESPALIER_ARITHMETIC_H

#include <stdint.h>

static inline uint32_t espalier_round4(uint32_t n) { return (n + 3u) & ~3u; }

static inline uint32_t espalier_round2(uint32_t n) { return (n + 1u) & ~1u; }

static inline int32_t espalier_clamp8(int32_t v) { return v < -128 ? -128 : v > 127 ? 127 : v; }

/* floor((a * m + 2^31) / 2^32): one SMMULR on the target. */
static inline int32_t espalier_scale(int32_t a, int32_t m)
{
    return (int32_t)(((int64_t)a * m + INT64_C(0x80000000)) >> 32);
}

/* sat8(zero + floor((a * m + 2^31) / 2^32)): one SMMLAR and one SSAT on the target. */
static inline int32_t espalier_requantise(int32_t a, int32_t m, int32_t zero)
{
    return espalier_clamp8(zero + espalier_scale(a, m));
}

#endif
