package org.espalier.model.llava.decode;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.model.llava.BlockSize;
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
    final float[] delta;
    final float[] normed;

    /// By block; blocks of one size share theirs.
    final List<BlockRoom> rooms;

    /// Nothing seen.
    public TokenState(TextConfig config) {
        this.config = config;
        frequencies = config.rope().frequencies(config.headDim());
        keys = new float[config.layers()][];
        values = new float[config.layers()][];
        stream = new float[config.hidden()];
        hidden = new Activations(config.hidden());
        delta = new float[config.hidden()];
        normed = new float[config.hidden()];
        Map<BlockSize, BlockRoom> bySize = new HashMap<>();
        rooms = IntStream.range(0, config.layers())
                .mapToObj(block ->
                        bySize.computeIfAbsent(config.size(block), size -> new BlockRoom(size, config.headDim())))
                .toList();
        reserve(STEP);
    }

    /// Takes over a block's keys and values of earlier tokens, all blocks the same number.
    ///
    /// @param seenKeys (keyValueHeads, tokens, headDim), turned to their positions
    /// @param seenValues (keyValueHeads, tokens, headDim)
    public void take(int block, float[] seenKeys, float[] seenValues) {
        int width = config.headDim();
        int heads = config.size(block).keyValueHeads();
        int tokens = seenKeys.length / (heads * width);
        reserve(tokens + STEP);
        for (int head = 0; head < heads; head++) {
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

    /// Remembers key and value of this pass's token.
    void remember(int block) {
        int width = config.headDim();
        BlockRoom room = rooms.get(block);
        for (int head = 0; head < room.size.keyValueHeads(); head++) {
            for (int i = 0; i < width; i++) {
                keys[block][(head * width + i) * capacity + seen] = room.k[head * width + i];
            }
            System.arraycopy(room.v, head * width, values[block], (head * capacity + seen) * width, width);
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
        BlockRoom room = rooms.get(block);
        int shared = room.size.heads() / room.size.keyValueHeads();
        for (int head = fromHead; head < toHead; head++) {
            int group = head / shared;
            Arrays.fill(scores, 0);
            for (int i = 0; i < width; i++) {
                float factor = room.q[head * width + i] * scale;
                addScaled(scores, 0, keys[block], (group * width + i) * capacity, positions, factor);
            }
            softmax(scores);
            Arrays.fill(room.attended, head * width, (head + 1) * width, 0);
            for (int token = 0; token < positions; token++) {
                addScaled(
                        room.attended,
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
            int heads = config.size(block).keyValueHeads();
            float[] moreKeys = new float[Math.multiplyExact(heads * width, larger)];
            float[] moreValues = new float[moreKeys.length];
            if (seen > 0) {
                for (int row = 0; row < heads * width; row++) {
                    System.arraycopy(keys[block], row * capacity, moreKeys, row * larger, seen);
                }
                for (int head = 0; head < heads; head++) {
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
