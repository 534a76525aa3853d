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

/// Search-space evolution: the projector learns to make good what pruning did, for the best policies at once. Decoder
/// and tower stay as they are, masks are fixed; gradients go through the whole pruned decoder.
///
/// The paper's optimizer, rate and steps are not recovered; these are named choices.
///
/// @param steps updates
/// @param rate AdamW's learning rate, without weight decay
/// @param aim what is learned
public record ProjectorTuning(int steps, double rate, ProjectorAim aim) {

    private static final float CLIP = 1;
    private static final double FINE_TUNING_RATE = 2e-5;
    private static final double FINE_TUNING_WIDTH = 4096;

    /// LLaVA's fine-tuning rate, brought from its width to a projector's by the root of their ratio. Five times as much
    /// doubles the distance to the dense states on the shipped sample instead of lowering it: AdamW's steps are as
    /// long as the rate says, however little is left to learn.
    ///
    /// @param width of the projector's outputs
    public static ProjectorTuning of(int steps, int width, ProjectorAim aim) {
        return new ProjectorTuning(steps, FINE_TUNING_RATE * Math.sqrt(FINE_TUNING_WIDTH / width), aim);
    }

    /// A pruned decoder and samples that it is to do better on.
    ///
    /// @param samples in batches of the size an update takes; for [ProjectorAim#STATES] with the dense
    ///     model's states
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
                        int batch = random.nextInt(samples.batches().size());
                        backward(collector, work, decoders.get(i), learning, samples, batch, lessons.size());
                    }
                }
                optimiser.update((float) (rate * warm * cool));
                context.progress(step + 1L, steps);
            }
        }
        Projectors.arrays(learning).forEach(array -> array.setRequiresGradient(false));
        return learning;
    }

    private void backward(
            GradientCollector collector,
            NDManager work,
            Decoder decoder,
            Projector projector,
            Samples samples,
            int batch,
            int lessons) {
        Samples.Ready ready = samples.batches().get(batch);
        try (NDManager pass = work.newSubManager()) {
            NDArray states =
                    decoder.forward(Samples.embedded(pass, ready, projector), ready.frame(), null, LinearObserver.NONE);
            NDArray loss = switch (aim) {
                case STATES -> states.sub(samples.states(batch)).square().mean();
                case ANSWERS -> answers(pass, ready, decoder, states);
            };
            collector.backward(loss.div(lessons));
        }
    }

    private static NDArray answers(NDManager pass, Samples.Ready ready, Decoder decoder, NDArray states) {
        NDArray logits = Samples.logits(pass, ready, decoder, states);
        int[] gold = ready.rows().gold();
        int classes = Math.toIntExact(logits.getShape().get(1));
        float[] picked = new float[gold.length * classes];
        for (int i = 0; i < gold.length; i++) {
            picked[i * classes + gold[i]] = -1f / gold.length;
        }
        NDArray mask = pass.create(picked, new Shape(gold.length, classes));
        return logits.logSoftmax(1).mul(mask).sum();
    }
}
