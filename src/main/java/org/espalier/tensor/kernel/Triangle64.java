package org.espalier.tensor.kernel;

/// A small triangular matrix that others are multiplied by from the left, laid out tile by tile without the half that
/// is zero.
///
/// An entry is summed as [Product64] sums it: adding nothing changes no bit.
public final class Triangle64 {

    private final Product64 product;
    private final double[][] tiles;
    private final int[] from; // the first row of each tile that counts
    private final int[] depth; // and how many rows

    private Triangle64(Product64 product, double[] matrix, int n, int down, int across, boolean upper) {
        this.product = product;
        int count = (n + Product64.TILE - 1) / Product64.TILE;
        this.tiles = new double[count][];
        this.from = new int[count];
        this.depth = new int[count];
        for (int tile = 0; tile < count; tile++) {
            int column = tile * Product64.TILE;
            int width = Math.min(Product64.TILE, n - column);
            from[tile] = upper ? 0 : column;
            depth[tile] = upper ? column + width : n - column;
            int at = from[tile] * down + column * across;
            tiles[tile] = Product64.pack(matrix, at, down, across, depth[tile], width);
        }
    }

    /// An upper triangular matrix.
    ///
    /// @param product whose code multiplies
    /// @param matrix (n, n), row-major
    public static Triangle64 upper(Product64 product, double[] matrix, int n) {
        return new Triangle64(product, matrix, n, n, 1, true);
    }

    /// The transpose of an upper triangular matrix.
    ///
    /// @param product whose code multiplies
    /// @param matrix (n, n), row-major
    public static Triangle64 transposed(Product64 product, double[] matrix, int n) {
        return new Triangle64(product, matrix, n, 1, n, false);
    }

    /// `out += left triangle`.
    ///
    /// @param left (rows, n) from `at` on, a row every `stride`
    /// @param out (rows, n rounded up to whole tiles) from `outAt` on, a row every `outStride`
    public void add(double[] left, int at, int stride, int rows, double[] out, int outAt, int outStride) {
        for (int tile = 0; tile < tiles.length; tile++) {
            int to = outAt + tile * Product64.TILE;
            product.add(left, at + from[tile], stride, rows, tiles[tile], depth[tile], out, to, outStride);
        }
    }
}
