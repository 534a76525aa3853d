/* Fixed-point steps that several operators share; each is one or two instructions on cores with the DSP extension.
 * Right shifts of negative numbers are arithmetic, as on every compiler this library supports. */
#ifndef ESPALIER_ARITHMETIC_H
#define ESPALIER_ARITHMETIC_H

#include <stdint.h>

/* Whether the assembly forms are used; ESPALIER_PORTABLE forbids it. */
#if defined(__ARM_FEATURE_DSP) && !defined(ESPALIER_PORTABLE)
#define ESPALIER_DSP 1
#endif

#define ESPALIER_INLINE static inline __attribute__((always_inline))

ESPALIER_INLINE uint32_t espalier_round4(uint32_t n) { return (n + 3u) & ~3u; }

ESPALIER_INLINE uint32_t espalier_round2(uint32_t n) { return (n + 1u) & ~1u; }

/* sat8(v >> shift), shift a constant 1..31. */
#ifdef ESPALIER_DSP
#define espalier_clamp8_shifted(v, shift)                                                                               \
    __extension__({                                                                                                     \
        int32_t clamped;                                                                                                \
        __asm__("ssat %0, #8, %1, asr %2" : "=r"(clamped) : "r"(v), "I"(shift));                                        \
        clamped;                                                                                                        \
    })
#else
#define espalier_clamp8_shifted(v, shift) espalier_clamp8((v) >> (shift))
#endif

ESPALIER_INLINE int32_t espalier_clamp8(int32_t v)
{
#ifdef ESPALIER_DSP
    int32_t clamped;
    __asm__("ssat %0, #8, %1" : "=r"(clamped) : "r"(v));
    return clamped;
#else
    return v < -128 ? -128 : v > 127 ? 127 : v;
#endif
}

ESPALIER_INLINE int32_t espalier_clamp16(int32_t v)
{
#ifdef ESPALIER_DSP
    int32_t clamped;
    __asm__("ssat %0, #16, %1" : "=r"(clamped) : "r"(v));
    return clamped;
#else
    return v < -32768 ? -32768 : v > 32767 ? 32767 : v;
#endif
}

/* floor((a * m + 2^31) / 2^32) */
ESPALIER_INLINE int32_t espalier_scale(int32_t a, int32_t m)
{
#ifdef ESPALIER_DSP
    int32_t high;
    __asm__("smmulr %0, %1, %2" : "=r"(high) : "r"(a), "r"(m));
    return high;
#else
    return (int32_t)(((int64_t)a * m + INT64_C(0x80000000)) >> 32);
#endif
}

/* sat8(zero + floor((a * m + 2^31) / 2^32)) */
ESPALIER_INLINE int32_t espalier_requantise(int32_t a, int32_t m, int32_t zero)
{
    return espalier_clamp8(zero + espalier_scale(a, m));
}

#endif
