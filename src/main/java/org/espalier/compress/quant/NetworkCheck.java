package org.espalier.compress.quant;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Holds a network to the bounds of the package page: what passes can neither overflow nor read past an array.
final class NetworkCheck {

    private static final int MOST_ROWS = IntegerForm.MOST_TOKENS;
    private static final int MOST_COLUMNS = 1 << 16;
    private static final int MOST_VALUES = 1 << 26;

    private final QuantizedNetwork network;
    private final String where;
    private final Map<String, Activation> known = new HashMap<>();

    private NetworkCheck(QuantizedNetwork network, String where) {
        this.network = network;
        this.where = where;
    }

    /// Checks a network.
    ///
    /// @param where the file, for messages
    /// @throws WorkbenchException naming the operator and the bound it breaks
    static void check(QuantizedNetwork network, String where) {
        new NetworkCheck(network, where).all();
    }

    private void all() {
        require(!network.ops().isEmpty(), "network", "has no operators");
        require(network.input().size() >= 1 && network.input().size() <= 1024, "input", "size must be 1 to 1024");
        for (Activation a : network.activations()) {
            require(known.put(a.name(), a) == null, a.name(), "is the name of two activations");
            require(a.rows() >= 1 && a.rows() <= 1 << 16, a.name(), "has " + a.rows() + " rows");
            require(a.columns() >= 1 && a.columns() <= MOST_COLUMNS, a.name(), "has " + a.columns() + " columns");
            require((long) a.rows() * a.columns() <= MOST_VALUES, a.name(), "has more values than any board holds");
            boolean one = a.scale().length == 1 || a.scale().length == a.columns();
            require(one && a.zero().length == a.scale().length, a.name(), "needs one scale, or one for each column");
            for (int c = 0; c < a.scale().length; c++) {
                double scale = a.scale()[c];
                require(scale > 0 && Double.isFinite(scale), a.name(), "has the scale " + scale);
                require(Double.isFinite(a.zero()[c]), a.name(), "has the zero point " + a.zero()[c]);
            }
        }
        Set<String> names = new HashSet<>();
        Set<String> written = new HashSet<>(Set.of(Op.PICTURE));
        for (Op op : network.ops()) {
            require(names.add(op.name()), op.name(), "is the name of two operators");
            for (String input : op.inputs()) {
                require(written.contains(input), op.name(), "reads '" + input + "' before it is written");
            }
            require(written.add(op.output()), op.name(), "writes '" + op.output() + "' a second time");
            op(op);
        }
        order();
        Activation logits = of(network.ops().getLast().output(), "network");
        require(
                logits.rows() == 1 && logits.columns() == network.classes().size(),
                "network",
                "ends with " + logits.rows() + " x " + logits.columns() + " values for "
                        + network.classes().size() + " classes");
        require(logits.scale().length == 1, logits.name(), "has no single scale");
        require(logits.width() == Width.INT8, logits.name(), "has 16 bits");
    }

    /// Activations stand in the order they are written, so that the last are the logits.
    private void order() {
        for (int i = 0; i < network.activations().size(); i++) {
            String name = network.activations().get(i).name();
            require(i < network.ops().size(), name, "is written by no operator");
            String output = network.ops().get(i).output();
            require(name.equals(output), name, "is listed where '" + output + "' is written");
        }
    }

    private void op(Op op) {
        String name = op.name();
        Activation out = of(op.output(), name);
        widths(op, out);
        switch (op) {
            case Op.PatchEmbed p -> {
                require(
                        p.patch() >= 1 && p.patch() <= 1024 && p.padding() >= 0 && p.padding() < p.patch(),
                        name,
                        "has a wrong patch size");
                int fits = (network.input().size() + 2 * p.padding() - p.patch()) / p.patch() + 1;
                require(p.grid() == fits && p.grid() >= 1, name, "has a grid of " + p.grid() + ", not " + fits);
                require(
                        p.map().inputs() == InputSpec.CHANNELS * p.patch() * p.patch(),
                        name,
                        "takes " + p.map().inputs() + " values a patch");
                matrix(name, p.map(), out, p.grid() * p.grid());
            }
            case Op.PositionAdd p -> {
                Activation in = of(p.input(), name);
                require(out.rows() == in.rows() + 1 && out.columns() == in.columns(), name, "changes the shape");
                require(out.width() == in.width(), name, "changes the width");
                require(
                        p.position().length == in.bytes() && p.classRow().length == in.rowBytes(),
                        name,
                        "has positions of another shape");
                mix(name, p.mix(), out);
            }
            case Op.LayerNorm n -> norm(n, of(n.input(), name), out);
            case Op.Linear l -> {
                Activation in = of(l.input(), name);
                require(
                        l.map().inputs() == in.columns(),
                        name,
                        "takes " + l.map().inputs() + " columns, gets " + in.columns());
                require(l.rows() == in.rows(), name, "has " + l.rows() + " rows, gets " + in.rows());
                matrix(name, l.map(), out, in.rows());
            }
            case Op.Attention a -> attention(a, of(a.input(), name), out);
            case Op.Gelu g -> {
                require(g.table().length == 256, name, "has a table of " + g.table().length);
                same(name, of(g.input(), name), out);
            }
            case Op.Add a -> {
                for (String input : a.inputs()) {
                    same(name, of(input, name), out);
                    require(of(input, name).width() == out.width(), name, "changes the width");
                }
                mix(name, a.mix(), out);
            }
            case Op.MeanPool m -> {
                Activation in = of(m.input(), name);
                require(
                        m.first() >= 0 && m.count() >= 1 && m.first() <= in.rows() - m.count(),
                        name,
                        "pools rows that are not there");
                require(out.rows() == 1 && out.columns() == in.columns(), name, "changes the number of columns");
                require(m.multiplier() > 0, name, "has a multiplier below 1");
                require(Math.abs((long) m.bias()) < 1 << 30, name, "has the bias " + m.bias());
                zeroPoint(name, m.zeroPoint());
            }
        }
    }

    /// Only the residual stream and what is added to it may be wide.
    private void widths(Op op, Activation out) {
        String name = op.name();
        boolean sums = op instanceof Op.Add || op instanceof Op.PositionAdd;
        if (!sums && !(op instanceof Op.LayerNorm)) {
            for (String input : op.inputs()) {
                boolean narrow = input.equals(Op.PICTURE) || of(input, name).width() == Width.INT8;
                require(narrow, name, "cannot read 16 bits");
            }
        }
        boolean writes = sums || op instanceof Op.Linear || op instanceof Op.PatchEmbed;
        require(writes || out.width() == Width.INT8, name, "cannot write 16 bits");
    }

    private void matrix(String name, Op.Matrix m, Activation out, int rows) {
        require(out.rows() == rows && out.columns() == m.outputs(), name, "writes another shape than its output has");
        require(out.width() == m.width(), name, "writes another width than its output has");
        require(m.weights().length == m.outputs() * m.inputs(), name, "has " + m.weights().length + " weights");
        require(
                m.bias().length == m.outputs() && m.multiplier().length == m.outputs(),
                name,
                "needs a bias for each row");
        zeroPoint(name, m.zeroPoint());
        for (int o = 0; o < m.outputs(); o++) {
            long reach = Math.abs((long) m.bias()[o]);
            for (int k = 0; k < m.inputs(); k++) {
                int w = m.weights()[o * m.inputs() + k];
                require(w >= -127, name, "has the weight -128 in row " + o);
                reach += 128L * Math.abs(w);
            }
            require(reach < 1L << 31, name, "could overflow 32 bits in row " + o);
            require(m.multiplier()[o] > 0, name, "has a multiplier below 1 in row " + o);
        }
    }

    private void norm(Op.LayerNorm n, Activation in, Activation out) {
        String name = n.name();
        int columns = in.columns();
        int own = in.width() == Width.INT16 ? 0 : columns;
        same(name, in, out);
        int most = IntegerForm.MOST_WIDTH;
        require(columns >= 2 && columns <= most, name, "has " + columns + " columns, possible are 2 to " + most);
        require(
                n.multiplier().length == own
                        && n.offset().length == own
                        && n.gain().length == columns
                        && n.shift().length == columns,
                name,
                "needs its constants for each column");
        require(n.epsilon() >= 0 && n.epsilon() < 1L << 48, name, "has the epsilon " + n.epsilon());
        for (int c = 0; c < columns; c++) {
            if (own > 0) {
                int u = n.multiplier()[c];
                require(u >= 1 && u <= 255, name, "has the multiplier " + u + " in column " + c);
                require(Math.abs(n.offset()[c]) + 128 * u <= 32767, name, "leaves 16 bits in column " + c);
            }
            double reach =
                    (1024 * Math.sqrt(columns) + 2) * Math.abs((double) n.gain()[c]) + Math.abs((double) n.shift()[c]);
            require(reach < 0x1p31, name, "could overflow 32 bits in column " + c);
        }
    }

    private void attention(Op.Attention a, Activation in, Activation out) {
        String name = a.name();
        require(a.heads() >= 1 && a.headDim() >= 1 && a.headDim() <= 1024, name, "has a wrong number of heads");
        int width = a.heads() * a.headDim();
        require(in.columns() == 3 * width && out.columns() == width, name, "has another width than its heads");
        require(a.rows() == in.rows() && out.rows() == in.rows(), name, "has another number of rows");
        require(a.rows() <= MOST_ROWS, name, "has " + a.rows() + " rows; at most " + MOST_ROWS + " are exact");
        require(
                a.scoreMultiplier().length == a.heads() && a.contextMultiplier().length == width,
                name,
                "needs multipliers for its heads and columns");
        for (int m : a.scoreMultiplier()) {
            require(m > 0, name, "has a score multiplier below 1");
        }
        for (int m : a.contextMultiplier()) {
            require(m > 0, name, "has a context multiplier below 1");
        }
        for (short[] table : a.exp()) {
            require(table[0] == 32767, name, "does not give the largest score the weight 32767");
            for (short e : table) {
                require(e >= 0, name, "has a negative weight");
            }
        }
        zeroPoint(name, a.zeroPoint());
        if (a.relative() != null) {
            relative(name, a, a.relative());
        }
    }

    private void relative(String name, Op.Attention a, RelativeTables r) {
        int d = a.headDim();
        int width = a.heads() * d;
        require(
                r.side() >= 1 && r.side() < MOST_ROWS && r.side() * r.side() + 1 == a.rows(),
                name,
                "has a grid of " + r.side() + " x " + r.side() + " patches for " + a.rows() + " rows");
        require(
                r.reach() >= 0 && r.reach() < r.side(),
                name,
                "has the reach " + r.reach() + " on a grid of " + r.side());
        require(
                d <= RelativeTables.MOST_WIDTH,
                name,
                "has heads of " + d + "; with relative positions at most " + RelativeTables.MOST_WIDTH + " are exact");
        require(
                r.keys().length == r.rows() * d && r.values().length == r.rows() * d,
                name,
                "needs tables of " + r.rows() + " x " + d + " for its relative positions");
        require(
                r.queryMultiplier().length == width
                        && r.keyMultiplier().length == a.heads()
                        && r.valueMultiplier().length == width,
                name,
                "needs multipliers of its relative positions for its heads and columns");
        for (short m : r.queryMultiplier()) {
            require(m >= 0, name, "has a negative query multiplier");
        }
        for (int m : r.keyMultiplier()) {
            require(m > 0, name, "has a key multiplier below 1");
        }
        for (int m : r.valueMultiplier()) {
            require(m > 0, name, "has a value multiplier below 1");
        }
    }

    private void mix(String name, Op.@Nullable Mix mix, Activation out) {
        require((mix == null) == (out.width() == Width.INT16), name, "has factors of another width");
        if (mix == null) {
            return;
        }
        int columns = out.columns();
        require(
                mix.a().length == columns && mix.b().length == columns && mix.k().length == columns,
                name,
                "needs its constants for each column");
        for (int c = 0; c < columns; c++) {
            require(mix.a()[c] >= 0 && mix.b()[c] >= 0, name, "has a negative factor in column " + c);
            require(Math.abs((long) mix.k()[c]) < 1 << 29, name, "could overflow 32 bits in column " + c);
        }
    }

    private void same(String name, Activation a, Activation b) {
        require(a.rows() == b.rows() && a.columns() == b.columns(), name, "changes the shape");
    }

    private void zeroPoint(String name, int zeroPoint) {
        require(zeroPoint >= -128 && zeroPoint <= 127, name, "has the zero point " + zeroPoint);
    }

    private Activation of(String activation, String name) {
        Activation found = known.get(activation);
        if (found == null) {
            throw wrong(name, "uses the activation '" + activation + "', which is not listed");
        }
        return found;
    }

    private void require(boolean good, String name, String what) {
        if (!good) {
            throw wrong(name, what);
        }
    }

    private WorkbenchException wrong(String name, String what) {
        return WorkbenchException.input(
                "quant.network.bounds",
                where + ": '" + name + "' " + what,
                "Make the folder again with 'mcu quantize', or replace it with a complete copy.");
    }
}
