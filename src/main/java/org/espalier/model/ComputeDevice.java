package org.espalier.model;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.util.Locale;

/// Where the engine computes a model's dense forward pass. A processor gives the same bytes for the same seed; a
/// graphics processor is faster and promises no such thing.
public enum ComputeDevice {
    /// The machine's own processors.
    CPU,
    /// A graphics processor through CUDA.
    CUDA;

    /// The system property that chooses: "cpu", the default, or "cuda".
    public static final String PROPERTY = "espalier.device";

    /// What the system property chooses.
    public static ComputeDevice chosen() {
        return named(System.getProperty(PROPERTY, ""));
    }

    /// The device of that name; the processors for any other word.
    static ComputeDevice named(String word) {
        return CUDA.word().equals(word.strip().toLowerCase(Locale.ROOT)) ? CUDA : CPU;
    }

    /// "cpu" or "cuda".
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The engine's name for what is chosen; the processors where there is no graphics processor to choose.
    public static Device engine() {
        return chosen().engine(CudaUtils.getGpuCount());
    }

    /// The engine's name for it on a machine with so many graphics processors.
    Device engine(int graphicsProcessors) {
        return this == CUDA && graphicsProcessors > 0 ? Device.gpu() : Device.cpu();
    }
}
