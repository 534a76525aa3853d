package org.espalier.compress.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.model.Component;
import org.espalier.model.llava.BlockStates;
import org.espalier.model.llava.Linear;
import org.espalier.model.llava.LinearObserver;
import org.espalier.model.llava.LlavaWeights;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.StreamedModel;
import org.espalier.model.llava.VisionTower;
import org.espalier.task.TaskContext;

/// Runs a model block by block over prompts, handing each block's inputs to the pruner before the next is run.
///
/// Every prompt is a sequence of its own, so there is no padding to leave out.
///
/// @param pruner decides and changes
/// @param model is changed as its layers are pruned
/// @param weights what each token of the decoder counts
/// @param sequential whether layers of a decoder block are seen after those before them are pruned
/// @param job keeps the states between blocks
record Calibration(
        CheckpointPruner pruner,
        StreamedModel model,
        List<Prompt> prompts,
        TokenWeights weights,
        boolean sequential,
        PruneJob job,
        TaskContext context) {

    void run(List<LayerGroup> groups) {
        for (LayerGroup group : groups) {
            if (group.component() != Component.LANGUAGE_MODEL && pruner.asked(group)) {
                beforeDecoder(group);
            }
        }
        int last = groups.stream()
                .filter(g -> g.component() == Component.LANGUAGE_MODEL && pruner.due(g))
                .mapToInt(LayerGroup::block)
                .max()
                .orElse(-1);
        if (last < 0) {
            return;
        }
        Map<Integer, LayerGroup> byBlock = groups.stream()
                .filter(g -> g.component() == Component.LANGUAGE_MODEL)
                .collect(Collectors.toMap(LayerGroup::block, g -> g));
        int first = resumable(groups.stream()
                .filter(g -> g.component() == Component.LANGUAGE_MODEL && pruner.due(g))
                .mapToInt(LayerGroup::block)
                .min()
                .orElse(0));
        try (BlockStates states = states(first)) {
            model.forgetPictures();
            for (int block = first; block <= last; block++) {
                LayerGroup group = byBlock.get(block);
                if (group != null && pruner.due(group)) {
                    decoderBlock(group, states, last);
                    continue;
                }
                if (group != null) {
                    List<Linear> linears = model.decoder().blocks().get(block).linears();
                    pruner.restore(group, setter(linears));
                }
                if (block < last) {
                    states.advance(block, context);
                }
            }
        }
    }

    /// The last block up to the first due one whose inputs an interrupted job has kept; 0 without any.
    private int resumable(int due) {
        for (int block = due; block > 0; block--) {
            if (Files.exists(job.states(block))) {
                return block;
            }
        }
        return 0;
    }

    private BlockStates states(int first) {
        if (first > 0) {
            context.stage("Going on at block " + (first + 1));
            return BlockStates.restore(model, prompts, job.states(first));
        }
        context.stage("Embedding " + prompts.size() + " calibration samples");
        return BlockStates.of(model, prompts, context);
    }

    private void decoderBlock(LayerGroup group, BlockStates states, int last) {
        pruner.begin(group);
        int block = group.block();
        List<Linear> linears = model.decoder().blocks().get(block).linears();
        try (BlockPasses passes = new BlockPasses(model, states, group, pruner.needs(), weights, sequential, context)) {
            pruner.prune(passes.group(), passes::inputs, setter(linears), () -> {
                passes.forget();
                if (block < last) {
                    states.advance(block, context);
                    states.save(job.states(block + 1));
                }
            });
        }
        job.forgetStates(block);
    }

    /// Sees a batch with what its tokens count.
    static LinearObserver observer(InputRecorder recorder, TokenWeights weights, List<Prompt> batch, NDManager pass) {
        return recorder.weighted(weights.of(batch), batch.size(), pass);
    }

    private static Set<String> names(LayerGroup group) {
        return group.layers().stream().map(PrunableLayer::name).collect(Collectors.toSet());
    }

    private static java.util.function.BiConsumer<String, float[]> setter(List<Linear> linears) {
        Map<String, NDArray> weights = new HashMap<>();
        linears.forEach(linear -> weights.put(linear.name(), linear.weight()));
        return (name, values) -> {
            NDArray weight = weights.get(name);
            if (weight != null) {
                weight.set(values);
            }
        };
    }

    /// Tower and projector: pictures are seen anew with what is pruned so far.
    private void beforeDecoder(LayerGroup group) {
        PictureRun pictures = new PictureRun(model, prompts);
        LlavaWeights weights = pictures.llava().weights();
        List<VisionTower.Block> blocks = weights.tower().blocks();
        if (group.component() == Component.VISION_TOWER && group.block() >= blocks.size()) {
            if (pruner.due(group)) {
                pruner.begin(group);
                pruner.pruneUnused(group);
            }
            return;
        }
        List<Linear> linears = group.component() == Component.PROJECTOR
                ? List.of(weights.projector().first(), weights.projector().second())
                : linears(blocks.get(group.block()));
        if (!pruner.due(group)) {
            pruner.restore(group, setter(linears));
            return;
        }
        pruner.begin(group);
        try (NDManager manager = model.newManager();
                InputRecorder recorder = new InputRecorder(manager, names(group), pruner.needs())) {
            pictures.observe(recorder, context);
            pruner.prune(group, layer -> recorder.only(layer.name()), setter(linears), recorder::closeStatistics);
        }
    }

    private static List<Linear> linears(VisionTower.Block block) {
        return List.of(block.q(), block.k(), block.v(), block.out(), block.fc1(), block.fc2());
    }
}
