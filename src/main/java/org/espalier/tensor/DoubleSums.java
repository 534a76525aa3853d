package org.espalier.tensor;

import static org.espalier.tensor.UpperTriangle.BLOCK;

import java.util.Arrays;
import org.espalier.tensor.kernel.Product64;

/// Sums in doubles.
final class DoubleSums implements BlockSums {

    private final Product64 products;
    private final UpperTriangle upper;
    private final double[][] right;
    private int block;

    DoubleSums(Product64 products, UpperTriangle upper) {
        this.products = products;
        this.upper = upper;
        this.right = new double[upper.blocks()][];
    }

    private int depth(int block) {
        return upper.end(block) - UpperTriangle.start(block);
    }

    @Override
    public void prepare(int block) {
        this.block = block;
        int at = UpperTriangle.start(block) * BLOCK;
        for (int k = block + 1; k < right.length; k++) {
            right[k] = Product64.pack(upper.column(k), at, 1, BLOCK, depth(k), depth(block));
        }
    }

    @Override
    public void put(int from, int to, double[] column) {
        int at = from * BLOCK;
        Arrays.fill(column, at, to * BLOCK, 0);
        for (int k = block + 1; k < right.length; k++) {
            products.add(upper.column(k), at, BLOCK, to - from, right[k], depth(k), column, at, BLOCK);
        }
    }
}
