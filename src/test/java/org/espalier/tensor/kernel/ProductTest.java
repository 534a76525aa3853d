package org.espalier.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every width must give the bits of fused multiplications one after another.
class ProductTest {

    private static double[] doubles(int count, Random random) {
        return random.doubles(count, -1, 1).toArray();
    }

    private static float[] floats(int count, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void floatsAreSummedFromLeftToRightWhateverTheWidth(int bits) {
        Random random = new Random(bits);
        int rows = 20; // three lots of six, and two
        int depth = 77;
        int columns = 45;
        int stride = 80;
        int padded = Product32.padded(columns);
        float[] left = floats(3 + rows * stride, random);
        float[] right = floats(depth * columns, random);
        float[] out = floats(5 + rows * padded, random);
        float[] expected = out.clone();
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < columns; j++) {
                float sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum = Math.fma(left[3 + row * stride + k], right[k * columns + j], sum);
                }
                expected[5 + row * padded + j] += sum;
            }
        }
        float[] packed = Product32.pack(right, 0, columns, 1, depth, columns);
        Product32.of(bits).add(left, 3, stride, rows, packed, depth, out, 5, padded);
        for (int i = 0; i < out.length; i++) {
            assertEquals(expected[i], out[i], "at " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void doublesAreSummedFromLeftToRightWhateverTheWidth(int bits) {
        Random random = new Random(bits);
        int rows = 20; // three lots of six, and two
        int depth = 77;
        int columns = 45;
        int stride = 80;
        int padded = Product64.padded(columns);
        double[] left = doubles(3 + rows * stride, random);
        double[] right = doubles(depth * columns, random);
        double[] out = doubles(5 + rows * padded, random);
        double[] expected = out.clone();
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < columns; j++) {
                double sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum = Math.fma(left[3 + row * stride + k], right[k * columns + j], sum);
                }
                expected[5 + row * padded + j] += sum;
            }
        }
        double[] packed = Product64.pack(right, 0, columns, 1, depth, columns);
        Product64.of(bits).add(left, 3, stride, rows, packed, depth, out, 5, padded);
        for (int i = 0; i < out.length; i++) {
            assertEquals(expected[i], out[i], "at " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void aMultipleOfARowIsAddedWithOneRounding(int bits) {
        Random random = new Random(bits);
        double[] other = doubles(30, random);
        double[] row = doubles(30, random);
        double[] expected = row.clone();
        for (int i = 0; i < 24; i++) {
            expected[5 + i] = Math.fma(0.3, other[3 + i], expected[5 + i]);
        }
        Product64.of(bits).addTimes(0.3, other, 3, row, 5, 24);
        for (int i = 0; i < row.length; i++) {
            assertEquals(expected[i], row[i], "at " + i);
        }
    }
}
