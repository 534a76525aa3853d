package org.espalier.workbench.gain;

import java.util.Locale;
import org.espalier.tensor.DType;

/// What weights are kept as.
public enum Values {
    /// Bfloat16.
    BF16(DType.BF16),
    /// Half.
    F16(DType.F16),
    /// Float.
    F32(DType.F32),
    /// Eight bits with a scale for each group of inputs.
    INT8(DType.I8);

    private final DType type;

    Values(DType type) {
        this.type = type;
    }

    /// Those that keep a checkpoint's numbers exactly; what has no form of its own is computed as floats.
    public static Values of(DType type) {
        return switch (type) {
            case BF16 -> BF16;
            case F16 -> F16;
            default -> F32;
        };
    }

    /// As on screen: "bf16".
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The type of one of them in a file.
    DType type() {
        return type;
    }
}
