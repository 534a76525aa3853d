package org.espalier.tensor;

import java.util.OptionalDouble;
import java.util.function.LongConsumer;

/// How far one tensor is from another of the same shape.
///
/// @param changed elements whose values, as floats, differ; without a value (other types), all or none
/// @param relative Frobenius norm of `b - a` over that of `a`; empty where it has no value: another type than
///     floating point, a value that is infinite or no number, or an `a` of zeros that changed
public record TensorDifference(long changed, OptionalDouble relative) {

    private static final int CHUNK = 1 << 18;

    /// Reads both tensors once, in pieces.
    ///
    /// @param onBytes told how many bytes have been read since the last call; may throw to stop
    /// @throws IllegalArgumentException if the shapes differ
    public static TensorDifference of(MappedTensor a, MappedTensor b, LongConsumer onBytes) {
        if (!a.shape().equals(b.shape())) {
            throw new IllegalArgumentException(a + " and " + b + " have different shapes");
        }
        long elements = a.shape().elements();
        if (a.dtype() == b.dtype() && a.data().mismatch(b.data()) < 0) {
            onBytes.accept(a.bytes() + b.bytes());
            return new TensorDifference(0, OptionalDouble.of(0));
        }
        if (!readable(a) || !readable(b)) {
            onBytes.accept(a.bytes() + b.bytes());
            return new TensorDifference(elements, OptionalDouble.empty());
        }
        long changed = 0;
        double distance = 0;
        double size = 0;
        for (long from = 0; from < elements; from += CHUNK) {
            int count = (int) Math.min(CHUNK, elements - from);
            float[] x = a.floats(from, count);
            float[] y = b.floats(from, count);
            for (int i = 0; i < count; i++) {
                double d = (double) y[i] - x[i];
                // Of two infinities or two that are no numbers the difference is no number either.
                if (x[i] != y[i] && !(Float.isNaN(x[i]) && Float.isNaN(y[i]))) {
                    changed++;
                }
                distance += d * d;
                size += (double) x[i] * x[i];
            }
            onBytes.accept((long) count * (a.dtype().bits() + b.dtype().bits()) / 8);
        }
        double relative = distance == 0 ? 0 : Math.sqrt(distance / size);
        return new TensorDifference(
                changed, Double.isFinite(relative) ? OptionalDouble.of(relative) : OptionalDouble.empty());
    }

    private static boolean readable(MappedTensor tensor) {
        return switch (tensor.dtype()) {
            case F64, F32, F16, BF16 -> true;
            default -> false;
        };
    }
}
