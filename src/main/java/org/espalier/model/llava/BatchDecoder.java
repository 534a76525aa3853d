package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.task.TaskContext;

/// Decodes several prompts about the same pictures greedily and together: what they have in common, the pictures
/// above all, is computed once. Those that do not begin alike up to behind their pictures are decoded one by one.
///
/// @param decoder the model, its stop tokens and the forbidden ones
public record BatchDecoder(GreedyDecoder decoder) implements PromptAnswers {

    /// One answer per prompt, the same as the prompt alone would get.
    ///
    /// @param prompts with the same pictures; not empty
    /// @param mostNew tokens at most per answer
    @Override
    public List<int[]> answers(List<Prompt> prompts, int mostNew, TaskContext context) {
        LlavaModel model = decoder.model();
        int prefix = commonPrefix(prompts);
        if (prompts.stream().anyMatch(prompt -> prefix < behindPictures(prompt))) {
            return prompts.stream()
                    .map(prompt ->
                            decoder.answer(prompt, mostNew, _ -> {}, context).tokens())
                    .toList();
        }
        Prompt first = prompts.getFirst();
        try (KeyValueCache shared = model.newCache()) {
            if (prefix > 0) {
                Prompt common = new Prompt(Arrays.copyOf(first.tokens(), prefix), first.pictures());
                try (NDManager pass = model.newManager()) {
                    Frame frame = Frame.causal(pass, model.config().text(), 0, prefix);
                    model.decoder().forward(model.embed(pass, common), frame, shared, LinearObserver.NONE);
                }
            }
            try (NDManager rows = model.newManager();
                    KeyValueCache cache = shared.repeated(rows, prompts.size())) {
                return decode(prompts, prefix, cache, mostNew, context);
            }
        }
    }

    /// Where a prompt's last picture has ended; 0 without one. What prompts do not have in common is text.
    private int behindPictures(Prompt prompt) {
        int end = prompt.pictures().isEmpty() ? 0 : prompt.tokens().length;
        while (end > 0 && prompt.tokens()[end - 1] != decoder.model().config().imageToken()) {
            end--;
        }
        return end;
    }

    /// Tokens that all prompts begin with; at least one token of each is left.
    private static int commonPrefix(List<Prompt> prompts) {
        int[] first = prompts.getFirst().tokens();
        int common = first.length - 1;
        for (Prompt prompt : prompts) {
            int[] tokens = prompt.tokens();
            int limit = Math.min(common, tokens.length - 1);
            int mismatch = Arrays.mismatch(first, 0, limit, tokens, 0, limit);
            common = mismatch < 0 ? limit : mismatch;
        }
        return common;
    }

    private List<int[]> decode(
            List<Prompt> prompts, int prefix, KeyValueCache cache, int mostNew, TaskContext context) {
        int rows = prompts.size();
        int[] lengths =
                prompts.stream().mapToInt(p -> p.tokens().length - prefix).toArray();
        int width = Arrays.stream(lengths).max().orElseThrow();
        int[][] ids = new int[rows][width];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(prompts.get(row).tokens(), prefix, ids[row], 0, lengths[row]);
        }
        List<List<Integer>> answers = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            answers.add(new ArrayList<>());
        }
        boolean[] done = new boolean[rows];
        int[] next = texts(ids, prefix, lengths, cache);
        for (int step = 0; step < mostNew; step++) {
            context.checkCancelled();
            boolean all = true;
            for (int row = 0; row < rows; row++) {
                done[row] |= decoder.stop().test(next[row]);
                if (!done[row]) {
                    answers.get(row).add(next[row]);
                }
                all &= done[row];
            }
            if (all || step + 1 == mostNew) {
                break;
            }
            next = more(next, prefix, width, lengths, step, cache);
        }
        return answers.stream()
                .map(a -> a.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    /// Feeds what follows the prefix, rows of unequal length padded at their end.
    private int[] texts(int[][] ids, int prefix, int[] lengths, KeyValueCache cache) {
        int width = ids[0].length;
        int seen = prefix + width;
        int[][] positions = new int[ids.length][width];
        float[] mask = new float[ids.length * width * seen];
        Arrays.fill(mask, Frame.FORBIDDEN);
        long[] last = new long[ids.length];
        for (int row = 0; row < ids.length; row++) {
            for (int i = 0; i < width; i++) {
                positions[row][i] = prefix + i;
                int line = (row * width + i) * seen;
                Arrays.fill(mask, line, line + prefix + i + 1, 0);
            }
            last[row] = (long) row * width + lengths[row] - 1;
        }
        return next(ids, positions, mask, seen, last, cache);
    }

    /// Feeds one token per row; the padding behind a row's text stays unseen.
    private int[] more(int[] tokens, int prefix, int width, int[] lengths, int step, KeyValueCache cache) {
        int rows = tokens.length;
        int seen = prefix + width + step + 1;
        int[][] ids = new int[rows][];
        int[][] positions = new int[rows][];
        float[] mask = new float[rows * seen];
        long[] last = new long[rows];
        for (int row = 0; row < rows; row++) {
            ids[row] = new int[] {tokens[row]};
            positions[row] = new int[] {prefix + lengths[row] + step};
            Arrays.fill(mask, row * seen + prefix + lengths[row], row * seen + prefix + width, Frame.FORBIDDEN);
            last[row] = row;
        }
        return next(ids, positions, mask, seen, last, cache);
    }

    /// The best token after each of the places `last`, which count over all rows.
    private int[] next(int[][] ids, int[][] positions, float[] mask, int seen, long[] last, KeyValueCache cache) {
        LlavaModel model = decoder.model();
        TextConfig config = model.config().text();
        try (NDManager pass = model.newManager()) {
            int[] flat = Arrays.stream(ids).flatMapToInt(Arrays::stream).toArray();
            NDArray embedded = model.decoder().embed(pass.create(flat, new Shape(ids.length, ids[0].length)));
            Frame frame = Frame.of(pass, config, positions, mask, seen);
            NDArray states = model.decoder().forward(embedded, frame, cache, LinearObserver.NONE);
            NDArray chosen = Embedding.embedding(
                            pass.create(last), states.reshape(-1, config.hidden()), SparseFormat.DENSE)
                    .head();
            float[] logits = model.decoder().logits(chosen).toFloatArray();
            int[] best = new int[ids.length];
            for (int row = 0; row < best.length; row++) {
                best[row] = decoder.best(logits, row * config.vocabulary(), config.vocabulary());
            }
            return best;
        }
    }
}
