package org.espalier.model.llava.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.espalier.tensor.Scalar;

/// Cross-entropy and accuracy of rows of logits.
final class Losses {

    private Losses() {}

    /// Mean cross-entropy; rows whose label is negative do not count.
    static NDArray crossEntropy(NDManager manager, NDArray logits, int[] labels) {
        int classes = Math.toIntExact(logits.getShape().get(1));
        float[] picked = new float[labels.length * classes];
        int counted = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= 0) {
                picked[i * classes + labels[i]] = 1;
                counted++;
            }
        }
        NDArray mask = manager.create(picked, new Shape(labels.length, classes));
        return Scalar.times(logits.logSoftmax(1).mul(mask).sum(), -1.0 / Math.max(1, counted));
    }

    /// How many of the rows with a label have it as their largest logit.
    static int hits(NDArray logits, int[] labels) {
        long[] best = logits.argMax(1).toLongArray();
        int hits = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= 0 && best[i] == labels[i]) {
                hits++;
            }
        }
        return hits;
    }
}
