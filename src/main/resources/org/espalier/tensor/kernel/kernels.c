/* Products of a piece of a matrix's rows with a vector, for processors with AVX-512 (VBMI2, VNNI, BITALG).
 *
 * The Java kernels beside this file say what is right and run everywhere; these add what Java cannot say: prefetches,
 * and the dot product of bytes. Layouts are those of the Java classes Weights and Activations: rows padded with zeros
 * to whole words of 64 columns, values with 64 elements to spare.
 *
 * Four rows at a time, a quarter of the piece apart: each is one stream of memory that goes on from row to row.
 *
 * gcc -O3 -shared -fPIC -o libkernels.so kernels.c
 */
#include <stdint.h>

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

/* Whether this processor has what the functions below use. */
int espalier_kernels_run(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi")
        && __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512vnni")
        && __builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("popcnt")
        && __builtin_cpu_supports("avx512bitalg");
}

#pragma GCC target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,avx512vnni,avx512bitalg,avx512vpopcntdq,popcnt")

#define INLINE static inline __attribute__((always_inline))
#define WORD 64  /* columns of a bitmap word */
#define GROUP 256 /* columns that share a scale */
#define AHEAD 1024 /* bytes that a stream is fetched ahead */

INLINE void ahead(const void *p)
{
    _mm_prefetch((const char *)p + AHEAD, _MM_HINT_T0);
}

/* ---- sixteen bits ------------------------------------------------------------------------------------------- */

/* The 32 columns of k's bits, absent ones zero. A permutation is faster than an expansion here: each column's value is
 * as many places behind p as there are bits below its own. */
INLINE __m512i spread16(const uint16_t *p, uint32_t k, __m512i below_even, __m512i below_odd)
{
    __m512i bits = _mm512_set1_epi32((int)k);
    __m512i even = _mm512_popcnt_epi32(_mm512_and_si512(bits, below_even));
    __m512i odd = _mm512_popcnt_epi32(_mm512_and_si512(bits, below_odd));
    __m512i place = _mm512_or_si512(even, _mm512_slli_epi32(odd, 16));
    return _mm512_maskz_permutexvar_epi16(k, place, _mm512_loadu_si512(p));
}

/* Adds the products of 32 bfloat16: the even columns are the lower halves of ints, the odd ones the upper. */
INLINE __m512 add_bf16(__m512 sum, __m512i w, __m512 even, __m512 odd)
{
    sum = _mm512_fmadd_ps(_mm512_castsi512_ps(_mm512_slli_epi32(w, 16)), even, sum);
    return _mm512_fmadd_ps(_mm512_castsi512_ps(_mm512_and_si512(w, _mm512_set1_epi32((int)0xffff0000))), odd, sum);
}

/* Adds the products of 32 halves, columns in their order. */
INLINE __m512 add_f16(__m512 sum, __m512i w, __m512 first, __m512 second)
{
    sum = _mm512_fmadd_ps(_mm512_cvtph_ps(_mm512_castsi512_si256(w)), first, sum);
    return _mm512_fmadd_ps(_mm512_cvtph_ps(_mm512_extracti64x4_epi64(w, 1)), second, sum);
}

/* The four rows of turn i of the rows from..to; the last ones are done again where fewer than four are left. */
struct four { long r[4]; };

INLINE long turns(long from, long to)
{
    return (to - from) / 4 + ((to - from) % 4 != 0);
}

INLINE struct four rows_of(long turn, long from, long to)
{
    long quarter = (to - from) / 4;
    struct four f;
    for (int i = 0; i < 4; i++) {
        long row = turn < quarter ? from + turn + i * quarter : from + 4 * quarter + i;
        f.r[i] = row < to ? row : to - 1;
    }
    return f;
}

INLINE __mmask32 lowest(long count)
{
    return count >= 32 ? 0xffffffffu : (1u << count) - 1;
}

/* The products of at most 32 columns of four rows, the rest of a line of memory or one.
 * x: for bfloat16 the even and the odd columns, for halves the same array and the same array 16 later. */
INLINE void some16(const uint16_t *const p[4], long column, long count, const float *x0, const float *x1, long step,
                   __m512 sum[4], int half)
{
    __mmask32 k = lowest(count);
    __mmask16 first = half ? (__mmask16)k : (__mmask16)lowest(count / 2);
    __mmask16 second = half ? (__mmask16)(k >> 16) : first;
    __m512 a = _mm512_maskz_loadu_ps(first, x0 + column * step / 32);
    __m512 b = _mm512_maskz_loadu_ps(second, x1 + column * step / 32);
    for (int i = 0; i < 4; i++) {
        __m512i w = _mm512_maskz_loadu_epi16(k, p[i] + column);
        sum[i] = half ? add_f16(sum[i], w, a, b) : add_bf16(sum[i], w, a, b);
    }
}

/* Java's arrays begin anywhere; loads that straddle two lines of memory halve the speed. So each row's first columns,
 * up to the next line, are done apart, and its last ones. */
INLINE void dense16(const uint16_t *values, long stride, const float *x0, const float *x1, long step, float *y,
                    long from, long to, int half)
{
    long lead = (64 - ((uintptr_t)values & 63)) % 64 / 2;
    for (long turn = 0; turn < turns(from, to); turn++) {
        struct four f = rows_of(turn, from, to);
        const uint16_t *p[4];
        __m512 sum[4];
        for (int i = 0; i < 4; i++) {
            p[i] = values + f.r[i] * stride;
            sum[i] = _mm512_setzero_ps();
        }
        if (lead > 0)
            some16(p, 0, lead, x0, x1, step, sum, half);
        long column = lead;
        for (; column + 32 <= stride; column += 32) {
            __m512 a = _mm512_loadu_ps(x0 + column * step / 32), b = _mm512_loadu_ps(x1 + column * step / 32);
            for (int i = 0; i < 4; i++) {
                __m512i w = _mm512_loadu_si512(p[i] + column);
                ahead(p[i] + column);
                sum[i] = half ? add_f16(sum[i], w, a, b) : add_bf16(sum[i], w, a, b);
            }
        }
        if (column < stride)
            some16(p, column, stride - column, x0, x1, step, sum, half);
        for (int i = 0; i < 4; i++)
            y[f.r[i]] = _mm512_reduce_add_ps(sum[i]);
    }
}

INLINE void sparse16(const uint64_t *bitmap, long words, const uint16_t *values, const int32_t *starts,
                     const float *x0, const float *x1, long step, float *y, long from, long to, int half)
{
    uint32_t below[32];
    for (int i = 0; i < 16; i++) {
        below[i] = (1u << (2 * i)) - 1;
        below[16 + i] = (1u << (2 * i + 1)) - 1;
    }
    const __m512i below_even = _mm512_loadu_si512(below), below_odd = _mm512_loadu_si512(below + 16);
    for (long turn = 0; turn < turns(from, to); turn++) {
        struct four f = rows_of(turn, from, to);
        const uint16_t *p[4];
        const uint64_t *map[4];
        __m512 sum[4];
        for (int i = 0; i < 4; i++) {
            p[i] = values + starts[f.r[i]];
            map[i] = bitmap + f.r[i] * words;
            sum[i] = _mm512_setzero_ps();
        }
        for (long word = 0; word < words; word++) {
            uint64_t k[4];
            for (int i = 0; i < 4; i++) {
                k[i] = map[i][word];
                ahead(p[i]);
            }
            for (int h = 0; h < 2; h++) {
                __m512 a = _mm512_loadu_ps(x0 + (2 * word + h) * step), b = _mm512_loadu_ps(x1 + (2 * word + h) * step);
                for (int i = 0; i < 4; i++) {
                    uint32_t part = (uint32_t)(k[i] >> (32 * h));
                    __m512i w = spread16(p[i], part, below_even, below_odd);
                    p[i] += _mm_popcnt_u32(part);
                    sum[i] = half ? add_f16(sum[i], w, a, b) : add_bf16(sum[i], w, a, b);
                }
            }
        }
        for (int i = 0; i < 4; i++)
            y[f.r[i]] = _mm512_reduce_add_ps(sum[i]);
    }
}

void espalier_dense_bf16(const uint16_t *values, long stride, const float *even, const float *odd, float *y,
                         long from, long to)
{
    dense16(values, stride, even, odd, 16, y, from, to, 0);
}

void espalier_dense_f16(const uint16_t *values, long stride, const float *x, float *y, long from, long to)
{
    dense16(values, stride, x, x + 16, 32, y, from, to, 1);
}

void espalier_sparse_bf16(const uint64_t *bitmap, long words, const uint16_t *values, const int32_t *starts,
                          const float *even, const float *odd, float *y, long from, long to)
{
    sparse16(bitmap, words, values, starts, even, odd, 16, y, from, to, 0);
}

void espalier_sparse_f16(const uint64_t *bitmap, long words, const uint16_t *values, const int32_t *starts,
                         const float *x, float *y, long from, long to)
{
    sparse16(bitmap, words, values, starts, x, x + 16, 32, y, from, to, 1);
}

/* ---- eight bits --------------------------------------------------------------------------------------------- */

/* The 64 columns of k's bits, absent ones zero. The load must stay apart: the expansion's own form that reads memory is
 * three times slower. */
INLINE __m512i spread8(const int8_t *p, uint64_t k)
{
    __m512i v = _mm512_loadu_si512(p);
    __asm__("" : "+v"(v));
    return _mm512_maskz_expand_epi8(k, v);
}

/* The processor multiplies unsigned bytes with signed ones: weights are taken 128 too large, and each group's sum begins
 * at what that makes too much, -offset. */
INLINE void eight(const uint64_t *bitmap, const int8_t *values, const int32_t *starts, long stride,
                  const float *scales, const int8_t *x, const int32_t *offsets, const float *x_scales, float *y,
                  long from, long to, int sparse)
{
    const __m512i larger = _mm512_set1_epi8((char)0x80);
    long groups = (stride + GROUP - 1) / GROUP;
    for (long turn = 0; turn < turns(from, to); turn++) {
        struct four f = rows_of(turn, from, to);
        const int8_t *p[4];
        const uint64_t *map[4];
        __m512 total[4];
        for (int i = 0; i < 4; i++) {
            p[i] = values + (sparse ? starts[f.r[i]] : f.r[i] * stride);
            map[i] = sparse ? bitmap + f.r[i] * (stride / WORD) : 0;
            total[i] = _mm512_setzero_ps();
        }
        for (long group = 0, column = 0; group < groups; group++) {
            long end = column + GROUP < stride ? column + GROUP : stride;
            __m512i sum[4];
            for (int i = 0; i < 4; i++)
                sum[i] = _mm512_zextsi128_si512(_mm_cvtsi32_si128(-offsets[group]));
            for (; column < end; column += WORD) {
                __m512i inputs = _mm512_loadu_si512(x + column);
                for (int i = 0; i < 4; i++) {
                    __m512i w;
                    ahead(p[i]);
                    if (sparse) {
                        uint64_t k = map[i][column / WORD];
                        w = spread8(p[i], k);
                        p[i] += _mm_popcnt_u64(k);
                    } else {
                        w = _mm512_loadu_si512(p[i]);
                        p[i] += WORD;
                    }
                    sum[i] = _mm512_dpbusd_epi32(sum[i], _mm512_xor_si512(w, larger), inputs);
                }
            }
            for (int i = 0; i < 4; i++)
                total[i] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum[i]),
                                           _mm512_set1_ps(scales[f.r[i] * groups + group] * x_scales[group]), total[i]);
        }
        for (int i = 0; i < 4; i++)
            y[f.r[i]] = _mm512_reduce_add_ps(total[i]);
    }
}

void espalier_dense_int8(const int8_t *values, long stride, const float *scales, const int8_t *x,
                         const int32_t *offsets, const float *x_scales, float *y, long from, long to)
{
    eight(0, values, 0, stride, scales, x, offsets, x_scales, y, from, to, 0);
}

void espalier_sparse_int8(const uint64_t *bitmap, const int8_t *values, const int32_t *starts, long stride,
                          const float *scales, const int8_t *x, const int32_t *offsets, const float *x_scales,
                          float *y, long from, long to)
{
    eight(bitmap, values, starts, stride, scales, x, offsets, x_scales, y, from, to, 1);
}

#else

int espalier_kernels_run(void)
{
    return 0;
}

#endif
