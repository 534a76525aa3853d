package org.espalier.search.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.compress.prune.Moments;
import org.espalier.compress.prune.Reconstruction;
import org.espalier.model.llava.Decoder;
import org.espalier.model.llava.Linear;
import org.espalier.model.llava.LinearObserver;
import org.espalier.model.llava.LlavaModel;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// OBS (or another [LayerRule]) for every candidate, each layer pruned when data first meets it: what it is given has
/// already passed all pruned layers before it, those of its own block included ("true sequential").
///
/// All samples go through the decoder together, once: a layer's inputs are summed up, the layer is pruned, and the
/// same pass goes on with its new weights. Statistics come from the model's own projector, whatever a search has
/// made of it since, so a candidate's weights depend on the candidate alone.
public final class ExactPruner implements Pruner, AutoCloseable {

    /// How candidates are pruned.
    ///
    /// @param rule the layer's rule
    /// @param weighting how much each token counts
    /// @param towardsDense whether layers aim at the dense model's outputs ([Reconstruction])
    /// @param pictureStride of the tokens of pictures, every n-th is counted
    public record Method(LayerRule rule, Weighting weighting, boolean towardsDense, int pictureStride)
            implements Serializable {

        /// SparseGPT's rule, all tokens alike.
        public static Method published() {
            return new Method(LayerRule.of(Reconstruction.published()), Weighting.TOKENS, false, 1);
        }

        /// Wanda's rule, all tokens alike, from the inputs that pruned layers really give.
        public static Method wanda() {
            return new Method(LayerRule.wanda(), Weighting.TOKENS, false, 1);
        }

        /// Refit towards the dense model, with answers counted as much as pictures.
        public static Method corrected() {
            return new Method(LayerRule.of(new Reconstruction(0.02, 32, true)), Weighting.ANSWERS, true, 4);
        }
    }

    private final LlavaModel model;
    private final Samples samples;
    private final Samples.Ready batch;
    private final Method method;
    private final boolean spectral;
    private final DenseLayers dense;
    private final List<String> order;
    private final NDManager manager;
    private final LayerInputs inputs;
    private final Map<String, NDArray> reference = new HashMap<>(); // source to the dense model's chosen inputs

    /// Runs the dense model once.
    ///
    /// @param samples in one batch
    public ExactPruner(LlavaModel model, Samples samples, Method method, boolean spectral) {
        if (samples.batches().size() != 1) {
            throw new IllegalArgumentException("samples in " + samples.batches().size() + " batches, not in one");
        }
        this.model = model;
        this.samples = samples;
        this.batch = samples.batches().getFirst();
        this.method = method;
        this.spectral = spectral;
        this.dense = DenseLayers.of(model.decoder());
        this.order = List.copyOf(dense.matrices().sequencedKeySet());
        this.inputs =
                LayerInputs.of(batch.rows(), method.weighting().weights(List.of(batch.rows())), method.pictureStride());
        this.manager = model.newManager();
        try {
            if (method.towardsDense()) {
                pass(model.decoder(), this::remember).close();
            }
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private void remember(String layer, NDArray input) {
        if (LayerInputs.source(layer).equals(layer)) {
            NDArray chosen = inputs.chosen(input);
            chosen.attach(manager);
            reference.put(layer, chosen);
        }
    }

    /// The last states, which belong to the pruner's manager.
    private NDArray pass(Decoder decoder, LinearObserver observer) {
        try (NDManager pass = manager.newSubManager()) {
            NDArray embedded = Samples.embedded(pass, batch, model.weights().projector());
            NDArray states = decoder.forward(embedded, batch.frame(), null, observer);
            states.attach(manager);
            return states;
        }
    }

    @Override
    public PrunedWeights prune(Candidate candidate, TaskContext context) {
        try (NDManager work = manager.newSubManager()) {
            Decoder changing = copy(work);
            Pass pass = new Pass(candidate, changing, context);
            NDArray states = pass(changing, pass);
            states.attach(work);
            Samples.Result result =
                    samples.result(work, changing, states, model.config().imageToken());
            return new PrunedWeights(
                    pass.values, dense.norms(pass.values, spectral), new PrunedWeights.Seen(samples, result));
        }
    }

    /// The decoder with weights of its own, to be overwritten.
    private Decoder copy(NDManager work) {
        List<Decoder.Block> blocks = new ArrayList<>();
        for (Decoder.Block block : model.decoder().blocks()) {
            List<Linear> own = new ArrayList<>();
            for (Linear linear : block.linears()) {
                NDArray weight = linear.weight().duplicate();
                weight.attach(work);
                own.add(linear.withWeight(weight));
            }
            blocks.add(block.withLinears(own));
        }
        Decoder decoder = model.decoder();
        return new Decoder(decoder.config(), decoder.embedding(), blocks, decoder.norm(), decoder.head());
    }

    /// One pass of a candidate: sees every layer's inputs just before the layer is applied, and prunes it then.
    private final class Pass implements LinearObserver {

        private final Candidate candidate;
        private final TaskContext context;
        private final Map<String, NDArray> weights = new HashMap<>();
        private final Map<String, float[]> values = new HashMap<>();
        private String known = "";
        private LayerRule.@Nullable Prepared prepared;

        Pass(Candidate candidate, Decoder decoder, TaskContext context) {
            this.candidate = candidate;
            this.context = context;
            decoder.blocks()
                    .forEach(block -> block.linears().forEach(linear -> weights.put(linear.name(), linear.weight())));
        }

        @Override
        public void input(String layer, NDArray input) {
            context.checkCancelled();
            NDArray weight = weights.get(layer);
            if (weight == null) {
                return;
            }
            int zeros = candidate.zeros().get(order.indexOf(layer));
            if (zeros > 0) {
                float[] pruned =
                        of(layer, input).prune(dense.get(layer), zeros, context).values();
                values.put(layer, pruned);
                weight.set(pruned);
            }
        }

        private LayerRule.Prepared of(String layer, NDArray input) {
            String source = LayerInputs.source(layer);
            LayerRule.Prepared ready = prepared;
            if (ready == null || !known.equals(source)) {
                boolean untouched = source.equals(order.getFirst());
                Moments moments = LayerInputs.moments(inputs.chosen(input), untouched ? null : reference.get(source));
                if (!moments.finite()) {
                    throw WorkbenchException.input(
                            "search.statistics",
                            "layer " + layer + " has inputs that are infinite or no numbers",
                            "Check the model with 'espalier model logits'.");
                }
                ready = method.rule().prepare(moments);
                prepared = ready;
                known = source;
            }
            return ready;
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
