package org.espalier.search.prune;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.espalier.model.llava.Decoder;
import org.espalier.model.llava.LinearObserver;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Projector;
import org.espalier.model.llava.training.AdamW;
import org.espalier.task.TaskContext;

/// Search-space evolution: the projector learns from the answers that the best policies still get wrong. Decoder and
/// tower stay as they are, masks are fixed; gradients go through the whole pruned decoder.
///
/// The paper's optimizer, rate and steps are not recovered; these are named choices.
///
/// @param steps updates
/// @param rate AdamW's learning rate, without weight decay
public record ProjectorTuning(int steps, double rate) {

    private static final float CLIP = 1;

    /// A pruned decoder and samples that it is to answer better.
    ///
    /// @param samples in batches of the size an update takes
    record Lesson(PrunedWeights weights, Samples samples) {}

    /// Trains a copy of `start` on the mean loss of all lessons.
    ///
    /// @param keep owns the result
    /// @param seed of the order of batches
    Projector tune(
            LlavaModel model, Projector start, List<Lesson> lessons, long seed, NDManager keep, TaskContext context) {
        Projector learning = Projectors.copy(start, keep);
        AdamW optimiser = new AdamW(0, CLIP);
        optimiser.add(keep, Projectors.arrays(learning), 1);
        Random random = new Random(seed);
        try (NDManager work = model.newManager()) {
            List<Decoder> decoders = new ArrayList<>();
            lessons.forEach(lesson -> decoders.add(lesson.weights().in(model.decoder(), work)));
            for (int step = 0; step < steps; step++) {
                context.checkCancelled();
                double warm = Math.min(1, (step + 1) / (0.1 * steps));
                double cool = 0.5 * (1 + Math.cos(Math.PI * step / steps));
                try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                    for (int i = 0; i < lessons.size(); i++) {
                        Samples samples = lessons.get(i).samples();
                        Samples.Ready ready = samples.batches()
                                .get(random.nextInt(samples.batches().size()));
                        backward(collector, work, decoders.get(i), learning, ready, lessons.size());
                    }
                }
                optimiser.update((float) (rate * warm * cool));
                context.progress(step + 1L, steps);
            }
        }
        Projectors.arrays(learning).forEach(array -> array.setRequiresGradient(false));
        return learning;
    }

    private static void backward(
            GradientCollector collector,
            NDManager work,
            Decoder decoder,
            Projector projector,
            Samples.Ready ready,
            int lessons) {
        try (NDManager pass = work.newSubManager()) {
            NDArray states =
                    decoder.forward(Samples.embedded(pass, ready, projector), ready.frame(), null, LinearObserver.NONE);
            NDArray logits = Samples.logits(pass, ready, decoder, states);
            int[] gold = ready.rows().gold();
            int classes = Math.toIntExact(logits.getShape().get(1));
            float[] picked = new float[gold.length * classes];
            for (int i = 0; i < gold.length; i++) {
                picked[i * classes + gold[i]] = -1f / (gold.length * lessons);
            }
            NDArray mask = pass.create(picked, new Shape(gold.length, classes));
            collector.backward(logits.logSoftmax(1).mul(mask).sum());
        }
    }
}
