package org.espalier.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class GrowingColumnsTest {

    /// In two parts, as threads take them.
    private static float[] times(GrowingColumns columns, int rows, float[] right, int count) {
        columns.prepare(right, count);
        int stride = columns.stride();
        float[] wide = new float[rows * stride];
        columns.times(0, rows / 2, wide, 0);
        columns.times(rows / 2, rows, wide, rows / 2 * stride);
        float[] product = new float[rows * count];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(wide, row * stride, product, row * count, count);
        }
        return product;
    }

    @Test
    void theyMultiplyWhatIsThere() {
        GrowingColumns columns = new GrowingColumns(2);
        assertArrayEquals(new float[] {0, 0}, times(columns, 2, new float[0], 1));
        columns.append(new float[] {1, 2, 3, 4});
        assertArrayEquals(new float[] {3, 7}, times(columns, 2, new float[] {1, 1}, 1));
        columns.append(new float[] {5, 6});
        assertArrayEquals(new float[] {8, 13}, times(columns, 2, new float[] {1, 1, 1}, 1));
    }

    @Test
    void manyRowsInLotsOfSeveralWidthsGiveTheOrdinaryProduct() {
        Random random = new Random(5);
        int rows = 391;
        int[] widths = {128, 128, 17};
        GrowingColumns columns = new GrowingColumns(rows);
        double[][] left = new double[rows][273];
        for (int lot = 0, at = 0; lot < widths.length; at += widths[lot++]) {
            float[] values = new float[rows * widths[lot]];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
                left[i / widths[lot]][at + i % widths[lot]] = values[i];
            }
            columns.append(values);
        }
        int count = 37;
        float[] right = new float[273 * count];
        for (int i = 0; i < right.length; i++) {
            right[i] = (float) random.nextGaussian();
        }
        float[] product = times(columns, rows, right, count);
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < count; j++) {
                double sum = 0;
                for (int k = 0; k < 273; k++) {
                    sum += left[row][k] * right[k * count + j];
                }
                assertEquals(sum, product[row * count + j], 1e-4, row + "," + j);
            }
        }
    }
}
