package org.espalier.tensor;

import static org.espalier.tensor.UpperTriangle.BLOCK;

import java.util.Arrays;
import org.espalier.tensor.kernel.Product32;

/// Sums with products in floats, some of which are added up in floats, the rest in doubles.
///
/// What is to the right of a group of blocks is multiplied for all of them at once, so that it is read less often.
final class FloatSums implements BlockSums {

    private static final int LOTS = 4; // block columns whose products are added up in floats
    private static final int GROUP = 4; // blocks

    private final Product32 products;
    private final UpperTriangle upper;
    private final float[][] right; // what each block to the right is multiplied with
    private final double[] sums; // of a group, (rows, stride)
    private final int stride;
    private final ArrayPool<float[]> lots; // each all zeros
    private int block;
    private int first; // the group's first block
    private int last; // and its last
    private boolean fresh; // the group's sums are not there yet

    FloatSums(Product32 products, UpperTriangle upper) {
        this.products = products;
        this.upper = upper;
        this.right = new float[upper.blocks()][];
        this.first = upper.blocks();
        this.stride = Math.min(GROUP, upper.blocks()) * BLOCK;
        this.sums = new double[upper.size() * stride];
        this.lots = new ArrayPool<>(() -> new float[Cholesky.ROWS_AT_ONCE * stride]);
    }

    @Override
    public void prepare(int block) {
        this.block = block;
        fresh = block < first;
        if (fresh) {
            last = block;
            first = Math.max(0, block - GROUP + 1);
            pack(last + 1, right.length, first, upper.end(last) - UpperTriangle.start(first));
        } else {
            pack(block + 1, last + 1, block, BLOCK);
        }
    }

    private void pack(int from, int to, int block, int columns) {
        Parts.of(to - from, 1, (part, _) -> {
            int k = from + part;
            int depth = depth(k);
            int size = Product32.padded(columns) * depth;
            if (right[k] == null || right[k].length != size) {
                right[k] = new float[size];
            }
            Product32.pack(upper.floats(k), UpperTriangle.start(block) * BLOCK, 1, BLOCK, depth, columns, right[k], 0);
        });
    }

    private int depth(int block) {
        return upper.end(block) - UpperTriangle.start(block);
    }

    @Override
    public void put(int from, int to, double[] column) {
        int at = (block - first) * BLOCK;
        if (fresh) {
            Arrays.fill(sums, from * stride, to * stride, 0);
            lots.with(lot -> add(last + 1, right.length, from, to, 0, stride, lot));
        } else {
            lots.with(lot -> add(block + 1, last + 1, from, to, at, BLOCK, lot));
        }
        for (int row = from; row < to; row++) {
            System.arraycopy(sums, row * stride + at, column, row * BLOCK, BLOCK);
        }
    }

    /// Adds products of block columns to `width` columns of the group's sums from `at` on.
    ///
    /// @param lot room for the products, left as zeros again
    private void add(int firstBlock, int end, int from, int to, int at, int width, float[] lot) {
        for (int k = firstBlock; k < end; k++) {
            products.add(upper.floats(k), from * BLOCK, BLOCK, to - from, right[k], depth(k), lot, 0, width);
            if ((k - firstBlock) % LOTS == LOTS - 1 || k + 1 == end) {
                for (int row = from; row < to; row++) {
                    int sum = row * stride + at;
                    int line = (row - from) * width;
                    for (int j = 0; j < width; j++) {
                        sums[sum + j] += lot[line + j];
                        lot[line + j] = 0;
                    }
                }
            }
        }
    }
}
