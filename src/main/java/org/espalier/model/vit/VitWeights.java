package org.espalier.model.vit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.model.ComputeDevice;
import org.espalier.task.WorkbenchException;

/// The tensors of a supernet by their state-dict names, float32 in the engine's memory.
public final class VitWeights implements AutoCloseable {

    private final NDManager manager;
    private final SequencedMap<String, NDArray> tensors = new LinkedHashMap<>();

    private VitWeights(NDManager manager) {
        this.manager = manager;
    }

    /// Where the values of a tensor come from.
    @FunctionalInterface
    public interface Source {
        /// The row-major values of the tensor of this name and shape.
        float[] values(String name, long[] shape);
    }

    /// Puts every tensor of `config` into the engine's memory.
    public static VitWeights of(VitConfig config, Source source) {
        VitWeights weights = new VitWeights(NDManager.newBaseManager(ComputeDevice.engine(), "PyTorch"));
        try {
            shapes(config)
                    .forEach((name, shape) -> weights.tensors.put(
                            name, weights.manager.create(source.values(name, shape), new Shape(shape))));
            return weights;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    /// The engine's manager that owns the tensors; make sub-managers of it for inputs.
    public NDManager manager() {
        return manager;
    }

    /// Names and arrays in state-dict order.
    public SequencedMap<String, NDArray> tensors() {
        return tensors;
    }

    /// The values of the tensor of a name, a copy.
    public float[] values(String name) {
        try (NDArray plain = get(name).stopGradient()) {
            return plain.toFloatArray();
        }
    }

    /// The tensor of a name.
    NDArray get(String name) {
        NDArray tensor = tensors.get(name);
        if (tensor == null) {
            throw WorkbenchException.input(
                    "vit.tensor.missing",
                    "tensor '" + name + "' is missing",
                    "The weights and config.json do not belong together: check low_rank and the position options.");
        }
        return tensor;
    }

    @Override
    public void close() {
        manager.close();
    }

    /// Names and shapes of every tensor of the supernet, in the order of the released code's state dict.
    public static SequencedMap<String, long[]> shapes(VitConfig c) {
        SequencedMap<String, long[]> shapes = new LinkedHashMap<>();
        int e = c.embedDim();
        if (c.absPos()) {
            shapes.put("pos_embed", new long[] {1, c.tokens(), e});
        }
        shapes.put("cls_token", new long[] {1, 1, e});
        shapes.put("patch_embed_super.proj.weight", new long[] {e, c.inChans(), c.patchSize(), c.patchSize()});
        shapes.put("patch_embed_super.proj.bias", new long[] {e});
        for (int n = 0; n < c.depth(); n++) {
            block(shapes, "blocks." + n + ".", c);
        }
        norm(shapes, "norm", e);
        shapes.put("head.weight", new long[] {c.numClasses(), e});
        shapes.put("head.bias", new long[] {c.numClasses()});
        return shapes;
    }

    private static void block(SequencedMap<String, long[]> shapes, String block, VitConfig c) {
        int e = c.embedDim();
        int q = c.numHeads() * c.headDim();
        int hidden = c.largest().hidden(0);
        int rank = c.attentionRank(c.numHeads());
        int mlpRank = c.mlpRank(e, hidden);
        boolean projFactored = c.lowRank() instanceof LowRank.ThreeFactor;
        int middle = projFactored ? 1 : 0;
        linear(shapes, block + "attn.qkv", e, 3 * q, rank, middle, c.qkvBias());
        if (c.relativePosition()) {
            long[] table = {2L * c.maxRelativePosition() + 2, c.headDim()};
            for (String side : new String[] {"k", "v"}) {
                for (String axis : new String[] {"v", "h"}) {
                    shapes.put(block + "attn.rel_pos_embed_" + side + ".embeddings_table_" + axis, table);
                }
            }
        }
        linear(shapes, block + "attn.proj", q, e, projFactored ? rank : 0, middle, true);
        norm(shapes, block + "attn_layer_norm", e);
        norm(shapes, block + "ffn_layer_norm", e);
        linear(shapes, block + "fc1", e, hidden, mlpRank, middle, true);
        linear(shapes, block + "fc2", hidden, e, mlpRank, middle, true);
    }

    private static void norm(Map<String, long[]> shapes, String name, int width) {
        shapes.put(name + ".weight", new long[] {width});
        shapes.put(name + ".bias", new long[] {width});
    }

    private static void linear(
            Map<String, long[]> shapes, String name, int in, int out, int rank, int middle, boolean bias) {
        String last = name;
        int lastIn = in;
        if (rank > 0) {
            shapes.put(name + "1.weight", new long[] {rank, in});
            if (middle > 0) {
                shapes.put(name + "2.weight", new long[] {rank, rank});
            }
            last = name + "3";
            lastIn = rank;
        }
        shapes.put(last + ".weight", new long[] {out, lastIn});
        if (bias) {
            shapes.put(last + ".bias", new long[] {out});
        }
    }
}
