package org.espalier.firmware;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.compress.quant.InputSpec;
import org.espalier.compress.quant.Op;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RelativeTables;
import org.espalier.compress.quant.Width;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// The constant structures of every operator, and the names by which step code reaches them.
final class OpConstants {

    private final Constants constants = new Constants();
    private final StringBuilder structures = new StringBuilder();
    private final Map<String, String> names = new LinkedHashMap<>();

    private final List<String> outside;

    /// Lays down the constants of all operators, in their order.
    ///
    /// @param outside names of operators whose weights lie outside the chip
    /// @throws WorkbenchException if an operator has a shape the library has no form for
    OpConstants(QuantizedNetwork network, List<String> outside) {
        this.outside = outside;
        String table = constants.add("espalier_pixels", pixels(network.input()));
        for (Op op : network.ops()) {
            String name = "op" + names.size() + "_" + CText.identifier(op.name());
            names.put(op.name(), name);
            switch (op) {
                case Op.PatchEmbed p -> patches(name, p, network.input(), table);
                case Op.Linear l -> matrix(name, l.name(), l.map());
                case Op.PositionAdd p -> position(name, p);
                case Op.Add a -> mix(name, a.mix());
                case Op.LayerNorm n -> norm(name, n);
                case Op.Attention a -> attention(name, a);
                case Op.Gelu g -> constants.add(name, g.table());
                case Op.MeanPool _ -> {}
            }
        }
    }

    /// The C name of an operator's constants.
    String name(Op op) {
        String name = names.get(op.name());
        if (name == null) {
            throw new IllegalArgumentException("no operator is called '" + op.name() + "'");
        }
        return name;
    }

    Constants constants() {
        return constants;
    }

    /// C definitions of the structures.
    String structures() {
        return structures.toString();
    }

    private static byte[] pixels(InputSpec input) {
        ByteBuffer table = ByteBuffer.allocate(256 * InputSpec.CHANNELS);
        for (byte[] channel : input.table()) {
            table.put(channel);
        }
        return table.array();
    }

    private void patches(String name, Op.PatchEmbed op, InputSpec input, String table) {
        structures.append(String.format(
                "static const espalier_patches %s_cut = {(const int8_t *)%s, %d, %d, %d, %d, %d};%n",
                name, table, input.size(), op.patch(), op.grid(), op.padding(), op.padValue()));
        matrix(name, op.name(), op.map());
    }

    private void matrix(String name, String layer, Op.Matrix map) {
        PackedColumns packed = PackedColumns.of(layer, map);
        String pairs = addWhereItLies(layer, name + "_pairs", packed.bytes());
        structures.append(String.format(
                "static const espalier_matrix %s = {%s, %d, %d, %d, %d, %d};%n",
                name,
                pairs,
                map.inputs(),
                map.outputs(),
                map.zeroPoint(),
                packed.wide() ? 1 : 0,
                map.width().bytes()));
    }

    private String addWhereItLies(String op, String label, byte[] bytes) {
        return outside.contains(op) ? constants.addOutside(label, bytes) : constants.add(label, bytes);
    }

    private void position(String name, Op.PositionAdd op) {
        addWhereItLies(op.name(), name + "_rows", op.position());
        constants.add(name + "_class", op.classRow());
        mix(name, op.mix());
    }

    /// Sums without factors need no constants.
    private void mix(String name, Op.@Nullable Mix mix) {
        if (mix == null) {
            return;
        }
        String groups = constants.add(name + "_groups", RowConstants.mix(mix));
        structures.append(String.format(
                "static const espalier_mix %s = {%s, %d};%n",
                name, pointer("espalier_mix_group", groups), mix.k().length));
    }

    private void norm(String name, Op.LayerNorm op) {
        String groups = constants.add(name + "_groups", RowConstants.norm(op));
        String wide = op.inputWidth() == Width.INT16 ? "16" : "";
        structures.append(String.format(
                "static const espalier_norm%s %s = {%s, INT64_C(%d), %d};%n",
                wide, name, pointer("espalier_norm" + wide + "_group", groups), op.epsilon(), op.gain().length));
    }

    private void attention(String name, Op.Attention op) {
        if (op.headDim() % 2 != 0) {
            throw WorkbenchException.input(
                    "firmware.head",
                    op.name() + ": heads of width " + op.headDim() + "; firmware needs an even width",
                    "Choose a network with an even head dimension.");
        }
        short[] exp = new short[256 * op.heads()];
        for (int h = 0; h < op.heads(); h++) {
            System.arraycopy(op.exp()[h], 0, exp, 256 * h, 256);
        }
        String scores = constants.add(name + "_scores", op.scoreMultiplier());
        String table = constants.add(name + "_exp", exp);
        String context = constants.add(name + "_context", op.contextMultiplier());
        String map = String.format(
                "{%s, %s, %s, %d, %d, %d}",
                pointer("int32_t", scores),
                pointer("uint16_t", table),
                pointer("int32_t", context),
                op.heads(),
                op.headDim(),
                op.zeroPoint());
        RelativeTables relative = op.relative();
        structures.append(
                relative == null
                        ? String.format("static const espalier_attention_map %s = %s;%n", name, map)
                        : relative(name, op, map, relative));
    }

    private String relative(String name, Op.Attention op, String map, RelativeTables tables) {
        int width = op.headDim();
        String keys = constants.add(name + "_keys", RelativeConstants.keys(tables, width));
        String values = constants.add(name + "_values", RelativeConstants.values(tables, width));
        String query = constants.add(name + "_query_scale", RelativeConstants.queryMultipliers(tables, width));
        String key = constants.add(name + "_key_scale", tables.keyMultiplier());
        String value = constants.add(name + "_value_scale", tables.valueMultiplier());
        return String.format(
                "static const espalier_relative_map %s = {%s, %s, %s, %s, %s, %s, %d, %d};%n",
                name,
                map,
                keys,
                values,
                pointer("int16_t", query),
                pointer("int32_t", key),
                pointer("int32_t", value),
                tables.side(),
                tables.reach());
    }

    private static String pointer(String type, String label) {
        return "(const " + type + " *)(const void *)" + label;
    }
}
