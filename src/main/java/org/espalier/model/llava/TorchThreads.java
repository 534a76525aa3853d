package org.espalier.model.llava;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/// How many threads the dense engine computes with.
public final class TorchThreads {

    private static final int NARROW = 1024;

    private TorchThreads() {}

    /// Sets the number for the whole process; 0 leaves the engine's own choice.
    public static void use(int threads) {
        if (threads > 0) {
            Engine.getEngine("PyTorch");
            JniUtils.setNumThreads(threads);
        }
    }

    /// Whether matrices of this width are so small that one thread does them as fast as several.
    public static boolean narrow(int width) {
        return width < NARROW;
    }

    /// As many as a decoder of this width makes good use of. Below [#NARROW] it is one: its matrices are so
    /// small that threads spend their time waiting for each other, many times the work itself where other
    /// programs run too.
    static void suit(TextConfig config) {
        use(narrow(config.hidden()) ? 1 : Runtime.getRuntime().availableProcessors());
    }
}
