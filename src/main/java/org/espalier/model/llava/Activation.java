package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import org.espalier.tensor.Scalar;
import org.jspecify.annotations.Nullable;

/// The elementwise functions that the supported checkpoints name in `hidden_act`.
public enum Activation {
    /// `x * sigmoid(1.702 x)`, the one OpenAI's CLIP was trained with.
    QUICK_GELU {
        @Override
        NDArray apply(NDArray x) {
            return x.mul(ai.djl.nn.Activation.sigmoid(Scalar.times(x, 1.702)));
        }
    },
    /// `x * Phi(x)` with the exact error function.
    GELU {
        @Override
        NDArray apply(NDArray x) {
            return ai.djl.nn.Activation.gelu(x);
        }
    },
    /// The tanh approximation of GELU.
    GELU_TANH {
        @Override
        NDArray apply(NDArray x) {
            NDArray cubic = Scalar.times(x.mul(x).mul(x), 0.044715).add(x);
            NDArray inner = Scalar.times(cubic, Math.sqrt(2 / Math.PI));
            return Scalar.times(x, 0.5).mul(Scalar.plus(inner.tanh(), 1));
        }
    },
    /// `x * sigmoid(x)`.
    SILU {
        @Override
        NDArray apply(NDArray x) {
            return x.mul(ai.djl.nn.Activation.sigmoid(x));
        }
    },
    /// `max(x, 0)`.
    RELU {
        @Override
        NDArray apply(NDArray x) {
            return ai.djl.nn.Activation.relu(x);
        }
    };

    abstract NDArray apply(NDArray x);

    /// The activation a configuration names, or null if it is none of these.
    static @Nullable Activation parse(String name) {
        return switch (name) {
            case "quick_gelu" -> QUICK_GELU;
            case "gelu", "gelu_python" -> GELU;
            case "gelu_new", "gelu_pytorch_tanh", "gelu_fast" -> GELU_TANH;
            case "silu", "swish" -> SILU;
            case "relu" -> RELU;
            default -> null;
        };
    }
}
