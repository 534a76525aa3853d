package org.espalier.workbench.step;

import java.nio.file.Path;
import org.espalier.format.dataset.EasyVqa;
import org.espalier.model.eval.EasyVqaBenchmark;
import org.espalier.model.llava.BatchDecoder;
import org.espalier.model.llava.GreedyDecoder;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Questions;
import org.espalier.task.TaskContext;

/// The official easy-VQA test questions, answered greedily by a checkpoint.
final class EasyVqaTest {

    private EasyVqaTest() {}

    /// Percent of right answers.
    static double accuracy(Path checkpoint, Path folder, TaskContext context) {
        try (LlavaModel model = LlavaModel.open(checkpoint);
                Questions questions = Questions.open(checkpoint, model.config(), true);
                EasyVqa data = EasyVqa.open(folder)) {
            BatchDecoder decoder = new BatchDecoder(GreedyDecoder.of(model, questions.tokenizer()));
            return EasyVqaBenchmark.run(decoder, questions, data, 0, context).accuracy();
        }
    }
}
