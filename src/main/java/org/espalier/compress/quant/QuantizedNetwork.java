package org.espalier.compress.quant;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// An int8 network: what it takes, its operators in the order they run, and the matrices between them.
///
/// @param name what users call it ("mcu-micro-96")
/// @param classes names of the outputs, in order
/// @param activations in the order they are written; the last one is the logits, one row
public record QuantizedNetwork(
        String name, List<String> classes, InputSpec input, List<Activation> activations, List<Op> ops) {

    /// Copies the lists.
    public QuantizedNetwork {
        classes = List.copyOf(classes);
        activations = List.copyOf(activations);
        ops = List.copyOf(ops);
    }

    /// Activations by name.
    public Map<String, Activation> byName() {
        return activations.stream().collect(Collectors.toUnmodifiableMap(Activation::name, Function.identity()));
    }

    /// The activation of that name.
    ///
    /// @throws IllegalArgumentException if there is none
    public Activation activation(String wanted) {
        for (Activation activation : activations) {
            if (activation.name().equals(wanted)) {
                return activation;
            }
        }
        throw new IllegalArgumentException(name + " has no activation '" + wanted + "'");
    }

    /// The last activation.
    public Activation logits() {
        return activations.getLast();
    }

    /// Multiply-accumulates of one inference.
    public long macs() {
        return ops.stream().mapToLong(Op::macs).sum();
    }

    /// Bytes of all constants in flash, the input table included.
    public long constantBytes() {
        return ops.stream().mapToLong(Op::constantBytes).sum() + 256L * InputSpec.CHANNELS;
    }
}
