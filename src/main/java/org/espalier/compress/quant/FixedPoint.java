package org.espalier.compress.quant;

/// The few integer primitives all operators are made of; see the package page for their formulas.
public final class FixedPoint {

    private FixedPoint() {}

    /// `⌊(a · m + 2^31) / 2^32⌋`: the rounded high word of the product.
    public static int high(int a, int m) {
        return (int) (((long) a * m + (1L << 31)) >> 32);
    }

    /// The nearest int8: values beyond −128..127 stick to the border.
    public static byte saturate(int value) {
        return (byte) Math.min(127, Math.max(-128, value));
    }

    /// An accumulator at another scale: `sat8(zeroPoint + high(acc, m))`.
    public static byte requantize(int acc, int m, int zeroPoint) {
        return saturate(zeroPoint + high(acc, m));
    }

    /// The exact floor of the square root of an unsigned 32-bit number, digit by digit in base two.
    ///
    /// @param value 0 .. 2^32 − 1
    /// @throws IllegalArgumentException if the value is outside that range
    static int isqrt(long value) {
        if (value < 0 || value >= 1L << 32) {
            throw new IllegalArgumentException("not an unsigned 32-bit number: " + value);
        }
        long rest = value;
        long root = 0;
        for (long bit = 1L << 30; bit != 0; bit >>= 2) {
            if (rest >= root + bit) {
                rest -= root + bit;
                root = (root >> 1) + bit;
            } else {
                root >>= 1;
            }
        }
        return (int) root;
    }

    /// LayerNorm's factor for a row: about `2^42 / √n` (steps 3 and 4 of the package page).
    ///
    /// @param n E² times variance plus epsilon, `2^24 ≤ n < 2^51`
    public static int reciprocalRoot(long n) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(n);
        int k = (bits - 31) >> 1;
        long normal = k >= 0 ? n >> (2 * k) : n << (-2 * k);
        return (int) ((0xFFFF_FFFFL / isqrt(normal)) << (10 - k));
    }

    /// Attention's factor for a row: about `2^45 / sum`.
    ///
    /// @param sum the row's weights together, `2^15 − 1 ≤ sum < 2^24`
    public static int reciprocal(int sum) {
        int n = Math.max(0, Integer.SIZE - Integer.numberOfLeadingZeros(sum) - 16);
        return (int) ((0xFFFF_FFFFL / (sum >> n)) << (13 - n));
    }
}
