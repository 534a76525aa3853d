package org.espalier.format.packed;

import java.util.Locale;
import java.util.Objects;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.kernel.Weights;
import org.jspecify.annotations.Nullable;

/// What becomes of a layer: the form that takes the fewest bytes, and why.
///
/// @param tensor the checkpoint's
/// @param spec how it is packed; null where it stays as it is
/// @param survey what is kept
/// @param bytes in the packed file
/// @param reason for people
public record LayerPlan(MappedTensor tensor, @Nullable LayerSpec spec, Survey survey, long bytes, String reason) {

    /// What a form must save over a simpler one, of the simpler one's bytes.
    static final double GAIN = 0.06;

    /// Chooses.
    ///
    /// @param tensor a matrix of floating-point numbers
    /// @param eightBit whether values are rounded to eight bits
    static LayerPlan of(MappedTensor tensor, boolean eightBit) {
        int rows = Math.toIntExact(tensor.shape().dim(0));
        int columns = Math.toIntExact(tensor.shape().dim(1));
        DType type = tensor.dtype();
        if (type != DType.BF16 && type != DType.F16 && type != DType.F32) {
            return new LayerPlan(
                    tensor, null, new Survey(new int[0], new int[0], 0), tensor.bytes(), type + " is not packed");
        }
        Survey left = Survey.of(tensor, Elements.of(tensor));
        Survey whole = left.whole(rows, columns);
        long count = left.count();
        double zeros =
                100.0 * (tensor.shape().elements() - count) / tensor.shape().elements();
        LayerPlan best = dense(tensor, whole, eightBit, zeros);
        int height = Math.max(1, left.rows().length);
        int width = Math.max(1, left.columns().length);
        String part = String.format(Locale.ROOT, "%d x %d of %d x %d are left", height, width, rows, columns);
        // Dense before sparse: its kernel is the faster one at the same bytes.
        if (count > 0) {
            best = best.or(new LayerSpec(false, type, eightBit, rows, columns, height, width), left, part);
        }
        best = best.or(
                new LayerSpec(true, type, eightBit, rows, columns, rows, columns),
                whole,
                String.format(Locale.ROOT, "%.1f %% zeros", zeros));
        if (count > 0) {
            best = best.or(
                    new LayerSpec(true, type, eightBit, rows, columns, height, width),
                    left,
                    part + ", with zeros among them");
        }
        return best;
    }

    private static LayerPlan dense(MappedTensor tensor, Survey whole, boolean eightBit, double zeros) {
        int rows = whole.rows().length;
        int columns = whole.columns().length;
        String reason = String.format(Locale.ROOT, "%.1f %% zeros do not pay for a bitmap", zeros);
        LayerSpec spec = new LayerSpec(false, tensor.dtype(), true, rows, columns, rows, columns);
        return eightBit
                ? new LayerPlan(tensor, spec, whole, spec.bytes(0), reason)
                : new LayerPlan(tensor, null, whole, tensor.bytes(), reason);
    }

    private LayerPlan or(LayerSpec other, Survey kept, String why) {
        long size = other.bytes(kept.count());
        return size <= bytes * (1 - GAIN) ? new LayerPlan(tensor, other, kept, size, why) : this;
    }

    /// The layer as it is packed.
    Weights weights() {
        LayerSpec s = Objects.requireNonNull(spec);
        Weights inner =
                Elements.of(tensor).part(survey.rows(), survey.columns()).weights(s.sparse(), s.eightBit());
        return s.cut() ? new Weights.Cut(inner, s.rows(), s.columns(), survey.rows(), survey.columns()) : inner;
    }

    /// "dense", "sparse", "smaller dense" or "smaller sparse".
    public String form() {
        LayerSpec s = spec;
        if (s == null) {
            return "dense";
        }
        return (s.cut() ? "smaller " : "") + (s.sparse() ? "sparse" : "dense");
    }

    /// The share of its elements that are zero; 0 where nothing was counted.
    public double sparsity() {
        return survey.rows().length == 0 && survey.count() == 0 && spec == null
                ? 0
                : 1 - (double) survey.count() / tensor.shape().elements();
    }
}
