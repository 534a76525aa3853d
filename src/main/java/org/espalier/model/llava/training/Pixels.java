package org.espalier.model.llava.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;
import org.espalier.model.llava.VisionConfig;
import org.jspecify.annotations.Nullable;

/// A batch of pictures as the tower takes them.
final class Pixels {

    private Pixels() {}

    /// (pictures, 3, side, side); changed at random unless `random` is null.
    static NDArray of(NDManager manager, VisionConfig config, List<Scene> scenes, @Nullable Random random) {
        int side = config.image();
        int size = 3 * side * side;
        float[] pixels = new float[scenes.size() * size];
        for (int i = 0; i < scenes.size(); i++) {
            Picture picture = scenes.get(i).picture();
            if (random == null) {
                picture.write(pixels, i * size);
            } else {
                picture.writeChanged(pixels, i * size, random);
            }
        }
        return manager.create(pixels, new Shape(scenes.size(), 3, side, side));
    }
}
