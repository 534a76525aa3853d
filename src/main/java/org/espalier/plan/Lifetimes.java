package org.espalier.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.compress.quant.Activation;
import org.espalier.compress.quant.InputSpec;
import org.espalier.compress.quant.Op;
import org.espalier.compress.quant.QuantizedNetwork;

/// Which buffers the steps need, from when to when, and which may lie over which.
final class Lifetimes {

    private final QuantizedNetwork network;
    private final List<Draft> drafts;
    private final Map<String, Activation> activations;
    private final Map<String, Storage> byName = new HashMap<>();
    private final List<Storage> all = new ArrayList<>();

    /// Scratch of each step, null-free: steps without one have none in the map.
    final Map<Integer, Storage> scratch = new HashMap<>();

    final List<List<Step.Part>> parts = new ArrayList<>();

    final List<Integer> tiles;

    /// @param tiles per step
    Lifetimes(QuantizedNetwork network, List<Draft> drafts, List<Integer> tiles, Techniques techniques) {
        this.network = network;
        this.drafts = drafts;
        this.tiles = tiles;
        this.activations = network.byName();
        put(Storage.matrix(
                Op.PICTURE,
                Buffer.Kind.INPUT,
                network.input().size(),
                InputSpec.CHANNELS * network.input().size(),
                0));
        for (int i = 0; i < drafts.size(); i++) {
            Draft draft = drafts.get(i);
            Storage output = output(draft, i);
            for (String read : draft.reads()) {
                Storage source = get(read);
                source.last = Math.max(source.last, lastUse(read));
            }
            if (techniques.overwriting()) {
                output = overwrite(draft, output, i);
            }
            put(output);
            List<Step.Part> divided = Scratch.parts(network, draft, tiles.get(i));
            parts.add(divided);
            if (!divided.isEmpty()) {
                Step.Part end = divided.getLast();
                int bytes = end.offset() + end.bytes();
                Storage room = new Storage(draft.name() + " scratch", Buffer.Kind.SCRATCH, 1, bytes, bytes, bytes, i);
                scratch.put(i, room);
                all.add(room);
            }
        }
    }

    /// All buffers in the order they are first needed.
    List<Storage> all() {
        return all;
    }

    Storage get(String name) {
        Storage found = byName.get(name);
        if (found == null) {
            throw new IllegalArgumentException(network.name() + ": '" + name + "' is read before it is written");
        }
        return found;
    }

    private void put(Storage storage) {
        byName.put(storage.name, storage);
        all.add(storage);
    }

    private int lastUse(String name) {
        int last = 0;
        for (int i = 0; i < drafts.size(); i++) {
            if (drafts.get(i).reads().contains(name)) {
                last = i;
            }
        }
        return last;
    }

    private Storage output(Draft draft, int step) {
        if (draft.action() == Action.UNFOLD && draft.lastOp() instanceof Op.PatchEmbed p) {
            int columns = p.patch() * p.patch() * InputSpec.CHANNELS;
            return Storage.matrix(draft.writes(), Buffer.Kind.ACTIVATION, draft.rows(), columns, step);
        }
        if (draft.lastOp() instanceof Op.Attention a && draft.action() != Action.ATTENTION) {
            int wide = Scratch.up(a.rows(), 4);
            if (draft.action() == Action.SCORES) {
                return Storage.matrix(draft.writes(), Buffer.Kind.ACTIVATION, a.heads() * wide, wide, step);
            }
            if (draft.action() == Action.SOFTMAX) {
                int bytes = Math.multiplyExact(a.heads(), 2 * wide * wide + 4 * wide);
                return new Storage(
                        draft.writes(), Buffer.Kind.ACTIVATION, a.heads() * wide, 2 * wide, 2 * wide, bytes, step);
            }
        }
        Activation activation = activations.get(draft.writes());
        if (activation == null) {
            throw new IllegalArgumentException(network.name() + ": no activation '" + draft.writes() + "'");
        }
        boolean residual = draft.lastOp() instanceof Op.Add || draft.lastOp() instanceof Op.PositionAdd;
        return Storage.matrix(
                draft.writes(),
                residual ? Buffer.Kind.RESIDUAL : Buffer.Kind.ACTIVATION,
                activation.rows(),
                activation.rowBytes(),
                step);
    }

    /// The output placed over an input that this step consumes, where that is exact; else the output as
    /// it is.
    private Storage overwrite(Draft draft, Storage output, int step) {
        Storage source = get(
                draft.action() == Action.CONTEXT || draft.lastOp() instanceof Op.Add
                        ? draft.reads().getLast()
                        : draft.reads().getFirst());
        if (source.last != step) {
            return output;
        }
        return switch (draft.action()) {
            case ATTENTION, CONTEXT -> overQueries(output, source, step);
            case CHAIN -> overRows(draft, output, source);
            case UNFOLD, SCORES, SOFTMAX -> output;
        };
    }

    /// The context of a row and head takes the place of its Q: rows keep the distance they had.
    private static Storage overQueries(Storage output, Storage source, int step) {
        var strided =
                new Storage(output.name, output.kind, output.rows, output.columns, source.stride, source.bytes, step);
        strided.over = source;
        return strided;
    }

    private static Storage overRows(Draft draft, Storage output, Storage source) {
        switch (draft.lastOp()) {
            case Op.MeanPool _ -> {}
            case Op.Add _ -> output.over = source;
            case Op.PositionAdd _
            when source.kind == Buffer.Kind.INPUT -> {
                int lead = Storage.align(lead((Op.PatchEmbed) draft.ops().getFirst(), source, output.columns));
                if (lead < output.bytes) {
                    output.over = source;
                    output.shift = -lead;
                }
            }
            case Op.PositionAdd _
            when draft.ops().size() == 1 -> {
                output.over = source;
                output.shift = -Storage.align(output.columns);
            }
            default -> {
                if (source.rows == output.rows && output.rows > 1 && source.kind != Buffer.Kind.INPUT) {
                    output.over = source;
                    output.shift = -Storage.align(Math.max(0, output.rows * (output.stride - source.stride)));
                }
            }
        }
        return output;
    }

    /// Bytes before the picture at which residual rows may start, so that no pixel is replaced before it
    /// was gathered.
    ///
    /// @param rowBytes of the stream
    static int lead(Op.PatchEmbed embed, Storage picture, int rowBytes) {
        int patches = embed.grid() * embed.grid();
        int lead = 0;
        for (int done = 0; done < patches; done++) {
            int row = done / embed.grid();
            int here = firstByte(embed, picture, row, done % embed.grid());
            int below = row + 1 < embed.grid() ? firstByte(embed, picture, row + 1, 0) : here;
            lead = Math.max(lead, (done + 1) * rowBytes - Math.min(here, below));
        }
        return lead;
    }

    private static int firstByte(Op.PatchEmbed embed, Storage picture, int row, int column) {
        int y = Math.max(0, row * embed.patch() - embed.padding());
        int x = Math.max(0, column * embed.patch() - embed.padding());
        return y * picture.stride + x * InputSpec.CHANNELS;
    }
}
