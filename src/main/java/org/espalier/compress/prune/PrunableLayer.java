package org.espalier.compress.prune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.CanonicalName;
import org.espalier.model.Component;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;

/// A linear layer of a checkpoint that may be pruned.
///
/// @param role its canonical name
/// @param tensor its weight, (outputs, inputs), in the file
public record PrunableLayer(CanonicalName role, MappedTensor tensor) {

    /// All of a checkpoint's layers in some of its components: tower, projector, decoder; blocks in their order.
    ///
    /// @throws WorkbenchException if a component has none, or a weight is not a matrix of floating-point numbers
    public static List<PrunableLayer> of(Checkpoint checkpoint, Set<Component> components) {
        List<PrunableLayer> layers = new ArrayList<>();
        for (String tensor : checkpoint.names()) {
            CanonicalName.of(tensor)
                    .filter(CanonicalName::prunable)
                    .filter(role -> components.contains(role.component()))
                    .ifPresent(role -> layers.add(checked(role, checkpoint.tensor(tensor))));
        }
        for (Component component : components) {
            if (layers.stream().noneMatch(layer -> layer.role().component() == component)) {
                throw WorkbenchException.input(
                        "prune.component-missing",
                        checkpoint.folder() + ": no layer of component '" + component.word() + "' that could be pruned",
                        "Choose --components that this checkpoint has, or a LLaVA or LLaMA checkpoint.");
            }
        }
        layers.sort(Comparator.comparingInt(
                        (PrunableLayer layer) -> order(layer.role().component()))
                .thenComparingInt(layer -> layer.role().block()));
        return layers;
    }

    private static int order(Component component) {
        return switch (component) {
            case VISION_TOWER -> 0;
            case PROJECTOR -> 1;
            case LANGUAGE_MODEL -> 2;
        };
    }

    private static PrunableLayer checked(CanonicalName role, MappedTensor tensor) {
        boolean floats = switch (tensor.dtype()) {
            case F64, F32, F16, BF16 -> true;
            default -> false;
        };
        if (!floats || tensor.shape().rank() != 2 || tensor.shape().elements() < 1) {
            throw WorkbenchException.input(
                    "prune.weight",
                    tensor.where() + " is " + tensor.dtype() + " " + tensor.shape()
                            + "; a matrix of F32, F16, BF16 or F64 is needed",
                    "Use a checkpoint with floating-point weights; quantized ones must be converted back first.");
        }
        if (tensor.shape().elements() > Integer.MAX_VALUE - 8) {
            throw WorkbenchException.input(
                    "prune.weight-size",
                    tensor.where() + " has " + tensor.shape().elements() + " weights, more than can be pruned at once",
                    "Use a checkpoint whose largest layer has fewer than 2147483639 weights.");
        }
        return new PrunableLayer(role, tensor);
    }

    /// Its canonical name without `.weight`.
    public String name() {
        return role.layer();
    }

    /// How many weights it has.
    public long weights() {
        return tensor.shape().elements();
    }

    /// Its weights as floats.
    ///
    /// @throws WorkbenchException if one is infinite or no number
    Matrix read() {
        Matrix matrix = new Matrix(
                Math.toIntExact(tensor.shape().dim(0)),
                Math.toIntExact(tensor.shape().dim(1)),
                tensor.floats());
        tensor.unload();
        if (!matrix.finite()) {
            throw WorkbenchException.input(
                    "prune.weight-not-finite",
                    tensor.where() + " has weights that are infinite or no numbers",
                    "The checkpoint is broken: download or train it again.");
        }
        return matrix;
    }
}
