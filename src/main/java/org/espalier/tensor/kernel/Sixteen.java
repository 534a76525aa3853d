package org.espalier.tensor.kernel;

/// A sixteen-bit floating-point type.
public enum Sixteen {
    /// The upper half of a float.
    BF16 {
        @Override
        public float value(short bits) {
            return Float.intBitsToFloat(bits << 16);
        }
    },
    /// IEEE half.
    F16 {
        @Override
        public float value(short bits) {
            return Float.float16ToFloat(bits);
        }
    };

    /// The number these bits stand for, exactly.
    public abstract float value(short bits);
}
