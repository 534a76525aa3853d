package org.espalier.compress.quant;

import java.util.Locale;
import org.espalier.task.Worded;
import org.espalier.task.WorkbenchException;

/// How softmax's exponential and GELU are computed. Both are tables of 256 entries in the network, and these are the
/// integer algorithms that fill them, in [#FRACTION] fractional bits; a core without room for tables gets the same
/// bits from the algorithm. Which form MCUFormer itself used is not known.
public enum Nonlinear implements Worded {
    /// The function itself, rounded once: the most exact, and the default.
    TABLE,
    /// I-BERT (Kim et al. 2021): exp by `0.3585 (p + 1.353)² + 0.344` on (−ln 2, 0] and a shift; GELU by a
    /// second-order error function.
    I_BERT,
    /// I-ViT (Li and Gu 2023): exp by shifts alone, with `2^f ≈ 1 + f/2` on (−1, 0]; GELU by a sigmoid
    /// of `x + x/2 + x/8 + x/16`.
    I_VIT,
    /// GELU by a sigmoid of 1.702 x, whose exponential is I-BERT's; exp as in I-BERT.
    SIGMOID;

    /// Fractional bits of arguments and results.
    static final int FRACTION = 15;

    private static final long ONE = 1L << FRACTION;
    private static final long LN2 = fixed(Math.log(2));

    /// The form of a word: "table", "i-bert", "i-vit", "sigmoid".
    ///
    /// @throws WorkbenchException if there is none
    public static Nonlinear of(String word) {
        return Worded.parse(values(), word, "quant.form", "there is no form '" + word + "'");
    }

    /// As on the command line: "i-bert".
    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static long fixed(double x) {
        return Math.round(x * ONE);
    }

    /// exp(x) for x at most 0.
    double exp(double x) {
        return this == TABLE ? Math.exp(x) : (double) expFixed(fixed(x)) / ONE;
    }

    /// GELU.
    double gelu(double x) {
        return switch (this) {
            case TABLE -> ColumnFit.gelu(x);
            case I_BERT -> (double) errorFunctionGelu(fixed(x)) / ONE;
            case I_VIT -> {
                long v = fixed(x);
                yield (double) ((v * sigmoid(v + (v >> 1) + (v >> 3) + (v >> 4))) >> FRACTION) / ONE;
            }
            case SIGMOID -> {
                long v = fixed(x);
                yield (double) ((v * sigmoid((v * fixed(1.702)) >> FRACTION)) >> FRACTION) / ONE;
            }
        };
    }

    private long expFixed(long x) {
        if (this == I_VIT) {
            long power = x + (x >> 1) - (x >> 4); // x log2(e), about
            long whole = -power >> FRACTION;
            long rest = power + (whole << FRACTION);
            return shift(ONE + (rest >> 1), whole);
        }
        long whole = -x / LN2;
        long rest = x + whole * LN2;
        long sum = rest + fixed(1.353);
        return shift(((fixed(0.3585) * ((sum * sum) >> FRACTION)) >> FRACTION) + fixed(0.344), whole);
    }

    private static long shift(long value, long places) {
        return places > 40 ? 0 : value >> places;
    }

    /// 1 / (1 + exp(−x)) by an integer division.
    private long sigmoid(long x) {
        long e = expFixed(-Math.abs(x));
        long high = (ONE << FRACTION) / (ONE + e);
        return x >= 0 ? high : ONE - high;
    }

    private static long errorFunctionGelu(long x) {
        long z = (x * fixed(Math.sqrt(0.5))) >> FRACTION;
        long b = fixed(1.769);
        long inner = Math.min(Math.abs(z), b) - b;
        long polynomial = ((fixed(-0.2888) * ((inner * inner) >> FRACTION)) >> FRACTION) + ONE;
        long erf = z >= 0 ? polynomial : -polynomial;
        return (x * (ONE + erf)) >> (FRACTION + 1);
    }
}
