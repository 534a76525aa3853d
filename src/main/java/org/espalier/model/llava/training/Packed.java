package org.espalier.model.llava.training;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.format.dataset.EasyVqa;
import org.espalier.model.llava.Frame;
import org.espalier.model.llava.LlavaConfig;

/// Pictures with all their questions as one batch: each row is one picture's prefix followed by its questions.
///
/// A question sees the prefix and itself, and its positions begin where the prefix ends, so that every question is
/// computed as if it stood alone while the prefix is computed once. Only answers count in the loss.
///
/// @param ids (rows, width), the image token at each of the picture's places
/// @param before tokens in front of the picture
/// @param frame positions and visibility
/// @param targets where answers are predicted, as indices into rows * width
/// @param answers the token to predict at each of them
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Packed(int[][] ids, int before, Frame frame, long[] targets, int[] answers) {

    /// A question's tokens and, of these, how many at the end are its answer.
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Exchange(int[] tokens, int answer) {
        static Exchange of(Vocabulary words, EasyVqa.Question question) {
            int[] asked = Dialogue.question(words, question.text());
            int[] answered = Dialogue.answer(words, question.answer());
            int[] tokens = Arrays.copyOf(asked, asked.length + answered.length);
            System.arraycopy(answered, 0, tokens, asked.length, answered.length);
            return new Exchange(tokens, answered.length);
        }

        int length() {
            return tokens.length;
        }
    }

    static Packed of(NDManager manager, LlavaConfig config, Vocabulary words, List<Scene> scenes) {
        int picture = config.tokensPerPicture();
        int[] opening = Dialogue.opening(words);
        int prefix = opening.length + picture;
        List<List<Exchange>> texts = new ArrayList<>();
        int width = 0;
        for (Scene scene : scenes) {
            List<Exchange> exchanges = scene.questions().stream()
                    .map(question -> Exchange.of(words, question))
                    .toList();
            texts.add(exchanges);
            width = Math.max(
                    width,
                    prefix + exchanges.stream().mapToInt(Exchange::length).sum());
        }
        int[][] ids = new int[scenes.size()][width];
        int[][] positions = new int[scenes.size()][width];
        float[] mask = new float[scenes.size() * width * width];
        Arrays.fill(mask, Frame.FORBIDDEN);
        List<Long> targets = new ArrayList<>();
        List<Integer> answers = new ArrayList<>();
        for (int row = 0; row < scenes.size(); row++) {
            Arrays.fill(ids[row], Vocabulary.PAD);
            System.arraycopy(opening, 0, ids[row], 0, opening.length);
            Arrays.fill(ids[row], opening.length, prefix, Vocabulary.IMAGE);
            int base = row * width * width;
            for (int i = 0; i < prefix; i++) {
                positions[row][i] = i;
                Arrays.fill(mask, base + i * width, base + i * width + i + 1, 0);
            }
            int at = prefix;
            for (Exchange exchange : texts.get(row)) {
                int length = exchange.length();
                for (int i = 0; i < length; i++) {
                    ids[row][at + i] = exchange.tokens()[i];
                    positions[row][at + i] = prefix + i;
                    int line = base + (at + i) * width;
                    Arrays.fill(mask, line, line + prefix, 0);
                    Arrays.fill(mask, line + at, line + at + i + 1, 0);
                    if (i + 1 >= length - exchange.answer() && i + 1 < length) {
                        targets.add((long) row * width + at + i);
                        answers.add(exchange.tokens()[i + 1]);
                    }
                }
                at += length;
            }
            for (int i = at; i < width; i++) {
                mask[base + i * width + i] = 0;
            }
        }
        return new Packed(
                ids,
                opening.length,
                Frame.of(manager, config.text(), positions, mask, width),
                targets.stream().mapToLong(Long::longValue).toArray(),
                answers.stream().mapToInt(Integer::intValue).toArray());
    }

    int width() {
        return ids[0].length;
    }

    /// The ids as one array for the engine.
    ai.djl.ndarray.NDArray tokens(NDManager manager) {
        int[] flat = new int[ids.length * width()];
        for (int row = 0; row < ids.length; row++) {
            System.arraycopy(ids[row], 0, flat, row * width(), width());
        }
        return manager.create(flat, new Shape(ids.length, width()));
    }
}
