package org.espalier.model.vit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.SingularValues;

/// Weights of a supernet from those of another, dense or of the same kind: equal tensors are copied, dense layers
/// become low-rank factors by truncated singular value decomposition, which at full rank is the same function.
///
/// With three factors the first is `V^T`, the second `diag(S)`, the third U; with two, the third is `U diag(S)`. Where
/// the rows of qkv are interleaved ([VitConfig#changeQkv()]) the rows of its first factors are stored so that the
/// slice puts them back in order; the release does not, and loses the function.
public final class LowRankStart implements VitWeights.Source {

    private final VitConfig target;
    private final VitConfig origin;
    private final VitWeights from;
    private final VitWeights.Source otherwise;
    private final Map<String, SingularValues> decomposed = new HashMap<>();

    /// @param target the supernet to be
    /// @param origin the configuration of `from`
    /// @param otherwise what has no equal in `from`: patches or positions of another size
    /// @throws WorkbenchException if the widths differ, or `from` is of another low rank
    public LowRankStart(VitConfig target, VitConfig origin, VitWeights from, VitWeights.Source otherwise) {
        this.target = target;
        this.origin = origin;
        this.from = from;
        this.otherwise = otherwise;
        boolean same = target.embedDim() == origin.embedDim()
                && target.numHeads() * target.headDim() == origin.numHeads() * origin.headDim()
                && target.largest().hidden(0) == origin.largest().hidden(0)
                && target.changeQkv() == origin.changeQkv();
        boolean kind =
                origin.lowRank() instanceof LowRank.Dense || origin.lowRank().equals(target.lowRank());
        if (!same || !kind) {
            throw WorkbenchException.input(
                    "vit.start",
                    "the given weights belong to another supernet: "
                            + (same ? "their layers are factors of another rank" : "widths or qkv rows differ"),
                    "Start from a dense supernet of the same embed_dim, heads, mlp_ratio and change_qkv.");
        }
    }

    @Override
    public float[] values(String name, long[] shape) {
        var known = VitWeights.shapes(origin).get(name);
        if (known != null) {
            return Arrays.equals(known, shape) ? from.values(name) : otherwise.values(name, shape);
        }
        String layer =
                name.endsWith(".bias") ? name.substring(0, name.length() - 5) : name.substring(0, name.length() - 7);
        String dense = layer.substring(0, layer.length() - 1);
        long[] denseShape = VitWeights.shapes(origin).get(dense + ".weight");
        if (denseShape == null) {
            return otherwise.values(name, shape);
        }
        if (name.endsWith(".bias")) {
            return from.values(dense + ".bias");
        }
        SingularValues svd = decomposed.computeIfAbsent(
                dense,
                wanted -> SingularValues.of(from.values(wanted + ".weight"), (int) denseShape[0], (int) denseShape[1]));
        float[] factor = factor(layer.charAt(layer.length() - 1), svd, (int) shape[0], (int) shape[1]);
        boolean interleaved = target.changeQkv() && dense.endsWith("qkv") && !layer.endsWith("3");
        return interleaved ? stored(factor, (int) shape[0], (int) shape[1]) : factor;
    }

    private float[] factor(char number, SingularValues svd, int rows, int columns) {
        float[] values = new float[rows * columns];
        boolean two = target.lowRank() instanceof LowRank.TwoFactor;
        int most = svd.values().length;
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                values[r * columns + c] = (float)
                        switch (number) {
                            case '1' -> r < most ? svd.right()[r * svd.columns() + c] : 0;
                            case '2' -> r == c && r < most ? svd.values()[r] : 0;
                            default -> c < most ? svd.left()[r * most + c] * (two ? svd.values()[c] : 1) : 0;
                        };
            }
        }
        return values;
    }

    /// Rows placed so that reading rows 0, 3, 6, ..., then 1, 4, ..., then 2, 5, ... gives them in order.
    private static float[] stored(float[] ordered, int rows, int columns) {
        float[] values = new float[ordered.length];
        int next = 0;
        for (int first = 0; first < 3; first++) {
            for (int row = first; row < rows; row += 3) {
                System.arraycopy(ordered, next++ * columns, values, row * columns, columns);
            }
        }
        return values;
    }
}
