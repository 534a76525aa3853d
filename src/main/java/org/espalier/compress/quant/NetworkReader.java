package org.espalier.compress.quant;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.format.safetensors.SafetensorsFile;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;
import org.jspecify.annotations.Nullable;

/// Reads what [NetworkWriter] wrote. Types and names are checked here, sizes and bounds in [NetworkCheck].
final class NetworkReader {

    private final String where;
    private final SafetensorsFile weights;
    private final Map<String, Width> widths = new HashMap<>();

    NetworkReader(String where, SafetensorsFile weights) {
        this.where = where;
        this.weights = weights;
    }

    QuantizedNetwork network(JsonNode root) {
        String schema = root.path("schema").asText("");
        if (!NetworkFile.SCHEMAS.contains(schema)) {
            throw wrong("schema is '" + schema + "', expected '" + String.join("' or '", NetworkFile.SCHEMAS) + "'");
        }
        List<String> classes = new ArrayList<>();
        root.path("classes").forEach(c -> classes.add(c.asText()));
        List<Activation> activations = new ArrayList<>();
        root.path("activations").forEach(a -> activations.add(activation(a)));
        List<Op> ops = new ArrayList<>();
        root.path("ops").forEach(o -> ops.add(op(o)));
        return new QuantizedNetwork(text(root, "name"), classes, input(root.path("input")), activations, ops);
    }

    private InputSpec input(JsonNode node) {
        byte[] all = bytes("input.table");
        if (all.length != InputSpec.CHANNELS * 256) {
            throw wrong("input.table has " + all.length + " entries, expected 768");
        }
        byte[][] table = new byte[InputSpec.CHANNELS][256];
        for (int c = 0; c < InputSpec.CHANNELS; c++) {
            System.arraycopy(all, c * 256, table[c], 0, 256);
        }
        return new InputSpec(
                integer(node, "size"),
                numbers(node, "mean"),
                numbers(node, "std"),
                number(node, "scale"),
                integer(node, "zeroPoint"),
                table);
    }

    private double[] numbers(JsonNode parent, String name) {
        JsonNode node = parent.path(name);
        if (node.size() != InputSpec.CHANNELS) {
            throw wrong("input." + name + " has " + node.size() + " numbers, expected " + InputSpec.CHANNELS);
        }
        double[] out = new double[InputSpec.CHANNELS];
        for (int i = 0; i < out.length; i++) {
            if (!node.path(i).isNumber()) {
                throw wrong("input." + name + " is no list of numbers");
            }
            out[i] = node.path(i).asDouble();
        }
        return out;
    }

    private Activation activation(JsonNode node) {
        String name = text(node, "name");
        JsonNode shape = node.path("shape");
        if (shape.size() != 2
                || !shape.path(0).isIntegralNumber()
                || !shape.path(1).isIntegralNumber()
                || !shape.path(0).canConvertToInt()
                || !shape.path(1).canConvertToInt()) {
            throw wrong("activation '" + name + "' has no shape of two whole numbers");
        }
        int rows = shape.path(0).asInt();
        int columns = shape.path(1).asInt();
        Width width = width(node);
        widths.put(name, width);
        if (node.has("scale")) {
            double[] scale = {number(node, "scale")};
            return new Activation(name, rows, columns, scale, new double[] {number(node, "zeroPoint")}, width);
        }
        return new Activation(name, rows, columns, doubles(name + ".scale"), doubles(name + ".zeroPoint"), width);
    }

    private Width width(JsonNode node) {
        int bits = node.has("bits") ? integer(node, "bits") : Width.INT8.bits();
        for (Width width : Width.values()) {
            if (width.bits() == bits) {
                return width;
            }
        }
        throw wrong("activation '" + text(node, "name") + "' has " + bits + " bits, possible are 8 and 16");
    }

    /// The width of an activation; [NetworkCheck] refuses those that are not listed.
    private Width widthOf(String activation) {
        return widths.getOrDefault(activation, Width.INT8);
    }

    private Op op(JsonNode node) {
        String type = text(node, "type");
        String name = text(node, "name");
        String output = text(node, "output");
        List<String> inputs = new ArrayList<>();
        node.path("inputs").forEach(i -> inputs.add(i.asText()));
        int wanted = type.equals("Add") ? 2 : 1;
        if (inputs.size() != wanted) {
            throw wrong("operator '" + name + "' has " + inputs.size() + " inputs, expected " + wanted);
        }
        String in = inputs.getFirst();
        return switch (type) {
            case "PatchEmbed" ->
                new Op.PatchEmbed(
                        name,
                        output,
                        integer(node, "patch"),
                        integer(node, "padding"),
                        pixel(node, "padValue"),
                        integer(node, "grid"),
                        matrix(node, name, output));
            case "PositionAdd" ->
                new Op.PositionAdd(
                        name,
                        in,
                        output,
                        numbers(name + ".position", output),
                        numbers(name + ".class", output),
                        mix(name, output));
            case "LayerNorm" ->
                new Op.LayerNorm(
                        name,
                        in,
                        output,
                        widthOf(in) == Width.INT16 ? new short[0] : shorts(name + ".multiplier"),
                        widthOf(in) == Width.INT16 ? new short[0] : shorts(name + ".offset"),
                        field(node, "epsilon").asLong(-1),
                        ints(name + ".gain"),
                        ints(name + ".shift"));
            case "Linear" -> new Op.Linear(name, in, output, integer(node, "rows"), matrix(node, name, output));
            case "Attention" -> attention(node, name, in, output);
            case "Gelu" -> new Op.Gelu(name, in, output, bytes(name + ".table"));
            case "Add" -> new Op.Add(name, in, inputs.getLast(), output, mix(name, output));
            case "MeanPool" ->
                new Op.MeanPool(
                        name,
                        in,
                        output,
                        integer(node, "first"),
                        integer(node, "count"),
                        integer(node, "bias"),
                        integer(node, "multiplier"),
                        integer(node, "zeroPoint"));
            default -> throw wrong("operator '" + name + "' has the unknown type '" + type + "'");
        };
    }

    private Op.Attention attention(JsonNode node, String name, String in, String output) {
        short[] all = shorts(name + ".exp");
        int heads = integer(node, "heads");
        if (heads < 1 || all.length != 256L * heads) {
            throw wrong(name + ".exp has " + all.length + " entries for " + heads + " heads of 256");
        }
        short[][] exp = new short[heads][256];
        for (int h = 0; h < heads; h++) {
            System.arraycopy(all, h * 256, exp[h], 0, 256);
        }
        return new Op.Attention(
                name,
                in,
                output,
                integer(node, "rows"),
                heads,
                integer(node, "headDim"),
                ints(name + ".scoreMultiplier"),
                exp,
                ints(name + ".contextMultiplier"),
                integer(node, "zeroPoint"),
                node.has("reach") ? relative(node, name) : null);
    }

    private RelativeTables relative(JsonNode node, String name) {
        return new RelativeTables(
                integer(node, "grid"),
                integer(node, "reach"),
                bytes(name + ".relativeKeys"),
                bytes(name + ".relativeValues"),
                shorts(name + ".queryMultiplier"),
                ints(name + ".keyMultiplier"),
                ints(name + ".valueMultiplier"));
    }

    private Op.Matrix matrix(JsonNode node, String name, String output) {
        MappedTensor weight = tensor(name + ".weight", DType.I8);
        if (weight.shape().rank() != 2) {
            throw wrong(name + ".weight has the shape " + weight.shape() + ", expected two dimensions");
        }
        return new Op.Matrix(
                (int) weight.shape().dim(0),
                (int) weight.shape().dim(1),
                bytes(name + ".weight"),
                ints(name + ".bias"),
                ints(name + ".multiplier"),
                integer(node, "zeroPoint"),
                widthOf(output));
    }

    private Op.@Nullable Mix mix(String name, String output) {
        return widthOf(output) == Width.INT16
                ? null
                : new Op.Mix(shorts(name + ".a"), shorts(name + ".b"), ints(name + ".k"));
    }

    private MappedTensor tensor(String name, DType type) {
        MappedTensor tensor = weights.tensor(name);
        if (tensor.dtype() != type) {
            throw wrong("tensor '" + name + "' is " + tensor.dtype() + ", expected " + type);
        }
        if (tensor.bytes() > Integer.MAX_VALUE / 2) {
            throw wrong("tensor '" + name + "' has " + tensor.bytes() + " bytes, no microcontroller could hold it");
        }
        return tensor;
    }

    /// The bytes of numbers as wide as an activation.
    private byte[] numbers(String name, String activation) {
        return widthOf(activation) == Width.INT16
                ? tensor(name, DType.I16).data().toArray(ValueLayout.JAVA_BYTE)
                : bytes(name);
    }

    private byte[] bytes(String name) {
        return tensor(name, DType.I8).data().toArray(ValueLayout.JAVA_BYTE);
    }

    private short[] shorts(String name) {
        return tensor(name, DType.I16)
                .data()
                .toArray(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
    }

    private int[] ints(String name) {
        return tensor(name, DType.I32)
                .data()
                .toArray(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
    }

    private double[] doubles(String name) {
        return tensor(name, DType.F64)
                .data()
                .toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
    }

    private JsonNode field(JsonNode parent, String name) {
        JsonNode node = parent.path(name);
        if (node.isMissingNode() || node.isNull()) {
            throw wrong("'" + name + "' is missing in " + parent.path("name").asText("the file"));
        }
        return node;
    }

    private String text(JsonNode parent, String name) {
        return field(parent, name).asText();
    }

    private int integer(JsonNode parent, String name) {
        JsonNode node = field(parent, name);
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw wrong(
                    "'" + name + "' of " + parent.path("name").asText("the input") + " is not a whole number: " + node);
        }
        return node.asInt();
    }

    private byte pixel(JsonNode parent, String name) {
        int value = integer(parent, name);
        if (value != (byte) value) {
            throw wrong("'" + name + "' of " + parent.path("name").asText() + " is " + value + ", not -128 to 127");
        }
        return (byte) value;
    }

    private double number(JsonNode parent, String name) {
        JsonNode node = field(parent, name);
        if (!node.isNumber()) {
            throw wrong("'" + name + "' of " + parent.path("name").asText("the input") + " is not a number: " + node);
        }
        return node.asDouble();
    }

    private WorkbenchException wrong(String what) {
        return WorkbenchException.input(
                "quant.network.malformed",
                where + ": " + what,
                "Make the folder again with 'mcu quantize', or replace it with a complete copy.");
    }
}
