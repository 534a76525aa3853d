package org.espalier.search.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.espalier.format.dataset.EasyVqa;
import org.espalier.format.dataset.Split;
import org.espalier.model.llava.Decoder;
import org.espalier.model.llava.LinearObserver;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Projector;
import org.espalier.model.llava.Questions;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;

/// The pieces of a search on the shipped sample.
class SearchBenchTest {

    private static final Path MODEL = Path.of("assets/llava-easy-vqa");

    private static List<Sample> samples(LlavaModel model, int count) {
        try (Questions questions = Questions.open(MODEL, model.config(), true);
                EasyVqa data = EasyVqa.open(Path.of("assets/data/easy-vqa"))) {
            SampleMaker maker = new SampleMaker(questions);
            return data.questions(Split.TEST).stream()
                    .limit(count)
                    .map(q -> maker.of(q.text(), q.answer(), data.image(Split.TEST, q.image()), q.image()))
                    .toList();
        }
    }

    private static Candidate uniform(PolicySpace space) {
        return space.repair(Seeds.uniform(space), Ranges.all(space.genes().size(), 0, 1, 0.05));
    }

    @Test
    void whatPruningSawOfItsOwnSamplesIsWhatScoringThemGives() {
        try (LlavaModel model = LlavaModel.open(MODEL);
                Samples own = Samples.of(model, samples(model, 8), Integer.MAX_VALUE, TaskContext.NONE);
                ExactPruner pruner = new ExactPruner(model, own, ExactPruner.Method.corrected(), false);
                NDManager manager = model.newManager()) {
            Candidate candidate =
                    uniform(PolicySpace.of(DenseLayers.of(model.decoder()).sizes(), Unit.HALF, 0.8));
            PrunedWeights weights = pruner.prune(candidate, TaskContext.NONE);
            PrunedWeights.Seen seen = Objects.requireNonNull(weights.seen());
            Samples.Result scored = own.score(
                    weights.in(model.decoder(), manager),
                    model.weights().projector(),
                    model.config().imageToken(),
                    TaskContext.NONE);
            assertEquals(scored.answers(), seen.result().answers(), 1e-6);
            assertEquals(scored.right(), seen.result().right(), 1e-12);
        }
    }

    private static double distance(LlavaModel model, Samples samples, PrunedWeights weights, Projector projector) {
        try (NDManager work = model.newManager()) {
            Decoder decoder = weights.in(model.decoder(), work);
            double sum = 0;
            for (int batch = 0; batch < samples.batches().size(); batch++) {
                Samples.Ready ready = samples.batches().get(batch);
                NDArray states = decoder.forward(
                        Samples.embedded(work, ready, projector), ready.frame(), null, LinearObserver.NONE);
                sum += states.sub(samples.states(batch)).square().mean().getFloat();
            }
            return sum;
        }
    }

    @Test
    void aProjectorThatAimsAtTheDenseStatesComesNearerToThem() {
        try (LlavaModel model = LlavaModel.open(MODEL);
                Samples own = Samples.of(model, samples(model, 12), Integer.MAX_VALUE, TaskContext.NONE);
                Samples batches = Samples.of(model, samples(model, 12), 100, TaskContext.NONE);
                ExactPruner pruner = new ExactPruner(model, own, ExactPruner.Method.corrected(), false);
                NDManager keep = model.newManager()) {
            batches.rememberStates(model.decoder(), model.weights().projector());
            PrunedWeights weights = pruner.prune(
                    uniform(PolicySpace.of(DenseLayers.of(model.decoder()).sizes(), Unit.HALF, 0.9)), TaskContext.NONE);
            Projector tuned = ProjectorTuning.of(12, 160, ProjectorAim.STATES)
                    .tune(
                            model,
                            model.weights().projector(),
                            List.of(new ProjectorTuning.Lesson(weights, batches)),
                            0,
                            keep,
                            TaskContext.NONE);
            double before = distance(model, batches, weights, model.weights().projector());
            assertTrue(before > 0);
            assertTrue(distance(model, batches, weights, tuned) < before);
        }
    }

    @Test
    void wandaSeesWhatPrunedLayersGiveNotWhatDenseOnesGave() {
        try (LlavaModel model = LlavaModel.open(MODEL);
                Samples own = Samples.of(model, samples(model, 8), Integer.MAX_VALUE, TaskContext.NONE);
                ExactPruner pruner = new ExactPruner(model, own, ExactPruner.Method.wanda(), false)) {
            DenseLayers dense = DenseLayers.of(model.decoder());
            Candidate candidate = uniform(PolicySpace.of(dense.sizes(), Unit.HALF, 0.7));
            PrunedWeights weights = pruner.prune(candidate, TaskContext.NONE);
            InputNorms norms = InputNorms.of(model, own, Weighting.TOKENS, TaskContext.NONE);
            String first = dense.sizes().sequencedKeySet().getFirst();
            String last = dense.sizes().sequencedKeySet().getLast();
            for (String layer : List.of(first, last)) {
                double[] of = norms.norms().getOrDefault(LayerInputs.source(layer), new double[0]);
                int[] order = RowRanks.ascending(RowRanks.of(dense.get(layer), of));
                float[] byDense = dense.get(layer).values().clone();
                int zeros = candidate
                        .zeros()
                        .get(List.copyOf(dense.sizes().keySet()).indexOf(layer));
                for (int i = 0; i < zeros; i++) {
                    byDense[order[i]] = 0;
                }
                boolean same = Arrays.equals(byDense, weights.values().get(layer));
                if (layer.equals(first)) {
                    assertTrue(same);
                } else {
                    assertFalse(same);
                }
            }
        }
    }
}
