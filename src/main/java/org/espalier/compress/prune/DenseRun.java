package org.espalier.compress.prune;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.espalier.model.llava.BlockStates;
import org.espalier.model.llava.StreamedModel;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;

/// Runs a dense decoder over prompts, block by block, and shows each block's layers with the statistics of their
/// inputs: memory holds one block at a time.
final class DenseRun {

    private DenseRun() {}

    /// @param layers the decoder's
    /// @param visitor given each block's number and its layers, in their order
    static void each(
            StreamedModel model,
            List<PrunableLayer> layers,
            CalibrationPrompts prompts,
            BiConsumer<Integer, List<SeenLayer>> visitor,
            TaskContext context) {
        each(model, layers, prompts, visitor, null, context);
    }

    /// The same, noting each block in a job's journal: blocks that are done are not shown again.
    static void each(
            StreamedModel model,
            List<PrunableLayer> layers,
            CalibrationPrompts prompts,
            BiConsumer<Integer, List<SeenLayer>> visitor,
            @Nullable PruneJob job,
            TaskContext context) {
        TreeMap<Integer, List<PrunableLayer>> blocks = layers.stream()
                .collect(Collectors.groupingBy(
                        layer -> layer.role().block(), TreeMap::new, Collectors.toCollection(ArrayList::new)));
        int last = blocks.lastKey();
        int first = job == null ? 0 : job.done().size();
        if (first > last) {
            return;
        }
        try (BlockStates states = first > 0 && job != null
                ? BlockStates.restore(model, prompts.prompts(), job.states(first))
                : BlockStates.of(model, prompts.prompts(), context)) {
            for (int block = first; block <= last; block++) {
                context.checkCancelled();
                List<PrunableLayer> group = blocks.getOrDefault(block, List.of());
                try (NDManager manager = model.newManager();
                        InputRecorder recorder = new InputRecorder(
                                manager,
                                group.stream().map(PrunableLayer::name).collect(Collectors.toSet()),
                                Criterion.Needs.SQUARES)) {
                    states.advanceEach(
                            block,
                            (batch, pass) -> Calibration.observer(
                                    recorder,
                                    TokenWeights.ALIKE,
                                    states.batches().get(batch),
                                    pass),
                            context);
                    if (!group.isEmpty()) {
                        visitor.accept(
                                block,
                                group.stream()
                                        .map(layer -> seen(layer, recorder))
                                        .toList());
                    }
                }
                if (job != null) {
                    if (block < last) {
                        states.save(job.states(block + 1));
                    }
                    job.finished("seen " + block, List.of());
                    job.forgetStates(block);
                }
                context.progress(block + 1L, last + 1L);
            }
        }
    }

    private static SeenLayer seen(PrunableLayer layer, InputRecorder recorder) {
        InputStatistics inputs = recorder.of(layer.name());
        inputs.check(layer.name());
        return new SeenLayer(layer.name(), layer.read(), inputs);
    }
}
