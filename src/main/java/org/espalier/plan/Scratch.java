package org.espalier.plan;

import java.util.ArrayList;
import java.util.List;
import org.espalier.compress.quant.InputSpec;
import org.espalier.compress.quant.Op;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RelativeTables;

/// What steps need beside their matrices; the formulas are on the package page.
final class Scratch {

    /// Tiles tried, largest first.
    static final List<Integer> TILES = List.of(16, 8, 4);

    private Scratch() {}

    /// Rows a step really does together if up to `tile` are allowed.
    static int tile(Draft draft, int tile) {
        boolean gathers = draft.reads().getFirst().equals(Op.PICTURE);
        boolean linear = draft.ops().stream().anyMatch(op -> inputs(op) > 0);
        if (draft.action() != Action.CHAIN || (draft.ops().size() == 1 && !linear)) {
            return draft.rows();
        }
        return Math.min(draft.rows(), gathers ? Math.min(4, tile) : tile);
    }

    /// The parts of a step's scratch, in order.
    static List<Step.Part> parts(QuantizedNetwork network, Draft draft, int tile) {
        List<Step.Part> parts = new ArrayList<>();
        switch (draft.action()) {
            case UNFOLD, SOFTMAX -> {}
            case SCORES, CONTEXT, ATTENTION ->
                add(parts, "attention", attention(draft.action(), (Op.Attention) draft.lastOp()));
            case CHAIN -> chain(parts, network, draft, tile);
        }
        return List.copyOf(parts);
    }

    private static void chain(List<Step.Part> parts, QuantizedNetwork network, Draft draft, int tile) {
        int widestInput = 0;
        int widestPassed = 0;
        for (Op op : draft.ops()) {
            widestInput = Math.max(widestInput, inputs(op));
            if (!op.equals(draft.lastOp())) {
                widestPassed =
                        Math.max(widestPassed, network.activation(op.output()).rowBytes());
            }
        }
        add(parts, "pack", 2 * tile * up(widestInput, 4));
        add(parts, "tile", tile * widestPassed);
        if (draft.lastOp() instanceof Op.MeanPool && draft.ops().size() > 1) {
            add(parts, "sums", 4 * network.activation(draft.writes()).columns());
        }
    }

    private static int attention(Action action, Op.Attention op) {
        int tokens = op.rows();
        int d = op.headDim();
        int keys = up(tokens, 2) * up(d, 4);
        int values = up(d, 2) * up(tokens, 4);
        RelativeTables relative = op.relative();
        if (relative != null) {
            return relative(action, op, relative, keys, values) + 64;
        }
        return switch (action) {
            case SCORES -> keys + 8 * up(d, 4) + 64;
            case CONTEXT -> values + 64;
            default -> keys + values + 8 * up(d, 4) + 8 * up(tokens, 4) + 4 * up(tokens, 2) + 64;
        };
    }

    private static int relative(Action action, Op.Attention op, RelativeTables tables, int keys, int values) {
        int even = up(op.rows(), 2);
        int depth = up(op.headDim(), 4);
        int before = 8 * depth + 16 * up(tables.rows(), 2) + 16 * tables.side();
        int after = 8 * up(tables.rows(), 4) + 16 * Math.max(up(op.headDim(), 2), tables.side());
        return switch (action) {
            case SCORES -> keys + 8 * depth + 16 * even + before;
            case CONTEXT -> values + after;
            default -> keys + values + 8 * depth + 20 * even + Math.max(before, after);
        };
    }

    private static void add(List<Step.Part> parts, String name, int bytes) {
        if (bytes > 0) {
            int offset = parts.isEmpty()
                    ? 0
                    : parts.getLast().offset() + parts.getLast().bytes();
            parts.add(new Step.Part(name, offset, Storage.align(bytes)));
        }
    }

    /// Inputs of a linear op, 0 for another.
    private static int inputs(Op op) {
        return switch (op) {
            case Op.Linear l -> l.map().inputs();
            case Op.PatchEmbed p -> p.patch() * p.patch() * InputSpec.CHANNELS;
            default -> 0;
        };
    }

    static int up(int value, int multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }
}
