package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.espalier.format.tokenizer.TextTokenizer;
import org.espalier.model.llava.decode.TokenState;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// Decodes one prompt greedily, one token at a time over a cache of keys and values.
///
/// @param model the model
/// @param stop tokens that end an answer; they are not part of it
/// @param forbidden tokens that are never chosen: the image token, whose row was never trained
public record GreedyDecoder(LlavaModel model, IntPredicate stop, Set<Integer> forbidden) {

    /// Ends where the tokenizer says a sequence ends; never chooses the image token.
    public static GreedyDecoder of(LlavaModel model, TextTokenizer tokenizer) {
        return new GreedyDecoder(model, tokenizer::ends, Set.of(model.config().imageToken()));
    }

    /// An answer and how long it took.
    ///
    /// @param tokens new ids, the stop token left out
    /// @param prefillSeconds to the first token
    /// @param decodeSeconds from there to the end
    /// @param decoded tokens computed in that time
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Answer(int[] tokens, double prefillSeconds, double decodeSeconds, int decoded) {}

    /// The answer to a prompt.
    ///
    /// @param mostNew tokens at most
    /// @param onToken told of each token as it comes
    public Answer answer(Prompt prompt, int mostNew, IntConsumer onToken, TaskContext context) {
        IntStream.Builder tokens = IntStream.builder();
        int count = 0;
        int decoded = 0;
        long start = System.nanoTime();
        try (KeyValueCache cache = model.newCache()) {
            int next = next(prompt, cache);
            long first = System.nanoTime();
            while (!stop.test(next) && count < mostNew) {
                context.checkCancelled();
                tokens.add(next);
                onToken.accept(next);
                count++;
                if (count < mostNew) {
                    next = next(new Prompt(new int[] {next}, java.util.List.of()), cache);
                    decoded++;
                }
            }
            long end = System.nanoTime();
            return new Answer(tokens.build().toArray(), (first - start) / 1e9, (end - first) / 1e9, decoded);
        }
    }

    /// Computes a prompt and hands what is remembered of it to `state`.
    ///
    /// @return the logits at its last position, (vocabulary)
    float[] prefill(Prompt prompt, TokenState state) {
        try (KeyValueCache cache = model.newCache()) {
            float[] logits = logits(prompt, cache);
            for (int block = 0; block < model.config().text().layers(); block++) {
                state.take(block, cache.keys(block), cache.values(block));
            }
            return logits;
        }
    }

    /// Feeds the tokens of `more` and chooses what follows them.
    private int next(Prompt more, KeyValueCache cache) {
        return best(logits(more, cache), 0, model.config().text().vocabulary());
    }

    private float[] logits(Prompt more, KeyValueCache cache) {
        LlavaConfig config = model.config();
        Decoder decoder = model.weights().decoder();
        try (NDManager pass = model.newManager()) {
            Frame frame = Frame.causal(pass, config.text(), cache.length(), more.tokens().length);
            NDArray states = decoder.forward(model.embed(pass, more), frame, cache, LinearObserver.NONE);
            return decoder.logits(states.get(":, -1")).toFloatArray();
        }
    }

    /// The largest of the `count` logits from `from` on; the lowest id among equals.
    ///
    /// @throws WorkbenchException if it is no number, as in a checkpoint whose weights are none
    int best(float[] logits, int from, int count) {
        int best = -1;
        for (int id = 0; id < count; id++) {
            if ((best < 0 || logits[from + id] > logits[from + best]) && !forbidden.contains(id)) {
                best = id;
            }
        }
        if (best < 0 || !Float.isFinite(logits[from + best])) {
            throw WorkbenchException.input(
                    "llava.logits",
                    "the model's logits are infinite or no numbers",
                    "The checkpoint is broken: download or train it again.");
        }
        return best;
    }
}
