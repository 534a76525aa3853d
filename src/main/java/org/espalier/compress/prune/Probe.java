package org.espalier.compress.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.llava.BlockStates;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.StreamedModel;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;
import org.jspecify.annotations.Nullable;

/// What a model says to a few prompts: logits at their last positions, and its loss on their answers.
///
/// @param logits one row a prompt, (vocabulary)
/// @param loss mean cross-entropy of the answers' tokens in nats; null without answers
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Probe(List<float[]> logits, @Nullable Double loss) {

    private static final double ROUNDING = 1e-3;
    private static final long AT_ONCE = 1 << 20;

    /// Runs a model, block by block.
    public static Probe of(StreamedModel model, CalibrationPrompts prompts, TaskContext context) {
        List<float[]> logits = new ArrayList<>();
        double loss = 0;
        int answered = 0;
        try (BlockStates states = BlockStates.of(model, prompts.prompts(), context)) {
            model.forgetPictures();
            for (int block = 0; block < states.blocks(); block++) {
                context.checkCancelled();
                states.advance(block, context);
                context.progress(block + 1L, states.blocks());
            }
            for (int batch = 0; batch < states.states().size(); batch++) {
                List<Prompt> rows = states.batches().get(batch);
                for (int row = 0; row < rows.size(); row++) {
                    Answer answer = answer(model, states, batch, row, prompts);
                    logits.add(answer.last());
                    loss += answer.loss();
                    answered += answer.tokens();
                }
            }
        }
        return new Probe(logits, answered == 0 ? null : loss / answered);
    }

    /// What came out at the end of a prompt.
    ///
    /// @param loss summed over the answer's tokens
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Answer(float[] last, double loss, int tokens) {}

    private static Answer answer(
            StreamedModel model, BlockStates states, int batch, int row, CalibrationPrompts prompts) {
        Prompt prompt = states.batches().get(batch).get(row);
        int start = prompts.answer(prompts.prompts().indexOf(prompt));
        int last = prompt.tokens().length - 1;
        int from = Math.clamp(start - 1L, 0, last);
        float[][] each = logits(model, states.states().get(batch), row, from, last);
        double loss = 0;
        for (int position = from; position < last; position++) {
            loss += surprise(each[position - from], prompt.tokens()[position + 1]);
        }
        return new Answer(each[each.length - 1], loss, last - from);
    }

    /// Each prompt's mean loss on its answer, 0 without one, from states that passed all blocks.
    static double[] losses(StreamedModel model, BlockStates states, CalibrationPrompts prompts) {
        List<Double> losses = new ArrayList<>();
        for (int batch = 0; batch < states.states().size(); batch++) {
            for (int row = 0; row < states.batches().get(batch).size(); row++) {
                Answer answer = answer(model, states, batch, row, prompts);
                losses.add(answer.loss() / Math.max(1, answer.tokens()));
            }
        }
        return losses.stream().mapToDouble(loss -> loss).toArray();
    }

    private static float[][] logits(StreamedModel model, NDArray states, int row, int from, int last) {
        try (NDManager pass = model.newManager()) {
            NDArray some = states.get(row + ":" + (row + 1) + ", " + from + ":" + (last + 1));
            some.attach(pass);
            float[] all = model.decoder().logits(model.decoder().normed(some)).toFloatArray();
            int width = all.length / (last + 1 - from);
            float[][] each = new float[last + 1 - from][];
            for (int i = 0; i < each.length; i++) {
                each[i] = java.util.Arrays.copyOfRange(all, i * width, (i + 1) * width);
            }
            return each;
        }
    }

    private static double surprise(float[] logits, int token) {
        double most = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - most);
        }
        return Math.log(sum) + most - logits[Math.min(token, logits.length - 1)];
    }

    /// Whether all logits are numbers and not all the same.
    boolean speaks() {
        for (float[] row : logits) {
            boolean varies = false;
            for (float logit : row) {
                if (!Float.isFinite(logit)) {
                    return false;
                }
                varies |= logit != row[0];
            }
            if (!varies && row.length > 1) {
                return false;
            }
        }
        return true;
    }

    /// Says in the log if the dense model answers worse than chance, which loses the logarithm of the vocabulary.
    public void warn(TaskContext context) {
        double chance = Math.log(logits.getFirst().length);
        if (loss != null && loss > chance) {
            context.emit(TaskEvent.log(String.format(
                    Locale.ROOT,
                    "The dense model loses %.2f nats a token on calibration answers, more than chance (%.2f): it was"
                            + " not trained for them",
                    loss,
                    chance)));
        }
    }

    /// The size of the difference of all logits over that of `dense`'s.
    public double change(Probe dense) {
        double change = 0;
        double size = 0;
        for (int row = 0; row < logits.size(); row++) {
            for (int i = 0; i < logits.get(row).length; i++) {
                double was = dense.logits.get(row)[i];
                double difference = logits.get(row)[i] - was;
                change += difference * difference;
                size += was * was;
            }
        }
        return size == 0 ? 0 : Math.sqrt(change / size);
    }

    /// Refuses a dense model that says nothing.
    ///
    /// @param checkpoint where it is; its first broken tensor is named
    /// @throws WorkbenchException if its logits are no numbers or all the same
    public void checkDense(Checkpoint checkpoint) {
        if (!speaks()) {
            throw WorkbenchException.input(
                    "prune.base-broken",
                    "the dense model is broken: its logits are infinite, no numbers or all the same; "
                            + broken(checkpoint),
                    "Check it with 'espalier model logits'; download or train it again before pruning it.");
        }
    }

    private static String broken(Checkpoint checkpoint) {
        for (String name : checkpoint.names()) {
            MappedTensor tensor = checkpoint.tensor(name);
            switch (tensor.dtype()) {
                case F32, F16, BF16, F64 -> {
                    long elements = tensor.shape().elements();
                    for (long at = 0; at < elements; at += AT_ONCE) {
                        for (float value : tensor.floats(at, (int) Math.min(AT_ONCE, elements - at))) {
                            if (!Float.isFinite(value)) {
                                return tensor.where() + " has weights that are infinite or no numbers";
                            }
                        }
                    }
                    tensor.unload();
                }
                default -> {
                    // Whole numbers are always finite.
                }
            }
        }
        return checkpoint.folder() + " has finite weights, so an activation overflows";
    }

    /// Refuses a written model that says anything else than the one in memory, or nothing.
    ///
    /// @param memory what the pruned weights say before they are written
    /// @throws WorkbenchException if so
    public void checkWritten(Probe memory) {
        if (!speaks()) {
            throw WorkbenchException.input(
                    "prune.check",
                    "the pruned model's logits are infinite, no numbers or all the same",
                    "Use a lower ratio, or check the dense model with 'espalier model logits'; nothing was written.");
        }
        if (!(change(memory) <= ROUNDING)) {
            throw WorkbenchException.input(
                    "prune.check",
                    "the pruned model, opened again, says something else than before it was written",
                    "Check the disk that --out is on, and run again; nothing was written.");
        }
    }
}
