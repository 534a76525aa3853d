package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.StreamedModel;
import org.espalier.model.llava.TinyLlava;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The scores against differences of the loss, weight by weight.
class FirstOrderTest {

    private static final double STEP = 1e-2;
    private static final int[] TOKENS = {6, 7, 8, 9, 10, 11, 12};
    private static final int START = 4;

    @TempDir
    private Path folder;

    private static double loss(StreamedModel model) {
        double loss = 0;
        for (int end = START; end < TOKENS.length; end++) {
            float[] logits = model.logits(new Prompt(java.util.Arrays.copyOf(TOKENS, end), List.of()));
            double sum = 0;
            for (float logit : logits) {
                sum += Math.exp(logit);
            }
            loss += (Math.log(sum) - logits[TOKENS[end]]) / (TOKENS.length - START);
        }
        return loss;
    }

    private static double loss(Path dense, String name, float[] values) {
        try (StreamedModel model = StreamedModel.open(dense, false, Map.of(name, () -> values))) {
            return loss(model);
        }
    }

    /// `sum |w dL/dw|` over some weights of a tensor by central differences.
    private static double difference(Path dense, Checkpoint checkpoint, String name, int first, int step, int count) {
        float[] values = checkpoint.tensor(name).floats();
        double sum = 0;
        for (int i = 0; i < count; i++) {
            int at = first + i * step;
            float was = values[at];
            values[at] = (float) (was + STEP);
            double above = loss(dense, name, values);
            values[at] = (float) (was - STEP);
            double below = loss(dense, name, values);
            values[at] = was;
            sum += Math.abs(was * (above - below) / (2 * STEP));
        }
        return sum;
    }

    @Test
    void aNeuronsScoreIsWhatTheLossDoesWhenItsWeightsMove() {
        Path dense = TinyLlava.plain()
                .with(TinyLlava.Layout.HUB, org.espalier.tensor.DType.F32)
                .write(folder.resolve("dense"));
        try (StreamedModel model = StreamedModel.open(dense, false, Map.of());
                Checkpoint checkpoint = Checkpoint.open(dense)) {
            CalibrationPrompts prompts =
                    CalibrationPrompts.of(List.of(new Prompt(TOKENS, List.of())), new int[] {START}, -1);
            List<Flap.Scores> scores = FirstOrder.scores(model, prompts, TaskContext.NONE);
            assertEquals(TinyLlava.LAYERS, scores.size());
            String gate = name(checkpoint, "layers.1.mlp.gate_proj.weight");
            int hidden = (int) checkpoint.tensor(gate).shape().dim(1);
            int inner = (int) checkpoint.tensor(gate).shape().dim(0);
            int neuron = 3;
            double expected = difference(dense, checkpoint, gate, neuron * hidden, 1, hidden)
                    + difference(
                            dense,
                            checkpoint,
                            name(checkpoint, "layers.1.mlp.up_proj.weight"),
                            neuron * hidden,
                            1,
                            hidden)
                    + difference(
                            dense,
                            checkpoint,
                            name(checkpoint, "layers.1.mlp.down_proj.weight"),
                            neuron,
                            inner,
                            hidden);
            assertTrue(expected > 0);
            assertEquals(expected, scores.get(1).neurons()[neuron], 0.02 * expected);
        }
    }

    private static String name(Checkpoint checkpoint, String ending) {
        return checkpoint.names().stream()
                .filter(n -> n.contains("language_model") && n.endsWith(ending))
                .findFirst()
                .orElseThrow();
    }
}
