package org.espalier.compress.quant;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// The integer reference executor: every operator out of place, in plain Java, one after the other.
///
/// It defines what a network computes, bit for bit; whatever runs elsewhere is compared with it. It holds no state
/// between runs and may be used from several threads.
public final class Int8Executor {

    private Int8Executor() {}

    /// Runs a network on one picture and keeps only the logits.
    ///
    /// @param picture RGB, 8 bits, rows of pixels: `3 · size²` bytes
    public static Trace run(QuantizedNetwork network, byte[] picture) {
        return run(network, picture, false);
    }

    /// Runs a network on one picture.
    ///
    /// @param picture RGB, 8 bits, rows of pixels: `3 · size²` bytes
    /// @param keep whether the trace holds every activation
    /// @throws IllegalArgumentException if the picture has another size
    public static Trace run(QuantizedNetwork network, byte[] picture, boolean keep) {
        if (picture.length != network.input().bytes()) {
            throw new IllegalArgumentException(
                    "the network takes " + network.input().bytes() + " bytes of picture, got " + picture.length);
        }
        Map<String, byte[]> live = new HashMap<>();
        var kept = new LinkedHashMap<String, byte[]>();
        byte[] last = picture;
        for (Op op : network.ops()) {
            last = apply(network, op, live, picture);
            live.put(op.output(), last);
            if (keep) {
                kept.put(op.output(), last);
            }
        }
        return new Trace(last, kept);
    }

    private static byte[] apply(QuantizedNetwork network, Op op, Map<String, byte[]> live, byte[] picture) {
        if (op instanceof Op.MeanPool m) {
            return Kernels.meanPool(
                    m, value(live, m.input()), network.activation(m.output()).columns());
        }
        byte[][] inputs = op.inputs().stream()
                .map(name -> name.equals(Op.PICTURE) ? picture : value(live, name))
                .toArray(byte[][]::new);
        return apply(op, network.input(), inputs);
    }

    /// Runs one operator by itself.
    ///
    /// @param input what the picture's bytes become; only a patch embedding looks at it
    /// @param inputs the operator's inputs in order, the picture for a patch embedding; a mean pool takes the
    ///     rows up to its last
    public static byte[] apply(Op op, InputSpec input, byte[]... inputs) {
        return switch (op) {
            case Op.PatchEmbed p -> Kernels.patchEmbed(p, input, inputs[0]);
            case Op.PositionAdd p -> Kernels.positionAdd(p, inputs[0]);
            case Op.LayerNorm n -> Kernels.layerNorm(n, inputs[0]);
            case Op.Linear l -> Kernels.linear(l.map(), inputs[0]);
            case Op.Attention a -> AttentionKernel.run(a, inputs[0]);
            case Op.Gelu g -> Kernels.gelu(g, inputs[0]);
            case Op.Add a -> Kernels.add(a, inputs[0], inputs[1]);
            case Op.MeanPool m -> Kernels.meanPool(m, inputs[0], inputs[0].length / (m.first() + m.count()));
        };
    }

    private static byte[] value(Map<String, byte[]> live, String name) {
        byte[] value = live.get(name);
        if (value == null) {
            throw new IllegalArgumentException("activation '" + name + "' is read before it is written");
        }
        return value;
    }
}
