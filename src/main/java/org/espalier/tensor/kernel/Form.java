package org.espalier.tensor.kernel;

/// The forms of weights that kernels are timed for apart.
public enum Form {
    /// Dense bfloat16.
    DENSE_BF16("bf16 dense"),
    /// Sparse bfloat16.
    SPARSE_BF16("bf16 sparse"),
    /// Dense half.
    DENSE_F16("f16 dense"),
    /// Sparse half.
    SPARSE_F16("f16 sparse"),
    /// Dense float.
    DENSE_F32("f32 dense"),
    /// Sparse float.
    SPARSE_F32("f32 sparse"),
    /// Dense eight-bit.
    DENSE_INT8("int8 dense"),
    /// Sparse eight-bit.
    SPARSE_INT8("int8 sparse");

    private final String words;

    Form(String words) {
        this.words = words;
    }

    /// For people: "bf16 sparse".
    public String words() {
        return words;
    }

    /// The form of a matrix; of a cut one, that of what is left.
    public static Form of(Weights w) {
        return switch (w) {
            case Weights.Dense16 m -> m.type() == Sixteen.F16 ? DENSE_F16 : DENSE_BF16;
            case Weights.Sparse16 m -> m.type() == Sixteen.F16 ? SPARSE_F16 : SPARSE_BF16;
            case Weights.Dense32 _ -> DENSE_F32;
            case Weights.Sparse32 _ -> SPARSE_F32;
            case Weights.Dense8 _ -> DENSE_INT8;
            case Weights.Sparse8 _ -> SPARSE_INT8;
            case Weights.Cut m -> of(m.inner());
        };
    }
}
