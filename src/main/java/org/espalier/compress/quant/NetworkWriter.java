package org.espalier.compress.quant;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.espalier.format.Json;
import org.espalier.format.safetensors.TensorData;
import org.jspecify.annotations.Nullable;

/// Turns a network into the tree of `network.json` and the tensors beside it.
final class NetworkWriter {

    private final SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();

    SequencedMap<String, TensorData> tensors() {
        return tensors;
    }

    ObjectNode tree(QuantizedNetwork network) {
        ObjectNode root = Json.mapper().createObjectNode();
        root.put("schema", NetworkFile.schema(network)).put("name", network.name());
        network.classes().forEach(root.putArray("classes")::add);
        input(root.putObject("input"), network.input());
        ArrayNode activations = root.putArray("activations");
        network.activations().forEach(a -> activation(activations.addObject(), a));
        ArrayNode ops = root.putArray("ops");
        network.ops().forEach(op -> op(ops.addObject(), op));
        return root;
    }

    private void input(ObjectNode node, InputSpec input) {
        node.put("size", input.size());
        numbers(node.putArray("mean"), input.mean());
        numbers(node.putArray("std"), input.std());
        node.put("scale", input.scale()).put("zeroPoint", input.zeroPoint());
        byte[] all = new byte[InputSpec.CHANNELS * 256];
        for (int c = 0; c < InputSpec.CHANNELS; c++) {
            System.arraycopy(input.table()[c], 0, all, c * 256, 256);
        }
        tensors.put("input.table", IntegerData.of(all, InputSpec.CHANNELS, 256));
    }

    private static void numbers(ArrayNode array, double[] values) {
        for (double v : values) {
            array.add(v);
        }
    }

    private void activation(ObjectNode node, Activation a) {
        node.put("name", a.name());
        node.putArray("shape").add(a.rows()).add(a.columns());
        if (a.width() == Width.INT16) {
            node.put("bits", a.width().bits());
        }
        if (a.scale().length == 1) {
            node.put("scale", a.scale()[0]).put("zeroPoint", a.zero()[0]);
        } else {
            tensors.put(a.name() + ".scale", IntegerData.of(a.scale(), a.columns()));
            tensors.put(a.name() + ".zeroPoint", IntegerData.of(a.zero(), a.columns()));
        }
    }

    private void op(ObjectNode node, Op op) {
        String name = op.name();
        node.put("type", op.getClass().getSimpleName()).put("name", name);
        op.inputs().forEach(node.putArray("inputs")::add);
        node.put("output", op.output());
        switch (op) {
            case Op.PatchEmbed p -> {
                node.put("patch", p.patch()).put("padding", p.padding());
                node.put("padValue", p.padValue()).put("grid", p.grid());
                matrix(node, name, p.map());
            }
            case Op.PositionAdd p -> {
                position(p);
                mix(name, p.mix());
            }
            case Op.LayerNorm n -> {
                node.put("epsilon", n.epsilon());
                if (n.inputWidth() == Width.INT8) {
                    tensors.put(name + ".multiplier", IntegerData.of(n.multiplier(), n.multiplier().length));
                    tensors.put(name + ".offset", IntegerData.of(n.offset(), n.offset().length));
                }
                tensors.put(name + ".gain", IntegerData.of(n.gain(), n.gain().length));
                tensors.put(name + ".shift", IntegerData.of(n.shift(), n.shift().length));
            }
            case Op.Linear l -> {
                node.put("rows", l.rows());
                matrix(node, name, l.map());
            }
            case Op.Attention a -> attention(node, a);
            case Op.Gelu g -> tensors.put(name + ".table", IntegerData.of(g.table(), 256));
            case Op.Add a -> mix(name, a.mix());
            case Op.MeanPool m ->
                node.put("first", m.first())
                        .put("count", m.count())
                        .put("bias", m.bias())
                        .put("multiplier", m.multiplier())
                        .put("zeroPoint", m.zeroPoint());
        }
    }

    private void attention(ObjectNode node, Op.Attention a) {
        node.put("rows", a.rows()).put("heads", a.heads()).put("headDim", a.headDim());
        node.put("zeroPoint", a.zeroPoint());
        short[] exp = new short[a.heads() * 256];
        for (int h = 0; h < a.heads(); h++) {
            System.arraycopy(a.exp()[h], 0, exp, h * 256, 256);
        }
        tensors.put(a.name() + ".exp", IntegerData.of(exp, a.heads(), 256));
        tensors.put(a.name() + ".scoreMultiplier", IntegerData.of(a.scoreMultiplier(), a.heads()));
        tensors.put(
                a.name() + ".contextMultiplier", IntegerData.of(a.contextMultiplier(), a.contextMultiplier().length));
        if (a.relative() != null) {
            relative(node, a.name(), a.relative(), a.headDim());
        }
    }

    private void relative(ObjectNode node, String name, RelativeTables r, int width) {
        node.put("grid", r.side()).put("reach", r.reach());
        tensors.put(name + ".relativeKeys", IntegerData.of(r.keys(), r.rows(), width));
        tensors.put(name + ".relativeValues", IntegerData.of(r.values(), r.rows(), width));
        tensors.put(name + ".queryMultiplier", IntegerData.of(r.queryMultiplier(), r.queryMultiplier().length));
        tensors.put(name + ".keyMultiplier", IntegerData.of(r.keyMultiplier(), r.keyMultiplier().length));
        tensors.put(name + ".valueMultiplier", IntegerData.of(r.valueMultiplier(), r.valueMultiplier().length));
    }

    private void matrix(ObjectNode node, String name, Op.Matrix m) {
        node.put("zeroPoint", m.zeroPoint());
        tensors.put(name + ".weight", IntegerData.of(m.weights(), m.outputs(), m.inputs()));
        tensors.put(name + ".bias", IntegerData.of(m.bias(), m.outputs()));
        tensors.put(name + ".multiplier", IntegerData.of(m.multiplier(), m.outputs()));
    }

    private void position(Op.PositionAdd p) {
        Width width = p.mix() == null ? Width.INT16 : Width.INT8;
        int columns = p.classRow().length / width.bytes();
        int rows = p.position().length / p.classRow().length;
        tensors.put(p.name() + ".position", IntegerData.of(width, p.position(), rows, columns));
        tensors.put(p.name() + ".class", IntegerData.of(width, p.classRow(), columns));
    }

    private void mix(String name, Op.@Nullable Mix mix) {
        if (mix == null) {
            return;
        }
        int columns = mix.k().length;
        tensors.put(name + ".a", IntegerData.of(mix.a(), columns));
        tensors.put(name + ".b", IntegerData.of(mix.b(), columns));
        tensors.put(name + ".k", IntegerData.of(mix.k(), columns));
    }
}
