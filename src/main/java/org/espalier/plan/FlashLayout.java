package org.espalier.plan;

import java.util.ArrayList;
import java.util.List;
import org.espalier.compress.quant.InputSpec;
import org.espalier.compress.quant.Op;
import org.espalier.compress.quant.QuantizedNetwork;

/// Bytes of a network's constants as the firmware lays them out in flash: pieces that start at multiples
/// of 8, in the
/// order of the operators.
///
/// A linear map's output columns come in pairs, a halfword for each input, padded to four inputs, after
/// 16 bytes of
/// start values and multipliers. Norms and sums have groups of four columns.
///
/// @param weights of linear maps
/// @param tables everything else, gaps included
/// @param layers the same bytes by operator, the input's table first
record FlashLayout(long weights, long tables, List<Plan.Share> layers) {

    private static final String EXACT = "exact";

    private static final int GROUP = 4;
    private static final int NORM_GROUP = 48;
    private static final int MIX_GROUP = 32;

    static FlashLayout of(QuantizedNetwork network) {
        long end = 256L * InputSpec.CHANNELS;
        long weights = 0;
        List<Plan.Share> layers = new ArrayList<>(List.of(new Plan.Share("input table", end, EXACT)));
        for (Op op : network.ops()) {
            long before = end;
            switch (op) {
                case Op.Linear l -> {
                    weights += pairs(l.map());
                    end = piece(end, pairs(l.map()));
                }
                case Op.PatchEmbed p -> {
                    weights += pairs(p.map());
                    end = piece(end, pairs(p.map()));
                }
                case Op.PositionAdd p -> {
                    end = piece(end, p.position().length);
                    end = piece(end, p.classRow().length);
                    end = piece(end, groups(p.mix().k().length, MIX_GROUP));
                }
                case Op.Add a -> end = piece(end, groups(a.mix().k().length, MIX_GROUP));
                case Op.LayerNorm n -> end = piece(end, groups(n.gain().length, NORM_GROUP));
                case Op.Attention a -> {
                    end = piece(end, 4L * a.heads());
                    end = piece(end, 512L * a.heads());
                    end = piece(end, 4L * a.contextMultiplier().length);
                }
                case Op.Gelu g -> end = piece(end, g.table().length);
                case Op.MeanPool _ -> {}
            }
            if (end > before) {
                layers.add(new Plan.Share(op.name(), end - before, EXACT));
            }
        }
        return new FlashLayout(weights, end - weights, List.copyOf(layers));
    }

    private static long piece(long end, long bytes) {
        return ((end + 7) & ~7L) + bytes;
    }

    private static long groups(int columns, int bytes) {
        return (columns + GROUP - 1L) / GROUP * bytes;
    }

    private static long pairs(Op.Matrix map) {
        return (map.outputs() + 1) / 2 * (16L + 2L * Scratch.up(map.inputs(), 4));
    }
}
