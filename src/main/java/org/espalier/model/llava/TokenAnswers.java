package org.espalier.model.llava;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.espalier.model.llava.decode.TokenDecoder;
import org.espalier.model.llava.decode.TokenState;
import org.espalier.task.TaskContext;

/// Answers greedily with the own decoder: PyTorch computes the prompt but its last token, which is text in every chat
/// template; from there on the own decoder computes, so that every token of the answer is its choice.
///
/// @param greedy the model that computes the prompt, and which tokens end or are never chosen
/// @param decoder the same weights for single tokens
public record TokenAnswers(GreedyDecoder greedy, TokenDecoder decoder) implements PromptAnswers {

    /// The answer to a prompt.
    ///
    /// @param mostNew tokens at most
    /// @param onToken told of each token as it comes
    public GreedyDecoder.Answer answer(Prompt prompt, int mostNew, IntConsumer onToken, TaskContext context) {
        long start = System.nanoTime();
        TokenState state = new TokenState(decoder.weights().config());
        int last = prompt.tokens().length - 1;
        float[] logits;
        if (prompt.tokens()[last] == greedy.model().config().imageToken()) {
            logits = greedy.prefill(prompt, state);
        } else {
            if (last > 0) {
                greedy.prefill(new Prompt(Arrays.copyOf(prompt.tokens(), last), prompt.pictures()), state);
            }
            logits = decoder.forward(prompt.tokens()[last], state);
        }
        int next = greedy.best(logits, 0, logits.length);
        long first = System.nanoTime();
        IntStream.Builder tokens = IntStream.builder();
        int count = 0;
        int decoded = 0;
        while (!greedy.stop().test(next) && count < mostNew) {
            context.checkCancelled();
            tokens.add(next);
            onToken.accept(next);
            count++;
            if (count < mostNew) {
                logits = decoder.forward(next, state);
                next = greedy.best(logits, 0, logits.length);
                decoded++;
            }
        }
        long end = System.nanoTime();
        return new GreedyDecoder.Answer(tokens.build().toArray(), (first - start) / 1e9, (end - first) / 1e9, decoded);
    }

    @Override
    public List<int[]> answers(List<Prompt> prompts, int mostNew, TaskContext context) {
        return prompts.stream()
                .map(prompt -> answer(prompt, mostNew, _ -> {}, context).tokens())
                .toList();
    }
}
