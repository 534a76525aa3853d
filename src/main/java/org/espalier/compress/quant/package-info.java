/// Int8 networks for microcontrollers: what they are, how a float network becomes one, and what they compute.
///
/// A float ViT subnet and calibration pictures enter; a [QuantizedNetwork] leaves. [Int8Executor] runs it in plain Java
/// and **defines the result bit for bit**; generated C follows this page. Nothing here knows boards, memory or C.
///
/// # Numbers
///
/// Activations are int8 matrices, row = token, row-major; the residual stream, and what is added to it, may be int16
/// (lower byte first). A real value is `scale[c] · (q − zero[c])`; [Activation]
/// records both, once per tensor or once per column. Column-wise scales occur only where every writer and reader has
/// its own constants per column, so they cost nothing at run time. Only the constants below take part in the
/// arithmetic.
///
/// `⌊ ⌋` is the floor. `x >> n` on a signed number is the arithmetic shift, that is `⌊x / 2^n⌋`.
/// `sat8(x) = min(127, max(−128, x))` (SSAT #8), `sat16` the same at −32768 and 32767 (SSAT #16, QADD16).
///
/// **A stream of 16 bits** has one unit in the whole network, and so has what is added to it: sums are exact until they
/// saturate, and LayerNorm takes its numbers as they are.
///
/// **High product**: `hi(a, m) = ⌊(a · m + 2^31) / 2^32⌋`, a and m int32, the product exact in 64 bits (SMMULR).
///
/// **Requantisation**: `rq(acc, m, zp) = sat8(zp + hi(acc, m))` (SMMLAR, SSAT), `sat16` where the output has 16 bits,
/// `0 < m < 2^31`, so the real factor `m / 2^32` is below one half. `|acc| ≤ 2^31 − 1`, so `zp + hi` never overflows.
///
/// # Operators
///
/// **Input.** `in[p] = table[c][pixel]`, 256 int8 entries for each of the three channels:
/// `clamp8(round((v/255 − mean_c) / std_c / s_in) + zp_in)`. The picture is RGB, 8 bits, rows of pixels.
///
/// **[Op.PatchEmbed].** Patch `(py, px)` of the square grid is the vector `x[(dy·P + dx)·3 + c] =
/// in[py·P + dy − pad, px·P + dx − pad, c]`; outside the picture it is `padValue` (the int8 of a real zero).
/// Pixels right and below the grid are ignored. Then as Linear; patches are numbered row by row.
///
/// **[Op.Linear].** `y[t][o] = rq(bias[o] + Σ_k x[t][k] · w[o][k], m[o], zp)`; the bias holds the input's zero
/// points, `round((b − Σ_k (ŵ − w) · mean_k) / s_w − Σ_k zero_k w[o][k])`, ŵ the rounded weight and mean_k what
/// calibration saw. `|bias[o]| + 128 · Σ_k |w[o][k]| < 2^31`: no sum overflows in any order. Weights lie in `[−127,
/// 127]`.
///
/// **[Op.PositionAdd].** Row 0 is `classRow`; row `1 + i` is
/// `sat8((a[c] · x[i][c] + b[c] · position[i][c] + k[c]) >> 14)`; in 16 bits `sat16(x[i][c] + position[i][c])`.
///
/// **[Op.Add].** `y[t][c] = sat8((a[c] · left[t][c] + b[c] · right[t][c] + k[c]) >> 14)`; `a`, `b` int16 at least 0 (a
/// factor of 2^14 is one), `k` int32 with the rounding 2^13 and both zero points in it; `|k| < 2^29`, so the sum is
/// within int32 (SMLABB twice, SSAT #8 with ASR #14). In 16 bits `y[t][c] = sat16(left[t][c] + right[t][c])`.
///
/// **[Op.LayerNorm]**, E columns, `2 ≤ E ≤ 1024`. The input's columns are first brought to one scale:
/// `v[c] = offset[c] + u[c] · x[c]`, with `u` 1..255 and `|offset| + 128 u ≤ 32767`, so v is an int16; of a stream of
/// 16 bits `v = x`. Then, row by row:
/// 1. `S = Σ v` (int32, `|S| ≤ 2^25`), `Q = Σ v²` (int64, below 2^40);
/// 2. `N = max(2^24, E·Q − S² + eps)`, with `eps = round(1e-5 · E² / s_v²)`, `0 ≤ eps < 2^48`; `E·Q − S²`
///    is E² times the variance, exact, not negative, below 2^50: `N < 2^51`;
/// 3. `n` = number of bits of N (25..51), `k = (n − 31) >> 1` (−3..10), `N' = N >> 2k` if `k ≥ 0`, else
///    `N << −2k`: an even shift that leaves 31 or 32 bits; `D = isqrt(N')`, the exact floor of the
///    root, in `[2^15, 2^16)`;
/// 4. `R = ⌊(2^32 − 1) / D⌋ << (10 − k)`: one unsigned 32-bit division; `R < 2^31`. `R / 2^42` is 1 / (E·σ);
/// 5. for each column `z = hi(E·v[c] − S, R)` (int32 argument below 2^27; z is the normalised value in units of 2^−10,
///    `|z| ≤ 1024·√E + 2`), `y[c] = sat8((z · gain[c] + shift[c]) >> 20)`, `gain = round(γ/s_y · 2^10)`,
///    `shift = round((β/s_y + zero_y) · 2^20) + 2^19`. `(1024·√E + 2) · |gain| + |shift| < 2^31` is checked
///    when a network is read.
///
/// **[Op.Attention].** The input's row is Q, K and V side by side, each `heads · d` columns, all with zero point 0. For
/// each head h and row i
/// 1. `s[j] = rq(Σ_d q[i]·k[j], scoreMultiplier[h], 0)`: int8 scores; the 1/√d is in the multiplier;
/// 2. `p[j] = exp[h][max_j s − s[j]]`: 256 unsigned 16-bit entries, `exp[h][n] = round(32767 · e^(−n · s_score))`
///    (e^x in the form [Nonlinear] has been asked for), so the largest score of a row always weighs 32767, and a weight
///    is also a non-negative int16;
/// 3. `Z = Σ p` (`2^15 − 1 ≤ Z < 2^24`), `n = max(0, bits(Z) − 16)` (0..8), `R = ⌊(2^32 − 1) / (Z >> n)⌋ << (13 − n)`:
///    one unsigned 32-bit division a row; `R < 2^31`. `R / 2^45` is 1 / Z: the weights are never rounded to
///    probabilities, a row's sum is one by construction;
/// 4. for each column c of the head `A = Σ_j p[j] · v[j][c]` (int32: `32767 · 128 · 512 < 2^31`, hence at most 512
///   rows), `y[i][c] = rq(hi(A, R), contextMultiplier[c], zp)`.
///
/// **Relative positions** ([RelativeTables]; d at most 256, rows = side² + 1) add to steps 1 and 4 of attention. For a
/// query i and a key j, `rows(i, j)` is the table rows of the pair: row 0 if either is the class token, else a vertical
/// and a horizontal one.
/// - step 1: `q'[d] = (q[i][d] · queryMultiplier[h·d] + 64) >> 7`, an int16;
///   `b[r] = hi(Σ_d q'[d] · keys[r][d], keyMultiplier[h])`, the sum below 2^30;
///   `s[j] = rq(Σ_d q[i]·k[j] + Σ_{r in rows(i, j)} b[r], scoreMultiplier[h], 0)`;
/// - step 4: `a[r] = hi(2 · Σ_{j: r in rows(i, j)} p[j], R)`, the share of row r in units of 2^−14, at most 2^14 +
///   1; `y[i][c] = rq(hi(A, R) + hi(Σ_r a[r] · values[r][c], valueMultiplier[c]), contextMultiplier[c], zp)`, the
///   second sum below 2^23.
///
/// **[Op.Gelu].** `y = table[x & 255]`, 256 int8 entries, the exact (erf) GELU between the two scales.
///
/// **[Op.MeanPool].** Over rows `first .. first + count − 1`: `y[c] = rq(bias + Σ_t x[t][c], m, zp)`, `bias = −count ·
/// zero_x`. The class token is the case `first = 0, count = 1`.
///
/// Logits are the last activation, one row, int8, with one scale and zero point; the class is the first largest.
@NullMarked
package org.espalier.compress.quant;

import org.jspecify.annotations.NullMarked;
