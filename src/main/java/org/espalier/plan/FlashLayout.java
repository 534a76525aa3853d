package org.espalier.plan;

import java.util.ArrayList;
import java.util.List;
import org.espalier.compress.quant.InputSpec;
import org.espalier.compress.quant.Op;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RelativeTables;
import org.espalier.compress.quant.Width;
import org.jspecify.annotations.Nullable;

/// Bytes of a network's constants as the firmware lays them out in flash: pieces that start at multiples of 8, in the
/// order of the operators.
///
/// A linear map's output columns come in pairs, a halfword for each input, padded to four inputs, after 16 bytes of
/// start values and multipliers. Norms and sums have groups of four columns.
///
/// @param weights of linear maps, on the chip
/// @param tables everything else, gaps included
/// @param outside of linear maps and of positions in a flash outside the chip
/// @param outsideOps whose those are
/// @param layers the bytes on the chip by operator, the input's table first
record FlashLayout(long weights, long tables, long outside, List<String> outsideOps, List<Plan.Share> layers) {

    private static final String EXACT = "exact";

    private static final int GROUP = 4;
    private static final int NORM_GROUP = 48;
    private static final int WIDE_NORM_GROUP = 32;
    private static final int MIX_GROUP = 32;

    static FlashLayout of(QuantizedNetwork network) {
        return of(network, Long.MAX_VALUE);
    }

    /// The layout where linear maps go outside once no more of them have room on the chip, and then tables
    /// of positions.
    ///
    /// @param room bytes on the chip for all constants; other tables stay there in any case
    static FlashLayout of(QuantizedNetwork network, long room) {
        FlashLayout none = of(network, List.of());
        long more = none.weights + none.tables - room;
        List<String> ops = new ArrayList<>();
        // From the end, so that what stays is one piece; a margin for the gaps between pieces.
        for (Op op : network.ops().reversed()) {
            Op.Matrix matrix = map(op);
            if (more > 0 && matrix != null) {
                more -= pairs(matrix) - Long.BYTES;
                ops.add(op.name());
            }
        }
        for (Op op : network.ops()) {
            if (more > 0 && op instanceof Op.PositionAdd p) {
                more -= p.position().length - Long.BYTES;
                ops.add(op.name());
            }
        }
        return ops.isEmpty() ? none : of(network, ops);
    }

    private static Op.@Nullable Matrix map(Op op) {
        return switch (op) {
            case Op.Linear l -> l.map();
            case Op.PatchEmbed p -> p.map();
            default -> null;
        };
    }

    private static FlashLayout of(QuantizedNetwork network, List<String> outsideOps) {
        long end = 256L * InputSpec.CHANNELS;
        long weights = 0;
        long outside = 0;
        List<Plan.Share> layers = new ArrayList<>(List.of(new Plan.Share("input table", end, EXACT)));
        for (Op op : network.ops()) {
            long before = end;
            Op.Matrix matrix = map(op);
            if (matrix != null && outsideOps.contains(op.name())) {
                outside = piece(outside, pairs(matrix));
                continue;
            }
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
                    if (outsideOps.contains(op.name())) {
                        outside = piece(outside, p.position().length);
                    } else {
                        end = piece(end, p.position().length);
                    }
                    end = piece(end, p.classRow().length);
                    end = mix(end, p.mix());
                }
                case Op.Add a -> end = mix(end, a.mix());
                case Op.LayerNorm n -> end = norm(end, n);
                case Op.Attention a -> {
                    end = piece(end, 4L * a.heads());
                    end = piece(end, 512L * a.heads());
                    end = piece(end, 4L * a.contextMultiplier().length);
                    end = relative(end, a);
                }
                case Op.Gelu g -> end = piece(end, g.table().length);
                case Op.MeanPool _ -> {}
            }
            if (end > before) {
                layers.add(new Plan.Share(op.name(), end - before, EXACT));
            }
        }
        return new FlashLayout(weights, end - weights, outside, List.copyOf(outsideOps), List.copyOf(layers));
    }

    private static long mix(long end, Op.@Nullable Mix mix) {
        return mix == null ? end : piece(end, groups(mix.k().length, MIX_GROUP));
    }

    private static long norm(long end, Op.LayerNorm op) {
        int group = op.inputWidth() == Width.INT16 ? WIDE_NORM_GROUP : NORM_GROUP;
        return piece(end, groups(op.gain().length, group));
    }

    /// The tables as packed columns, and their multipliers.
    private static long relative(long end, Op.Attention op) {
        RelativeTables tables = op.relative();
        if (tables == null) {
            return end;
        }
        int depth = Scratch.up(op.headDim(), 4);
        long keys = piece(end, (long) Scratch.up(tables.rows(), 2) * depth);
        long values = piece(keys, (long) Scratch.up(op.headDim(), 2) * Scratch.up(tables.rows(), 4));
        long queryMultipliers = piece(values, 2L * op.heads() * depth);
        long keyMultipliers = piece(queryMultipliers, 4L * op.heads());
        return piece(keyMultipliers, 4L * op.contextMultiplier().length);
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
