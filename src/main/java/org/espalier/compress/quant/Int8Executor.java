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
        return switch (op) {
            case Op.PatchEmbed p -> Kernels.patchEmbed(p, network.input(), picture);
            case Op.PositionAdd p -> Kernels.positionAdd(p, value(live, p.input()));
            case Op.LayerNorm n -> Kernels.layerNorm(n, value(live, n.input()));
            case Op.Linear l -> Kernels.linear(l.map(), value(live, l.input()));
            case Op.Attention a -> AttentionKernel.run(a, value(live, a.input()));
            case Op.Gelu g -> Kernels.gelu(g, value(live, g.input()));
            case Op.Add a -> Kernels.add(a, value(live, a.left()), value(live, a.right()));
            case Op.MeanPool m ->
                Kernels.meanPool(
                        m,
                        value(live, m.input()),
                        network.activation(m.output()).columns());
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
