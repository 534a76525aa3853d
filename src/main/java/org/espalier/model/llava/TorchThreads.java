package org.espalier.model.llava;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/// How many threads the dense engine computes with.
public final class TorchThreads {

    private TorchThreads() {}

    /// Sets the number for the whole process; 0 leaves the engine's own choice.
    public static void use(int threads) {
        if (threads > 0) {
            Engine.getEngine("PyTorch");
            JniUtils.setNumThreads(threads);
        }
    }
}
