package org.espalier.search.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.espalier.format.dataset.EasyVqa;
import org.espalier.format.dataset.Split;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Questions;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;

/// Samples that share rows and batches are scored as if each stood alone.
class SamplesTest {

    private static final Path MODEL = Path.of("assets/llava-easy-vqa");

    private static Samples.Result score(LlavaModel model, List<Sample> samples, int tokens) {
        try (Samples ready = Samples.of(model, samples, tokens, TaskContext.NONE)) {
            return ready.score(
                    model.decoder(), model.weights().projector(), model.config().imageToken(), TaskContext.NONE);
        }
    }

    @Test
    void sharingAPictureChangesNothing() {
        try (LlavaModel model = LlavaModel.open(MODEL);
                Questions questions = Questions.open(MODEL, model.config(), true);
                EasyVqa data = EasyVqa.open(Path.of("assets/data/easy-vqa"))) {
            SampleMaker maker = new SampleMaker(questions);
            List<Sample> samples = data.questions(Split.TEST).stream()
                    .limit(12)
                    .map(q -> maker.of(q.text(), q.answer(), data.image(Split.TEST, q.image()), q.image()))
                    .toList();
            Samples.Result together = score(model, samples, 4096);
            double alone = 0;
            double right = 0;
            int tokens = 0;
            for (Sample sample : samples) {
                Samples.Result one = score(model, List.of(sample), 4096);
                alone += one.answers() * sample.answer().length;
                right += one.right() / samples.size();
                tokens += sample.answer().length;
            }
            assertEquals(alone / tokens, together.answers(), 1e-5);
            assertEquals(right, together.right(), 1e-12);
            assertEquals(together.answers(), score(model, samples, 100).answers(), 1e-5);
        }
    }
}
