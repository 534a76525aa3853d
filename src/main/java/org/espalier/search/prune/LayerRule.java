package org.espalier.search.prune;

import java.io.Serializable;
import org.espalier.compress.prune.Matrix;
import org.espalier.compress.prune.Moments;
import org.espalier.compress.prune.Reconstruction;
import org.espalier.task.TaskContext;

/// How a layer is pruned, once the moments of the inputs it really gets are known.
@FunctionalInterface
public interface LayerRule extends Serializable {

    /// A layer's rule with what all layers of the same inputs share.
    @FunctionalInterface
    interface Prepared {

        /// New weights.
        ///
        /// @param dense (outputs, inputs)
        /// @param zeros exactly how many weights go
        Matrix prune(Matrix dense, int zeros, TaskContext context);
    }

    /// Works out what layers with these inputs share.
    Prepared prepare(Moments moments);

    /// OBS, as the record says.
    static LayerRule of(Reconstruction rule) {
        return moments -> {
            Reconstruction.Prepared inputs = rule.prepare(moments);
            return (dense, zeros, context) -> rule.prune(dense, inputs, zeros, context);
        };
    }

    /// Wanda: `|W_ij| ||x_j||`, equally many of every output (one more of the first ones where the number of zeros
    /// does not divide), kept weights unchanged.
    static LayerRule wanda() {
        return moments -> {
            double[] norms = new double[moments.columns()];
            for (int j = 0; j < norms.length; j++) {
                norms[j] = Math.sqrt(moments.own()[j * norms.length + j]);
            }
            return (dense, zeros, _) -> {
                float[] kept = dense.values().clone();
                int[] first = RowRanks.ascending(RowRanks.of(dense, norms));
                for (int i = 0; i < zeros; i++) {
                    kept[first[i]] = 0f;
                }
                return new Matrix(dense.rows(), dense.columns(), kept);
            };
        };
    }
}
