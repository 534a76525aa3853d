package org.espalier.format.packed;

import java.util.stream.IntStream;
import org.espalier.tensor.MappedTensor;

/// Which elements of a matrix are not all clear bits, counted.
///
/// @param rows numbers of rows that have any
/// @param columns numbers of columns that have any
/// @param count of such elements
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Survey(int[] rows, int[] columns, long count) {

    static Survey of(MappedTensor tensor, Elements elements) {
        int height = Math.toIntExact(tensor.shape().dim(0));
        int width = Math.toIntExact(tensor.shape().dim(1));
        boolean[] row = new boolean[height];
        boolean[] column = new boolean[width];
        long count = 0;
        for (int r = 0; r < height; r++) {
            for (int c = 0; c < width; c++) {
                if (elements.present(r * width + c)) {
                    row[r] = true;
                    column[c] = true;
                    count++;
                }
            }
        }
        return new Survey(numbers(row), numbers(column), count);
    }

    private static int[] numbers(boolean[] set) {
        return IntStream.range(0, set.length).filter(i -> set[i]).toArray();
    }

    /// The same without leaving any row or column out.
    Survey whole(int height, int width) {
        return new Survey(
                IntStream.range(0, height).toArray(), IntStream.range(0, width).toArray(), count);
    }
}
