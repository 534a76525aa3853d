package org.espalier.compress.prune;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.model.llava.Decoder;
import org.espalier.model.llava.Frame;
import org.espalier.model.llava.Linear;
import org.espalier.model.llava.LinearObserver;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.StreamedModel;
import org.espalier.model.llava.TextConfig;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// Which heads and neurons go by the first order of the loss (Ma et al. 2023, LLM-Pruner, arXiv 2305.11627, its
/// `param_first` summed over a group): `sum |w dL/dw|` over a head's rows of q, k, v and columns of o, over a
/// neuron's rows of gate and up and column of down. With grouped queries a group of heads is scored and kept whole.
///
/// The loss is the mean over prompts of the mean cross-entropy of a prompt's answer; without an answer, of all its
/// tokens. Gradients go through the whole decoder, which is therefore held in memory.
final class FirstOrder {

    private FirstOrder() {}

    /// Scores all blocks of the dense model.
    ///
    /// @throws WorkbenchException if a prompt with pictures has no answer
    static List<Flap.Scores> scores(StreamedModel model, CalibrationPrompts prompts, TaskContext context) {
        try (NDManager work = model.newManager()) {
            Decoder decoder = held(model.decoder(), work);
            int count = prompts.prompts().size();
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                for (int i = 0; i < count; i++) {
                    context.checkCancelled();
                    Prompt prompt = prompts.prompts().get(i);
                    int start = prompts.answer(i);
                    boolean answered = start < prompt.tokens().length;
                    if (!answered && !prompt.pictures().isEmpty()) {
                        throw WorkbenchException.input(
                                "prune.structure.answer",
                                "a calibration sample with a picture has no answer to take the loss of",
                                "Give every such line an answer, or use --structure flap.");
                    }
                    try (NDManager pass = work.newSubManager()) {
                        collector.backward(loss(model, decoder, pass, prompt, answered ? start : 1)
                                .div(count));
                    }
                    context.progress(i + 1L, count);
                }
            }
            return decoder.blocks().stream()
                    .map(block -> scores(block, decoder.config()))
                    .toList();
        }
    }

    private static Decoder held(Decoder streamed, NDManager work) {
        List<Decoder.Block> blocks = new ArrayList<>();
        for (int i = 0; i < streamed.config().layers(); i++) {
            Decoder.Block block = streamed.blocks().get(i);
            List<Linear> own = new ArrayList<>();
            for (Linear linear : block.linears()) {
                NDArray bias = linear.bias();
                Linear copy =
                        new Linear(linear.name(), copy(linear.weight(), work), bias == null ? null : copy(bias, work));
                copy.weight().setRequiresGradient(true);
                own.add(copy);
            }
            NDArray first = copy(block.inputNorm(), work);
            NDArray second = copy(block.postAttentionNorm(), work);
            blocks.add(new Decoder.Block(
                    first, own.get(0), own.get(1), own.get(2), own.get(3), second, own.get(4), own.get(5), own.get(6)));
        }
        return new Decoder(streamed.config(), streamed.embedding(), blocks, streamed.norm(), streamed.head());
    }

    private static NDArray copy(NDArray array, NDManager work) {
        NDArray own = array.duplicate();
        own.attach(work);
        return own;
    }

    private static NDArray loss(StreamedModel model, Decoder decoder, NDManager pass, Prompt prompt, int start) {
        int[] tokens = prompt.tokens();
        Frame frame = Frame.causal(pass, decoder.config(), 0, tokens.length);
        NDArray states = decoder.forward(model.embed(pass, prompt), frame, null, LinearObserver.NONE);
        int from = Math.max(0, start - 1);
        NDArray logs = decoder.logits(states.get("0, " + from + ":" + (tokens.length - 1)))
                .logSoftmax(1);
        int classes = Math.toIntExact(logs.getShape().get(1));
        int gold = tokens.length - 1 - from;
        float[] picked = new float[gold * classes];
        for (int i = 0; i < gold; i++) {
            picked[i * classes + tokens[from + 1 + i]] = -1f / gold;
        }
        return logs.mul(pass.create(picked, new Shape(gold, classes))).sum();
    }

    private static Flap.Scores scores(Decoder.Block block, TextConfig config) {
        int groups = config.keyValueHeads();
        double[] heads = new double[groups];
        addRows(block.q(), heads);
        addRows(block.k(), heads);
        addRows(block.v(), heads);
        addColumns(block.o(), heads);
        double[] neurons =
                new double[Math.toIntExact(block.gate().weight().getShape().get(0))];
        addRows(block.gate(), neurons);
        addRows(block.up(), neurons);
        addColumns(block.down(), neurons);
        return new Flap.Scores(heads, neurons, Map.of());
    }

    /// `|w dL/dw|`, row by row.
    private static float[] salience(Linear linear) {
        try (NDArray gradient = linear.weight().getGradient();
                NDArray product = gradient.mul(linear.weight());
                NDArray size = product.abs()) {
            return size.toFloatArray();
        }
    }

    /// Adds each unit's rows, as many to each.
    private static void addRows(Linear linear, double[] units) {
        float[] salience = salience(linear);
        int each = salience.length / units.length;
        for (int i = 0; i < salience.length; i++) {
            units[i / each] += salience[i];
        }
    }

    /// Adds each unit's columns, as many to each.
    private static void addColumns(Linear linear, double[] units) {
        float[] salience = salience(linear);
        int columns = Math.toIntExact(linear.weight().getShape().get(1));
        int each = columns / units.length;
        for (int i = 0; i < salience.length; i++) {
            units[i % columns / each] += salience[i];
        }
    }
}
