package org.espalier.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.espalier.tensor.kernel.Product32;
import org.junit.jupiter.api.Test;

class GrowingColumnsTest {

    /// In two parts, as threads take them.
    private static float[] times(GrowingColumns columns, int rows, float[] right, int count) {
        GrowingColumns.Right one = new GrowingColumns.Right();
        columns.prepare(one, 0, List.of(new GrowingColumns.Panel(right, count)));
        int stride = one.stride();
        float[] wide = new float[rows * stride];
        columns.add(one, 0, rows / 2, wide, 0, stride);
        columns.add(one, rows / 2, rows, wide, rows / 2 * stride, stride);
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

    @Test
    void lotsTakenInPartsAndPanelsSideBySideGiveTheSameBits() {
        Random random = new Random(6);
        int rows = 70;
        int stride = Product32.padded(80);
        GrowingColumns columns = new GrowingColumns(rows);
        float[] right = new float[3 * 64 * 80];
        for (int i = 0; i < right.length; i++) {
            right[i] = (float) random.nextGaussian();
        }
        GrowingColumns.Right parts = new GrowingColumns.Right();
        float[] inParts = new float[rows * stride];
        for (int lot = 0; lot < 3; lot++) {
            float[] values = new float[rows * 64];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            columns.append(values);
            columns.prepare(parts, lot, List.of(panel(right, 0, 64), panel(right, 64, 16)));
            columns.add(parts, 0, rows, inParts, 0, stride);
        }
        GrowingColumns.Right whole = new GrowingColumns.Right();
        columns.prepare(whole, 0, List.of(panel(right, 0, 80)));
        float[] atOnce = new float[rows * stride];
        columns.add(whole, 0, rows, atOnce, 0, stride);
        assertArrayEquals(atOnce, inParts);
    }

    private static GrowingColumns.Panel panel(float[] right, int from, int width) {
        float[] values = new float[3 * 64 * width];
        for (int row = 0; row < 3 * 64; row++) {
            System.arraycopy(right, row * 80 + from, values, row * width, width);
        }
        return new GrowingColumns.Panel(values, width);
    }
}
