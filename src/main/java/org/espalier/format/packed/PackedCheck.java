package org.espalier.format.packed;

import java.util.Arrays;
import java.util.List;
import org.espalier.task.TaskContext;
import org.espalier.tensor.kernel.Packing;

/// Holds a packed file against the checkpoint it was made of.
public final class PackedCheck {

    private PackedCheck() {}

    /// Compares each layer's weights: the same bits where the form is exact, what rounding gives where it
    /// is not.
    ///
    /// @throws IllegalStateException if one differs
    public static void same(PackedFile file, List<LayerPlan> plans, TaskContext context) {
        int done = 0;
        for (LayerPlan plan : plans) {
            context.checkCancelled();
            LayerSpec spec = plan.spec();
            if (spec != null) {
                String name = plan.tensor().name();
                float[] expected = spec.eightBit()
                        ? Packing.floats(plan.weights())
                        : plan.tensor().floats();
                float[] got = Packing.floats(file.weights(name));
                // By their bits: a negative zero is not a zero.
                if (!Arrays.equals(expected, got)) {
                    throw new IllegalStateException("layer " + name + " was not packed exactly");
                }
            }
            context.progress(++done, plans.size());
        }
    }
}
