package org.espalier.search.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.compress.prune.Moments;
import org.jspecify.annotations.Nullable;

/// Which tokens of a batch the statistics of layer inputs are taken from, and with what weight.
///
/// Neighbouring tokens of a picture say much the same; taking every n-th, with n times the weight, saves most of
/// the work.
final class LayerInputs {

    private final long[] places;
    private final float[] roots;

    private LayerInputs(long[] places, float[] roots) {
        this.places = places;
        this.roots = roots;
    }

    /// @param pictureStride of the tokens of pictures, every n-th is taken
    static LayerInputs of(AnswerRows.Batch batch, Map<AnswerRows.Place, Double> weights, int pictureStride) {
        List<Long> places = new ArrayList<>();
        List<Float> roots = new ArrayList<>();
        int seen = 0;
        for (int i = 0; i < batch.kinds().length; i++) {
            AnswerRows.Place kind = batch.kinds()[i];
            double weight = weights.getOrDefault(kind, 0.0);
            if (kind == AnswerRows.Place.IMAGE) {
                weight = seen++ % pictureStride == 0 ? weight * pictureStride : 0;
            }
            if (weight > 0) {
                places.add((long) i);
                roots.add((float) Math.sqrt(weight));
            }
        }
        float[] values = new float[roots.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = roots.get(i);
        }
        return new LayerInputs(places.stream().mapToLong(Long::longValue).toArray(), values);
    }

    /// The layer under whose name a layer's inputs are known: q, k and v share theirs, gate and up too.
    static String source(String layer) {
        return layer.replaceFirst("\\.self_attn\\.[kv]_proj$", ".self_attn.q_proj")
                .replaceFirst("\\.mlp\\.up_proj$", ".mlp.gate_proj");
    }

    /// The chosen tokens' inputs times the roots of their weights, (chosen, columns).
    ///
    /// @param input (tokens, columns)
    NDArray chosen(NDArray input) {
        NDManager manager = input.getManager();
        NDArray rows = Embedding.embedding(manager.create(places), input, SparseFormat.DENSE)
                .head();
        return rows.mul(manager.create(roots, new Shape(roots.length, 1)));
    }

    /// Second moments of chosen inputs.
    ///
    /// @param dense the dense model's chosen inputs at the same places; null where they are the same
    static Moments moments(NDArray chosen, @Nullable NDArray dense) {
        NDArray turned = chosen.transpose();
        int columns = Math.toIntExact(chosen.getShape().get(1));
        double[] own = doubles(turned.matMul(chosen));
        return dense == null ? Moments.alike(columns, own) : new Moments(columns, own, doubles(turned.matMul(dense)));
    }

    private static double[] doubles(NDArray array) {
        return array.toType(DataType.FLOAT64, false).toDoubleArray();
    }
}
