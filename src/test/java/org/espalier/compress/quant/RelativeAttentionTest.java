package org.espalier.compress.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Attention with relative positions in integers, against its formula in real numbers.
class RelativeAttentionTest {

    private static Op.Attention op(Random random, int side, int reach, int heads, int width, double sharpness) {
        var ops = new RandomOps(random);
        return ops.relative(ops.attention(side * side + 1, heads, width, sharpness), side, reach);
    }

    /// Scores are whole numbers, at most one from the exact ones: a weight, and the sum of weights, may be wrong by
    /// what one score step means. Beyond that the output is rounded once, and its parts in far finer units.
    @Property(tries = 150)
    void theContextIsAsNearToItsRealFormulaAsWholeScoresAllow(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 7) int side,
            @ForAll @IntRange(min = 0, max = 6) int most,
            @ForAll @IntRange(min = 1, max = 3) int heads,
            @ForAll @IntRange(min = 1, max = 20) int half) {
        Random random = new Random(seed);
        double sharpness = random.nextDouble(20, 400);
        Op.Attention op = op(random, side, Math.min(most, side - 1), heads, 2 * half, sharpness);
        byte[] x = new RandomOps(random).bytes(op.rows() * 3 * heads * op.headDim());
        byte[] got = AttentionKernel.run(op, x);
        double[] exact = real(op, x, sharpness);
        // Of a value and both its tables' rows.
        double reach = 3 * 128 * (Math.pow(2, 2 / sharpness) - 1);
        for (int i = 0; i < got.length; i++) {
            double wanted = Math.clamp(exact[i], -128, 127);
            double bound = 0.6 + reach * op.contextMultiplier()[i % (heads * op.headDim())] * 0x1p-19;
            assertTrue(Math.abs(got[i] - wanted) <= bound, got[i] + " instead of " + wanted + " at " + i);
        }
    }

    private static double[] real(Op.Attention op, byte[] x, double sharpness) {
        RelativeTables t = java.util.Objects.requireNonNull(op.relative());
        int d = op.headDim();
        int all = op.heads() * d;
        double[] y = new double[op.rows() * all];
        for (int h = 0; h < op.heads(); h++) {
            for (int i = 0; i < op.rows(); i++) {
                double[] share = new double[op.rows()];
                double most = -128;
                for (int j = 0; j < op.rows(); j++) {
                    double sum = 0;
                    for (int c = 0; c < d; c++) {
                        int q = x[i * 3 * all + h * d + c];
                        sum += q * x[(j * 3 + 1) * all + h * d + c];
                        double factor = t.queryMultiplier()[h * d + c] / 128.0 * t.keyMultiplier()[h] * 0x1p-32;
                        sum += q * factor * embedding(t, t.keys(), d, i, j, c);
                    }
                    share[j] = Math.clamp(sum * op.scoreMultiplier()[h] * 0x1p-32, -128, 127);
                    most = Math.max(most, share[j]);
                }
                double sum = 0;
                for (int j = 0; j < share.length; j++) {
                    share[j] = Math.pow(0.5, (most - share[j]) / sharpness);
                    sum += share[j];
                }
                for (int c = h * d; c < (h + 1) * d; c++) {
                    double mean = 0;
                    for (int j = 0; j < share.length; j++) {
                        double place = embedding(t, t.values(), d, i, j, c - h * d) * t.valueMultiplier()[c] * 0x1p-31;
                        mean += share[j] / sum * (x[(j * 3 + 2) * all + c] + place);
                    }
                    y[i * all + c] = mean * op.contextMultiplier()[c] * 0x1p-19 + op.zeroPoint();
                }
            }
        }
        return y;
    }

    private static double embedding(RelativeTables t, byte[] table, int d, int query, int key, int column) {
        if (query == 0 || key == 0) {
            return table[column];
        }
        int rows = (key - 1) / t.side() - (query - 1) / t.side();
        int columns = (key - 1) % t.side() - (query - 1) % t.side();
        int down = Math.clamp(rows, -t.reach(), t.reach()) + t.reach();
        int right = Math.clamp(columns, -t.reach(), t.reach()) + t.reach();
        return table[(1 + down) * d + column] + table[(2 + 2 * t.reach() + right) * d + column];
    }

    @Test
    void tablesOfZerosChangeNothing() {
        Random random = new Random(5);
        Op.Attention op = op(random, 4, 3, 2, 8, 20);
        RelativeTables t = java.util.Objects.requireNonNull(op.relative());
        Arrays.fill(t.keys(), (byte) 0);
        Arrays.fill(t.values(), (byte) 0);
        var plain = new Op.Attention(
                op.name(),
                op.input(),
                op.output(),
                op.rows(),
                op.heads(),
                op.headDim(),
                op.scoreMultiplier(),
                op.exp(),
                op.contextMultiplier(),
                op.zeroPoint());
        byte[] x = new RandomOps(random).bytes(op.rows() * 3 * 16);
        assertArrayEquals(AttentionKernel.run(plain, x), AttentionKernel.run(op, x));
    }

    /// The largest numbers there may be: an overflow would turn a sum's sign.
    @Test
    void theLargestSumsDoNotOverflow() {
        int width = RelativeTables.MOST_WIDTH;
        int side = 3;
        byte[] table = new byte[RelativeTables.rows(2) * width];
        Arrays.fill(table, (byte) -128);
        short[] query = new short[width];
        Arrays.fill(query, Short.MAX_VALUE);
        int[] most = new int[width];
        Arrays.fill(most, Integer.MAX_VALUE);
        int[] one = new int[width];
        Arrays.fill(one, 1 << 19);
        short[][] exp = new short[1][256];
        exp[0][0] = 32767;
        var tables = new RelativeTables(side, 2, table, table, query, new int[] {Integer.MAX_VALUE}, most);
        var op = new Op.Attention("a", "x", "y", 10, 1, width, new int[] {8}, exp, one, 0, tables);
        byte[] x = new byte[10 * 3 * width];
        Arrays.fill(x, (byte) -128);
        RelativeKernel kernel = new RelativeKernel(tables, width);
        kernel.query(x, 0, 0);
        // 256 · 32767 · 128 · 2^31 / 2^32, twice.
        assertEquals(2 * (256L * 32767 * 128 / 2), kernel.score(1, 2));
        byte[] y = AttentionKernel.run(op, x);
        for (byte value : y) {
            assertEquals(-128, value);
        }
    }

    /// The distances a table tells apart, on a grid of three by three whose tokens are 1 2 3 / 4 5 6 / 7 8 9.
    @ParameterizedTest
    @CsvSource({"1, 9, 5, 10", "9, 1, 1, 6", "5, 5, 3, 8", "4, 5, 3, 9", "5, 8, 4, 8", "3, 7, 5, 6"})
    void aPairOfPatchesHasARowForEachDistance(int query, int key, int vertical, int horizontal) {
        var tables = new RelativeTables(3, 2, new byte[0], new byte[0], new short[0], new int[0], new int[0]);
        assertEquals(vertical, tables.vertical(query, key));
        assertEquals(horizontal, tables.horizontal(query, key));
    }

    @Test
    void distancesBeyondTheReachShareItsRow() {
        var tables = new RelativeTables(3, 1, new byte[0], new byte[0], new short[0], new int[0], new int[0]);
        assertEquals(tables.vertical(1, 4), tables.vertical(1, 7));
        assertEquals(tables.horizontal(3, 2), tables.horizontal(3, 1));
        assertEquals(7, tables.rows());
    }
}
