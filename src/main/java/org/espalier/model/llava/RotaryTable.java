package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/// Cosines and sines of the positions in a pass, each (rows, 1, tokens, headDim / 2).
record RotaryTable(NDArray cosine, NDArray sine) {

    /// The table for `positions`, (rows, tokens).
    static RotaryTable of(NDManager manager, TextConfig config, int[][] positions) {
        float[] frequencies = config.rope().frequencies(config.headDim());
        int half = frequencies.length;
        int rows = positions.length;
        int tokens = positions[0].length;
        float[] cosine = new float[rows * tokens * half];
        float[] sine = new float[cosine.length];
        int at = 0;
        for (int[] row : positions) {
            for (int position : row) {
                for (float frequency : frequencies) {
                    float angle = position * frequency;
                    cosine[at] = (float) Math.cos(angle);
                    sine[at] = (float) Math.sin(angle);
                    at++;
                }
            }
        }
        Shape shape = new Shape(rows, 1, tokens, half);
        return new RotaryTable(manager.create(cosine, shape), manager.create(sine, shape));
    }

    /// Turns queries or keys (rows, heads, tokens, headDim): coordinate i pairs with i + headDim / 2.
    NDArray rotate(NDArray x) {
        NDList halves = x.split(2, 3);
        NDArray a = halves.get(0);
        NDArray b = halves.get(1);
        return NDArrays.concat(
                new NDList(a.mul(cosine).sub(b.mul(sine)), b.mul(cosine).add(a.mul(sine))), 3);
    }
}
