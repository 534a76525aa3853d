package org.espalier.compress.prune;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.espalier.format.Json;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.safetensors.TensorData;
import org.espalier.model.llava.BlockSize;
import org.espalier.model.llava.StreamedModel;
import org.espalier.model.llava.TextConfig;
import org.espalier.task.TaskContext;
import org.espalier.tensor.Shape;

/// Cuts whole heads and neurons out of a decoder, as FLAP chooses them, and makes up for them by biases: what a cut
/// channel gives on average goes on as a constant.
///
/// Where all blocks keep as much, the checkpoint is of the model's own architecture: other programs load it as it
/// is. Where they do not, sizes by block stand in the configuration, and only this project reads them.
///
/// @param checkpoint dense
/// @param layers all seven of every decoder block
public record StructuredPruner(Checkpoint checkpoint, List<PrunableLayer> layers, TaskContext context) {

    /// How sizes are chosen, and whether biases make up for what is cut.
    ///
    /// @param compensated whether `o_proj` and `down_proj` get biases
    public record Cut(CutShares shares, boolean compensated) {}

    /// What was cut.
    ///
    /// @param kept weights by layer
    /// @param changes size of what went over the size of all, by layer (Frobenius norms)
    /// @param sizes of the blocks
    /// @param memory the new tensors' values by name, as they are before they are written
    public record Outcome(
            SequencedMap<String, Long> kept,
            Map<String, Double> changes,
            List<BlockSize> sizes,
            Map<String, Supplier<float[]>> memory) {

        /// Whether all blocks are of one size, so that other programs load the checkpoint as it is.
        public boolean even() {
            return sizes.stream().distinct().count() <= 1;
        }
    }

    /// Chooses, cuts and writes.
    ///
    /// @param model the checkpoint's, which is run dense: the inputs of every block are those of the dense model
    /// @param job remembers every block that was seen
    public Outcome write(StreamedModel model, CalibrationPrompts prompts, Cut cut, PruneJob job, Path out) {
        TextConfig config = model.decoder().config();
        context.stage("Watching how inputs of heads and neurons vary");
        Flap flap = new Flap(config);
        Map<String, double[]> means = new HashMap<>();
        List<PrunableLayer> last = layers.stream()
                .filter(l -> l.name().endsWith(".o_proj") || l.name().endsWith(".down_proj"))
                .toList();
        DenseRun.each(
                model,
                last,
                prompts,
                (block, pair) -> {
                    SeenLayer o = named(pair, ".o_proj");
                    SeenLayer down = named(pair, ".down_proj");
                    Json.write(job.file(scores(block)), flap.score(o, down));
                },
                job,
                context);
        for (int block = 0; block < last.size() / 2; block++) {
            Flap.Scores scores = Json.read(job.file(scores(block)), Flap.Scores.class);
            flap.add(scores);
            means.putAll(scores.means());
        }
        return cut(config, flap.kept(cut.shares()), cut.compensated() ? means : Map.of(), out);
    }

    /// The same by the first order of the loss, with nothing to make up for what is cut, as published. Its way through
    /// the data is short beside the writing, so no job remembers it.
    ///
    /// @param model the checkpoint's, whose decoder must fit in memory with its gradients
    public Outcome writeFirstOrder(StreamedModel model, CalibrationPrompts prompts, CutShares shares, Path out) {
        TextConfig config = model.decoder().config();
        context.stage("Taking gradients of the loss");
        Flap flap = new Flap(config);
        FirstOrder.scores(model, prompts, context).forEach(flap::add);
        return cut(config, flap.kept(shares), Map.of(), out);
    }

    private static String scores(int block) {
        return "scores-" + block + ".json";
    }

    private static SeenLayer named(List<SeenLayer> pair, String ending) {
        return pair.stream().filter(l -> l.name().endsWith(ending)).findFirst().orElseThrow();
    }

    private Outcome cut(TextConfig config, List<Flap.Kept> kept, Map<String, double[]> means, Path out) {
        context.stage("Writing the smaller checkpoint");
        Map<String, TensorData> replaced = new LinkedHashMap<>();
        Map<String, String> beside = new LinkedHashMap<>();
        Map<String, Supplier<float[]>> memory = new HashMap<>();
        SequencedMap<String, Long> weights = new LinkedHashMap<>();
        Map<String, Double> changes = new HashMap<>();
        int queriesPerGroup = config.heads() / config.keyValueHeads() * config.headDim();
        for (PrunableLayer layer : layers) {
            Flap.Kept block = kept.get(layer.role().block());
            int[] queries = spread(block.groups(), queriesPerGroup);
            int[] keys = spread(block.groups(), config.headDim());
            int[] hidden = IntStream.range(0, config.hidden()).toArray();
            SlicedData data = switch (kind(layer)) {
                case "q_proj" -> new SlicedData(layer.tensor(), queries, hidden);
                case "k_proj", "v_proj" -> new SlicedData(layer.tensor(), keys, hidden);
                case "o_proj" -> new SlicedData(layer.tensor(), hidden, queries);
                case "down_proj" -> new SlicedData(layer.tensor(), hidden, block.neurons());
                default -> new SlicedData(layer.tensor(), block.neurons(), hidden);
            };
            replaced.put(layer.tensor().name(), data);
            memory.put(layer.tensor().name(), data::values);
            weights.put(layer.name(), data.shape().elements());
            double all = squares(layer.read().values());
            changes.put(layer.name(), all == 0 ? 0 : Math.sqrt(Math.max(0, 1 - squares(data.values()) / all)));
            if (!means.isEmpty()) {
                bias(layer, data, means.get(layer.name()), replaced, beside, memory);
            } else {
                sliceBias(layer, data.rows(), replaced, memory);
            }
        }
        checkpoint.copyTo(out, replaced, beside);
        List<BlockSize> sizes = kept.stream()
                .map(k -> new BlockSize(
                        k.groups().length * config.heads() / config.keyValueHeads(),
                        k.groups().length,
                        k.neurons().length))
                .toList();
        Outcome outcome = new Outcome(weights, Map.copyOf(changes), sizes, Map.copyOf(memory));
        writeConfig(config, outcome, !means.isEmpty(), out.resolve("config.json"));
        return outcome;
    }

    private static double squares(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum;
    }

    private static String kind(PrunableLayer layer) {
        return layer.name().substring(layer.name().lastIndexOf('.') + 1);
    }

    private static int[] spread(int[] groups, int width) {
        return IntStream.of(groups)
                .flatMap(g -> IntStream.range(g * width, (g + 1) * width))
                .toArray();
    }

    private static String biasName(PrunableLayer layer) {
        String weight = layer.tensor().name();
        return weight.substring(0, weight.length() - "weight".length()) + "bias";
    }

    private float[] ownBias(PrunableLayer layer) {
        String name = biasName(layer);
        return checkpoint.has(name)
                ? checkpoint.tensor(name).floats()
                : new float[Math.toIntExact(layer.tensor().shape().dim(0))];
    }

    /// A standard configuration knows biases of all projections of attention, or of the MLP, or of none: those that
    /// make up for nothing are zero.
    private void bias(
            PrunableLayer layer,
            SlicedData data,
            double @org.jspecify.annotations.Nullable [] means,
            Map<String, TensorData> replaced,
            Map<String, String> beside,
            Map<String, Supplier<float[]>> memory) {
        float[] own = ownBias(layer);
        float[] bias = new float[data.rows().length];
        for (int i = 0; i < bias.length; i++) {
            bias[i] = own[data.rows()[i]];
        }
        if (means != null) {
            Matrix dense = layer.read();
            boolean[] stays = new boolean[dense.columns()];
            for (int column : data.columns()) {
                stays[column] = true;
            }
            for (int row = 0; row < dense.rows(); row++) {
                double sum = bias[row];
                for (int j = 0; j < stays.length; j++) {
                    sum += stays[j] ? 0 : dense.at(row, j) * means[j];
                }
                bias[row] = (float) sum;
            }
        }
        replaced.put(biasName(layer), UpdatedData.of(layer.tensor().dtype(), Shape.of(bias.length), bias));
        memory.put(biasName(layer), () -> bias);
        if (!checkpoint.has(biasName(layer))) {
            beside.put(biasName(layer), layer.tensor().name());
        }
    }

    private void sliceBias(
            PrunableLayer layer, int[] rows, Map<String, TensorData> replaced, Map<String, Supplier<float[]>> memory) {
        if (checkpoint.has(biasName(layer))) {
            float[] own = ownBias(layer);
            float[] bias = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                bias[i] = own[rows[i]];
            }
            replaced.put(biasName(layer), UpdatedData.of(layer.tensor().dtype(), Shape.of(bias.length), bias));
            memory.put(biasName(layer), () -> bias);
        }
    }

    private void writeConfig(TextConfig config, Outcome outcome, boolean biases, Path file) {
        ObjectNode root = (ObjectNode) Json.read(file);
        boolean flat = !root.has("text_config") && root.has("hidden_size");
        ObjectNode text = flat ? root : root.withObject("/text_config");
        text.put("head_dim", config.headDim());
        if (biases) {
            text.put("attention_bias", true);
            text.put("mlp_bias", true);
        }
        if (outcome.even()) {
            put(text, outcome.sizes().getFirst());
        } else {
            ArrayNode list = text.putArray(BlockSize.KEY);
            outcome.sizes().forEach(size -> put(list.addObject(), size));
        }
        Json.write(file, root);
    }

    private static void put(ObjectNode node, BlockSize size) {
        node.put("num_attention_heads", size.heads());
        node.put("num_key_value_heads", size.keyValueHeads());
        node.put("intermediate_size", size.intermediate());
    }
}
