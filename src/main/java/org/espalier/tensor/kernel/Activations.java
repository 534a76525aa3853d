package org.espalier.tensor.kernel;

import java.util.Arrays;

/// The vector of a product, laid out once for all rows: its even and odd entries apart, because a pair of
/// sixteen-bit weights becomes two floats by a shift and a mask.
///
/// Mutable: one token's values after another. One thread sets, then any number read.
public final class Activations {

    private final int columns;
    private final float[] plain;
    private final float[] even;
    private final float[] odd;
    private final short[] evenQuanta;
    private final short[] oddQuanta;
    private final byte[] quanta;
    private final int[] offsets;
    private final float[] scales;
    private boolean quantized;

    /// Room for vectors of that length.
    public Activations(int columns) {
        int padded = Weights.padded(columns);
        this.columns = columns;
        plain = new float[padded];
        even = new float[padded / 2];
        odd = new float[padded / 2];
        evenQuanta = new short[padded / 2];
        oddQuanta = new short[padded / 2];
        quanta = new byte[padded];
        scales = new float[Weights.groups(columns)];
        offsets = new int[scales.length];
    }

    /// Takes the first [#columns()] values of `x`.
    public void set(float[] x) {
        System.arraycopy(x, 0, plain, 0, columns);
        for (int i = 0; i < even.length; i++) {
            even[i] = plain[2 * i];
            odd[i] = plain[2 * i + 1];
        }
        quantized = false;
    }

    /// Takes the values of `x` at some places.
    void gather(float[] x, int[] places) {
        float[] picked = new float[columns];
        for (int i = 0; i < places.length; i++) {
            picked[i] = x[places[i]];
        }
        set(picked);
    }

    /// The length of the vectors.
    public int columns() {
        return columns;
    }

    /// The values, padded with zeros.
    float[] plain() {
        return plain;
    }

    float[] even() {
        return even;
    }

    float[] odd() {
        return odd;
    }

    short[] evenQuanta() {
        return evenQuanta;
    }

    short[] oddQuanta() {
        return oddQuanta;
    }

    /// Even and odd quanta in their order.
    byte[] quanta() {
        return quanta;
    }

    /// 128 times the sum of each group's quanta: what a product is too large by if its weights are taken 128 too large.
    int[] offsets() {
        return offsets;
    }

    /// What the quanta of each group of [Weights#GROUP] columns are multiplied with.
    float[] scales() {
        return scales;
    }

    /// Rounds the values to -127 to 127 times a scale per group, for the eight-bit forms; once for each
    /// vector.
    void quantize() {
        if (quantized) {
            return;
        }
        for (int group = 0; group < scales.length; group++) {
            int from = group * Weights.GROUP;
            int to = Math.min(plain.length, from + Weights.GROUP);
            float largest = 0;
            for (int i = from; i < to; i++) {
                largest = Math.max(largest, Math.abs(plain[i]));
            }
            float inverse = 127 / largest;
            if (!(largest > 0) || Float.isInfinite(inverse)) { // nothing, or too small to be divided by
                Arrays.fill(evenQuanta, from / 2, to / 2, (short) 0);
                Arrays.fill(oddQuanta, from / 2, to / 2, (short) 0);
                Arrays.fill(quanta, from, to, (byte) 0);
                offsets[group] = 0;
                scales[group] = largest;
                continue;
            }
            scales[group] = largest / 127;
            int sum = 0;
            for (int i = from / 2; i < to / 2; i++) {
                evenQuanta[i] = (short) Math.rint(even[i] * inverse);
                oddQuanta[i] = (short) Math.rint(odd[i] * inverse);
                quanta[2 * i] = (byte) evenQuanta[i];
                quanta[2 * i + 1] = (byte) oddQuanta[i];
                sum += evenQuanta[i] + oddQuanta[i];
            }
            offsets[group] = 128 * sum;
        }
        quantized = true;
    }
}
