package org.espalier.search.prune;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.espalier.format.dataset.EasyVqa;
import org.espalier.format.dataset.Split;
import org.espalier.model.llava.Linear;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Projector;
import org.espalier.model.llava.Questions;
import org.espalier.search.evaluate.ModelFiles;
import org.espalier.search.evaluate.ScoringCase;
import org.espalier.task.TaskContext;

/// Policies of the shipped LLaVA, some of them behind a tuned projector.
public final class PolicyCase {

    private static final Path MODEL = Path.of("assets/llava-easy-vqa");

    private PolicyCase() {}

    /// Loads the model.
    ///
    /// @param policies how many tasks
    public static ScoringCase<Task, Score> open(int policies) {
        LlavaModel model = LlavaModel.open(MODEL);
        List<Sample> samples = samples(model);
        SearchBench.Setup setup = new SearchBench.Setup(false, ExactPruner.Method.corrected(), 1, 1);
        List<Sample> proxy = samples.subList(0, 3);
        List<Sample> heldOut = samples.subList(3, 6);
        SearchBench bench = new SearchBench(model, proxy, heldOut, null, setup, TaskContext.NONE);
        PolicySpace space = PolicySpace.of(bench.layers(), Unit.HALF, 0.7);
        Ranges ranges = Ranges.all(space.genes().size(), 0.4, 0.97, 0.05);
        Evolution evolution = new Evolution(space, 0.5, 1, new Random(7));
        String tuned = tuned(model, bench.projectors());
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < policies; i++) {
            tasks.add(new Task(
                    evolution.random(ranges),
                    i % 3 == 2 ? Part.HELD_OUT : Part.PROXY,
                    i % 4 == 1 ? tuned : Projectors.OWN,
                    false));
        }
        return new ScoringCase<>(
                Task.class,
                Score.class,
                bench.scorer(),
                () -> new PolicyScorerFactory(ModelFiles.of(MODEL, ModelFiles.MOST_SENT), proxy, heldOut, setup),
                bench.supplements(),
                tasks,
                new Task(tasks.getFirst().candidate(), Part.TEST, Projectors.OWN, false),
                () -> {
                    bench.close();
                    model.close();
                });
    }

    private static List<Sample> samples(LlavaModel model) {
        try (Questions questions = Questions.open(MODEL, model.config(), true);
                EasyVqa data = EasyVqa.open(Path.of("assets/data/easy-vqa"))) {
            SampleMaker maker = new SampleMaker(questions);
            return data.questions(Split.TEST).stream()
                    .limit(6)
                    .map(q -> maker.of(q.text(), q.answer(), data.image(Split.TEST, q.image()), q.image()))
                    .toList();
        }
    }

    private static String tuned(LlavaModel model, Projectors projectors) {
        try (NDManager work = model.newManager()) {
            Projector copy = Projectors.copy(model.weights().projector(), work);
            Linear first = copy.first();
            return projectors.add(
                    new Projector(first.withWeight(first.weight().mul(0.9f)), copy.activation(), copy.second()));
        }
    }
}
