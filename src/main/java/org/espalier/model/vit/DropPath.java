package org.espalier.model.vit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.random.RandomGenerator;

/// Stochastic depth: a block's branch is left out for a picture with a probability that grows linearly over the
/// supernet's depth, and is scaled up where it stays, so that its mean is unchanged.
///
/// @param largest probability in the last block of the supernet
/// @param random where the draws come from; the same state gives the same draws
public record DropPath(double largest, RandomGenerator random) {

    /// A factor for each picture of the batch, (B, 1, 1).
    NDArray mask(NDManager scope, VitConfig config, int block, long batch) {
        double drop = config.depth() == 1 ? largest : largest * block / (config.depth() - 1);
        float[] factors = new float[(int) batch];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = random.nextDouble() < drop ? 0 : (float) (1 / (1 - drop));
        }
        return scope.create(factors, new Shape(batch, 1, 1));
    }
}
