package org.espalier.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.compress.quant.Op;
import org.espalier.compress.quant.QuantizedNetwork;

/// A step before memory is given to it.
///
/// @param reads names of what it reads; the picture is [Op#PICTURE]
/// @param writes name of what it writes
record Draft(Action action, List<Op> ops, List<String> reads, String writes, int firstRow, int rows) {

    /// What the last of the ops is.
    Op lastOp() {
        return ops.getLast();
    }

    /// "block 0 norm1+qkv1+qkv3": the ops' common prefix once, then what differs.
    String name() {
        String first = ops.getFirst().name();
        int dot = first.lastIndexOf('.') + 1;
        String prefix = first.substring(0, dot);
        boolean common = ops.stream().allMatch(op -> op.name().startsWith(prefix));
        String tail = ops.stream()
                .map(op -> common ? op.name().substring(dot) : op.name())
                .collect(Collectors.joining("+"));
        String block = prefix.startsWith("blocks.") && common ? "block " + prefix.substring(7, dot - 1) + " " : "";
        String suffix = switch (action) {
            case UNFOLD -> " unfold";
            case SCORES -> " scores";
            case SOFTMAX -> " softmax";
            case CONTEXT -> " context";
            case CHAIN, ATTENTION -> "";
        };
        return block + tail + suffix;
    }

    /// The steps of a network under some techniques.
    static List<Draft> of(QuantizedNetwork network, Techniques techniques) {
        Map<String, Long> readers = network.ops().stream()
                .flatMap(op -> op.inputs().stream())
                .collect(Collectors.groupingBy(n -> n, Collectors.counting()));
        List<Draft> drafts = new ArrayList<>();
        for (Op op : network.ops()) {
            if (op instanceof Op.Attention attention) {
                addAttention(drafts, attention, techniques);
                continue;
            }
            Draft next = single(network, op);
            if (op instanceof Op.PatchEmbed && !techniques.decomposition()) {
                String unfolded = op.name() + ".unfolded";
                drafts.add(new Draft(Action.UNFOLD, List.of(op), List.of(Op.PICTURE), unfolded, 0, next.rows()));
                next = new Draft(Action.CHAIN, List.of(op), List.of(unfolded), op.output(), 0, next.rows());
            }
            Draft before = drafts.isEmpty() ? null : drafts.getLast();
            if (before != null && techniques.integration() && before.mayTake(next, readers)) {
                drafts.set(drafts.size() - 1, before.with(next));
            } else {
                drafts.add(next);
            }
        }
        return drafts;
    }

    private static Draft single(QuantizedNetwork network, Op op) {
        return switch (op) {
            case Op.PatchEmbed p -> chain(p, List.of(Op.PICTURE), 0, p.grid() * p.grid());
            case Op.MeanPool m -> chain(m, m.inputs(), m.first(), m.count());
            case Op.Add a ->
                chain(
                        a,
                        List.of(a.right(), a.left()),
                        0,
                        network.activation(a.right()).rows());
            default ->
                chain(
                        op,
                        op.inputs(),
                        0,
                        network.activation(op.inputs().getFirst()).rows());
        };
    }

    private static Draft chain(Op op, List<String> reads, int firstRow, int rows) {
        return new Draft(Action.CHAIN, List.of(op), reads, op.output(), firstRow, rows);
    }

    private static void addAttention(List<Draft> drafts, Op.Attention op, Techniques techniques) {
        List<Op> ops = List.of(op);
        if (techniques.integration()) {
            drafts.add(new Draft(Action.ATTENTION, ops, op.inputs(), op.output(), 0, op.rows()));
            return;
        }
        String scores = op.name() + ".scores";
        String weights = op.name() + ".weights";
        drafts.add(new Draft(Action.SCORES, ops, op.inputs(), scores, 0, op.rows()));
        drafts.add(new Draft(Action.SOFTMAX, ops, List.of(scores), weights, 0, op.rows()));
        drafts.add(new Draft(Action.CONTEXT, ops, List.of(weights, op.input()), op.output(), 0, op.rows()));
    }

    /// Whether a chain goes on with the next op: the residual stream is always whole in memory, so it
    /// ends a chain.
    private boolean mayTake(Draft next, Map<String, Long> readers) {
        boolean open = action == Action.CHAIN
                && !(lastOp() instanceof Op.MeanPool
                        || lastOp() instanceof Op.Add
                        || lastOp() instanceof Op.PositionAdd);
        boolean onlyReader = next.reads().getFirst().equals(writes) && readers.getOrDefault(writes, 0L) == 1;
        boolean sameRows = next.lastOp() instanceof Op.MeanPool || (next.rows() == rows && next.firstRow() == firstRow);
        return open && onlyReader && sameRows;
    }

    private Draft with(Draft next) {
        List<String> all =
                Stream.concat(reads.stream(), next.reads().stream().skip(1)).toList();
        List<Op> joined = Stream.concat(ops.stream(), next.ops().stream()).toList();
        return new Draft(action, joined, all, next.writes(), next.firstRow(), next.rows());
    }
}
