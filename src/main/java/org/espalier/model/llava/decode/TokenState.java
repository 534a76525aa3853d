package org.espalier.model.llava.decode;

import java.util.Arrays;
import org.espalier.model.llava.TextConfig;
import org.espalier.tensor.kernel.Activations;

/// What changes from token to token: keys and values of what was seen, and room for a pass.
///
/// One thread at a time.
public final class TokenState {

    private static final int STEP = 256;

    private final TextConfig config;
    private final float[] frequencies;

    /// Keys by block, (keyValueHeads, headDim, capacity): a score of all positions is a sum of rows.
    private final float[][] keys;

    /// Values by block, (keyValueHeads, capacity, headDim).
    private final float[][] values;

    private int capacity;
    private int seen;

    /// (hidden) and its layout for the kernels.
    final float[] stream;

    final Activations hidden;
    final Activations query;
    final Activations inner;
    final float[] q;
    final float[] k;
    final float[] v;
    final float[] attended;
    final float[] delta;
    final float[] gate;
    final float[] up;
    final float[] normed;

    /// Nothing seen.
    public TokenState(TextConfig config) {
        this.config = config;
        frequencies = config.rope().frequencies(config.headDim());
        keys = new float[config.layers()][];
        values = new float[config.layers()][];
        int queries = config.heads() * config.headDim();
        int keyValues = config.keyValueHeads() * config.headDim();
        stream = new float[config.hidden()];
        hidden = new Activations(config.hidden());
        query = new Activations(queries);
        inner = new Activations(config.intermediate());
        q = new float[queries];
        k = new float[keyValues];
        v = new float[keyValues];
        attended = new float[queries];
        delta = new float[config.hidden()];
        gate = new float[config.intermediate()];
        up = new float[config.intermediate()];
        normed = new float[config.hidden()];
        reserve(STEP);
    }

    /// Takes over a block's keys and values of earlier tokens, all blocks the same number.
    ///
    /// @param seenKeys (keyValueHeads, tokens, headDim), turned to their positions
    /// @param seenValues (keyValueHeads, tokens, headDim)
    public void take(int block, float[] seenKeys, float[] seenValues) {
        int width = config.headDim();
        int tokens = seenKeys.length / (config.keyValueHeads() * width);
        reserve(tokens + STEP);
        for (int head = 0; head < config.keyValueHeads(); head++) {
            for (int token = 0; token < tokens; token++) {
                int from = (head * tokens + token) * width;
                for (int i = 0; i < width; i++) {
                    keys[block][(head * width + i) * capacity + token] = seenKeys[from + i];
                }
                System.arraycopy(seenValues, from, values[block], (head * capacity + token) * width, width);
            }
        }
        seen = tokens;
    }

    /// Tokens seen before this pass.
    public int seen() {
        return seen;
    }

    /// Begins the pass of the next token.
    void begin() {
        reserve(seen + 1);
    }

    /// Ends it.
    void end() {
        seen++;
    }

    /// Remembers [#k] and [#v] of this pass's token.
    void remember(int block) {
        int width = config.headDim();
        for (int head = 0; head < config.keyValueHeads(); head++) {
            for (int i = 0; i < width; i++) {
                keys[block][(head * width + i) * capacity + seen] = k[head * width + i];
            }
            System.arraycopy(v, head * width, values[block], (head * capacity + seen) * width, width);
        }
    }

    /// Turns queries or keys to this pass's position: coordinate i pairs with i + headDim / 2.
    void rotate(float[] x) {
        int width = config.headDim();
        int half = width / 2;
        for (int i = 0; i < half; i++) {
            float angle = seen * frequencies[i];
            float cosine = (float) Math.cos(angle);
            float sine = (float) Math.sin(angle);
            for (int at = i; at < x.length; at += width) {
                float a = x[at];
                float b = x[at + half];
                x[at] = a * cosine - b * sine;
                x[at + half] = b * cosine + a * sine;
            }
        }
    }

    /// `softmax(q k^T / sqrt(headDim)) v` of some query heads; head h reads key and value head
    /// `h / (heads / keyValueHeads)`.
    void attend(int block, int fromHead, int toHead) {
        int width = config.headDim();
        int positions = seen + 1;
        float scale = (float) (1 / Math.sqrt((double) width));
        float[] scores = new float[positions];
        for (int head = fromHead; head < toHead; head++) {
            int group = head / (config.heads() / config.keyValueHeads());
            Arrays.fill(scores, 0);
            for (int i = 0; i < width; i++) {
                addScaled(
                        scores, 0, keys[block], (group * width + i) * capacity, positions, q[head * width + i] * scale);
            }
            softmax(scores);
            Arrays.fill(attended, head * width, (head + 1) * width, 0);
            for (int token = 0; token < positions; token++) {
                addScaled(
                        attended,
                        head * width,
                        values[block],
                        (group * capacity + token) * width,
                        width,
                        scores[token]);
            }
        }
    }

    private static void addScaled(float[] to, int at, float[] from, int start, int count, float factor) {
        for (int i = 0; i < count; i++) {
            to[at + i] += factor * from[start + i];
        }
    }

    private static void softmax(float[] scores) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            largest = Math.max(largest, score);
        }
        float sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) Math.exp(scores[i] - largest);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= sum;
        }
    }

    /// Makes room for so many tokens; what was seen is kept.
    private void reserve(int tokens) {
        if (tokens <= capacity) {
            return;
        }
        int larger = Math.ceilDiv(tokens, STEP) * STEP;
        int width = config.headDim();
        for (int block = 0; block < keys.length; block++) {
            float[] moreKeys = new float[Math.multiplyExact(config.keyValueHeads() * width, larger)];
            float[] moreValues = new float[moreKeys.length];
            if (seen > 0) {
                for (int row = 0; row < config.keyValueHeads() * width; row++) {
                    System.arraycopy(keys[block], row * capacity, moreKeys, row * larger, seen);
                }
                for (int head = 0; head < config.keyValueHeads(); head++) {
                    System.arraycopy(
                            values[block], head * capacity * width, moreValues, head * larger * width, seen * width);
                }
            }
            keys[block] = moreKeys;
            values[block] = moreValues;
        }
        capacity = larger;
    }
}
