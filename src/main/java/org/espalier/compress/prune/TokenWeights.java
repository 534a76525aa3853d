package org.espalier.compress.prune;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.espalier.model.llava.Prompt;
import org.jspecify.annotations.Nullable;

/// What each token of some prompts counts in the statistics of inputs.
final class TokenWeights {

    /// Every token counts once.
    public static final TokenWeights ALIKE = new TokenWeights(new IdentityHashMap<>());

    private final IdentityHashMap<Prompt, float[]> weights;

    private TokenWeights(IdentityHashMap<Prompt, float[]> weights) {
        this.weights = weights;
    }

    static TokenWeights of(CalibrationPrompts prompts, Modalities modalities) {
        if (modalities.equals(Modalities.ALIKE)) {
            return ALIKE;
        }
        double others = 0;
        double images = 0;
        IdentityHashMap<Prompt, float[]> weights = new IdentityHashMap<>();
        for (int i = 0; i < prompts.prompts().size(); i++) {
            Prompt prompt = prompts.prompts().get(i);
            float[] each = new float[prompt.tokens().length];
            for (int t = 0; t < each.length; t++) {
                boolean image = image(prompt, t, prompts.imageToken());
                boolean answer = t >= prompts.answer(i);
                each[t] = (float) (image ? modalities.image() : answer ? modalities.answer() : modalities.text());
                images += image ? each[t] : 0;
                others += image ? 0 : each[t];
            }
            weights.put(prompt, each);
        }
        if (modalities.balanced() && images > 0) {
            float scale = (float) (others / images);
            for (Prompt prompt : prompts.prompts()) {
                float[] each = weights.getOrDefault(prompt, new float[0]);
                for (int t = 0; t < each.length; t++) {
                    each[t] *= image(prompt, t, prompts.imageToken()) ? scale : 1;
                }
            }
        }
        return new TokenWeights(weights);
    }

    private static boolean image(Prompt prompt, int token, int imageToken) {
        return !prompt.pictures().isEmpty() && prompt.tokens()[token] == imageToken;
    }

    /// The weights of the tokens of a batch, prompt after prompt; null where all count once.
    float @Nullable [] of(List<Prompt> batch) {
        if (weights.isEmpty()) {
            return null;
        }
        int length = batch.stream().mapToInt(p -> p.tokens().length).sum();
        float[] together = new float[length];
        int at = 0;
        for (Prompt prompt : batch) {
            float[] each = weights.get(prompt);
            int tokens = prompt.tokens().length;
            if (each == null) {
                Arrays.fill(together, at, at + tokens, 1);
            } else {
                System.arraycopy(each, 0, together, at, tokens);
            }
            at += tokens;
        }
        return together;
    }
}
