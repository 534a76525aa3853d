package org.espalier.compress.quant;

import java.util.random.RandomGenerator;

/// Operators with random constants inside the bounds their definition sets, scaled so that outputs spread over int8:
/// for measuring and for comparing implementations.
public final class RandomOps {

    private final RandomGenerator random;

    /// @param random where all constants come from
    public RandomOps(RandomGenerator random) {
        this.random = random;
    }

    /// Random bytes.
    public byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /// Weights up to `peak`, at most 127; sums stay below 2^31 and outputs are about as wide as int8.
    public Op.Matrix matrix(int outputs, int inputs, int peak) {
        byte[] weights = new byte[outputs * inputs];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (byte) random.nextInt(-peak, peak + 1);
        }
        int[] bias = new int[outputs];
        int[] multiplier = new int[outputs];
        double spread = 74.0 * peak * 0.58 * Math.sqrt(inputs);
        for (int o = 0; o < outputs; o++) {
            bias[o] = (int) (random.nextGaussian() * spread);
            multiplier[o] = (int) Math.min(Integer.MAX_VALUE, 0x1p32 * random.nextDouble(20, 80) / spread);
        }
        return new Op.Matrix(outputs, inputs, weights, bias, multiplier, random.nextInt(-128, 128));
    }

    /// A map with an int16 output instead.
    ///
    /// @param factor of its multipliers: with 256 the output spreads over its width as before
    public static Op.Matrix wide(Op.Matrix map, int factor) {
        int[] multiplier = new int[map.outputs()];
        for (int o = 0; o < multiplier.length; o++) {
            multiplier[o] = (int) Math.min(Integer.MAX_VALUE, (long) factor * map.multiplier()[o]);
        }
        return new Op.Matrix(
                map.outputs(), map.inputs(), map.weights(), map.bias(), multiplier, map.zeroPoint(), Width.INT16);
    }

    /// Factors of a sum of two rows.
    public Op.Mix mix(int columns) {
        short[] a = new short[columns];
        short[] b = new short[columns];
        int[] k = new int[columns];
        for (int c = 0; c < columns; c++) {
            a[c] = (short) random.nextInt(c == 0 ? 32767 : 0, c == 0 ? 32768 : 20000);
            b[c] = (short) random.nextInt(0, 20000);
            k[c] = (1 << 13) + random.nextInt(-(1 << 19), 1 << 19);
        }
        return new Op.Mix(a, b, k);
    }

    /// A layer norm with columns of very different scales.
    public Op.LayerNorm layerNorm(int columns, long epsilon) {
        short[] multiplier = new short[columns];
        short[] offset = new short[columns];
        int[] gain = new int[columns];
        int[] shift = new int[columns];
        for (int c = 0; c < columns; c++) {
            multiplier[c] = (short) random.nextInt(1, c % 5 == 0 ? 2 : 256);
            int room = 32767 - 128 * multiplier[c];
            offset[c] = (short) random.nextInt(-room, room + 1);
            double largest = 1024 * Math.sqrt(columns) + 2;
            double limit = (0x1p31 - 0x1p22) / largest;
            gain[c] = (int) Math.max(-limit, Math.min(limit, random.nextGaussian() * 30 * 1024));
            int most = (int) Math.min(50 << 20, 0x1p31 - 1 - largest * Math.abs((double) gain[c]));
            shift[c] = random.nextInt(-most, most);
        }
        return new Op.LayerNorm("norm", "x", "y", multiplier, offset, epsilon, gain, shift);
    }

    /// A layer norm of int16 rows.
    public Op.LayerNorm wideLayerNorm(int columns, long epsilon) {
        Op.LayerNorm narrow = layerNorm(columns, epsilon);
        return new Op.LayerNorm("norm", "x", "y", new short[0], new short[0], epsilon, narrow.gain(), narrow.shift());
    }

    /// Attention on rows of Q, K and V.
    ///
    /// @param sharpness how many int8 score steps halve a weight: small is a peaked softmax
    public Op.Attention attention(int rows, int heads, int width, double sharpness) {
        int[] scores = new int[heads];
        short[][] exp = new short[heads][256];
        for (int h = 0; h < heads; h++) {
            scores[h] = (int) (0x1p32 * random.nextDouble(10, 60) / (74 * 74 * Math.sqrt(width)));
            for (int n = 0; n < 256; n++) {
                exp[h][n] = (short) Math.round(32767 * Math.pow(0.5, n / sharpness));
            }
        }
        int[] context = new int[heads * width];
        for (int c = 0; c < context.length; c++) {
            // A weighted mean of values arrives in units of 2^-13.
            context[c] = (int) (0x1p19 * random.nextDouble(0.3, 3));
        }
        return new Op.Attention("attn", "x", "y", rows, heads, width, scores, exp, context, random.nextInt(-128, 128));
    }

    /// The same attention with tables of relative positions that move scores and context as much as keys and values do.
    ///
    /// @param side patches along an edge; the attention has `side² + 1` rows
    public Op.Attention relative(Op.Attention op, int side, int reach) {
        int width = op.headDim();
        byte[] keys = bytes(RelativeTables.rows(reach) * width);
        byte[] values = bytes(keys.length);
        short[] query = new short[op.heads() * width];
        int[] key = new int[op.heads()];
        int[] value = new int[query.length];
        for (int h = 0; h < op.heads(); h++) {
            // Close to a factor of one, as the queries' multipliers are close to 2^7.
            key[h] = random.nextInt(1 << 23, 1 << 24);
            for (int c = h * width; c < (h + 1) * width; c++) {
                query[c] = (short) random.nextInt(c == 0 ? 32767 : 0, 32768);
                value[c] = random.nextInt(1 << 29, Integer.MAX_VALUE);
            }
        }
        return new Op.Attention(
                op.name(),
                op.input(),
                op.output(),
                op.rows(),
                op.heads(),
                width,
                op.scoreMultiplier(),
                op.exp(),
                op.contextMultiplier(),
                op.zeroPoint(),
                new RelativeTables(side, reach, keys, values, query, key, value));
    }
}
