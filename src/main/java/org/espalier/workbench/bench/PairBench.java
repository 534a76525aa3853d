package org.espalier.workbench.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.espalier.model.llava.Activation;
import org.espalier.model.llava.Rope;
import org.espalier.model.llava.TextConfig;
import org.espalier.model.llava.decode.TokenDecoder;
import org.espalier.model.llava.decode.TokenState;
import org.espalier.model.llava.decode.TokenWeights;
import org.espalier.task.TaskContext;
import org.espalier.tensor.kernel.FastestKernels;
import org.espalier.tensor.kernel.Multiplier;
import org.espalier.tensor.kernel.RowTeam;
import org.espalier.tensor.kernel.Weights;

/// Decoding with two layers of a LLaMA-7B's shape and random weights, dense and pruned, in turns.
final class PairBench {

    private static final int LAYERS = 2;
    private static final int VOCABULARY = 512;
    private static final int TOKENS = 3;

    private final int hidden;
    private final int heads;
    private final int rounds;
    private final long seed;
    private final Map<String, TokenDecoder> decoders = new LinkedHashMap<>();

    /// Makes the weights.
    ///
    /// @param hidden 4096 for the 7B
    /// @param inner 11008
    /// @param heads 32
    PairBench(int hidden, int inner, int heads, boolean quick, long seed, RowTeam team, TaskContext context) {
        this.hidden = hidden;
        this.heads = heads;
        this.rounds = quick ? 5 : 9;
        this.seed = seed;
        Multiplier multiplier = new Multiplier(FastestKernels.shared(), team);
        put("bf16/dense", multiplier, heads, inner, RandomWeights::dense);
        context.checkCancelled();
        put("int8/sparse50", multiplier, heads, inner, m -> m.sparse(0.5, seed).packedInt8());
        context.checkCancelled();
        if (!quick) {
            put(
                    "bf16/sparse50",
                    multiplier,
                    heads,
                    inner,
                    m -> m.sparse(0.5, seed).packed());
            context.checkCancelled();
            put("bf16/structured50", multiplier, heads / 2, inner / 2, RandomWeights::dense);
            context.checkCancelled();
            put("int8/dense", multiplier, heads, inner, RandomWeights::denseInt8);
        }
    }

    private void put(
            String name, Multiplier multiplier, int keptHeads, int keptInner, Function<RandomWeights, Weights> form) {
        int width = hidden / heads;
        int attention = keptHeads * width;
        TextConfig config = new TextConfig(
                hidden,
                keptInner,
                LAYERS,
                keptHeads,
                keptHeads,
                width,
                VOCABULARY,
                2048,
                Activation.SILU,
                1e-5f,
                new Rope(10000, new Rope.Plain()),
                false);
        Weights in = form.apply(RandomWeights.of(attention, hidden, seed));
        Weights out = form.apply(RandomWeights.of(hidden, attention, seed + 1));
        Weights wide = form.apply(RandomWeights.of(keptInner, hidden, seed + 2));
        Weights narrow = form.apply(RandomWeights.of(hidden, keptInner, seed + 3));
        float[] norm = new float[hidden];
        java.util.Arrays.fill(norm, 1);
        List<TokenWeights.Block> blocks = new ArrayList<>();
        for (int i = 0; i < LAYERS; i++) {
            blocks.add(new TokenWeights.Block(
                    norm, layer(in), layer(in), layer(in), layer(out), norm, layer(wide), layer(wide), layer(narrow)));
        }
        Weights embedding = RandomWeights.of(VOCABULARY, hidden, seed + 4).dense();
        decoders.put(name, new TokenDecoder(new TokenWeights(config, embedding, blocks, norm, embedding), multiplier));
    }

    /// Each layer has memory of its own, as in a real model.
    private static TokenWeights.Layer layer(Weights w) {
        return new TokenWeights.Layer(RandomWeights.copy(w), null);
    }

    /// Tokens per second of each.
    ///
    /// @param bandwidth of this run, GB/s
    List<BenchResult> results(double bandwidth, TaskContext context) {
        Map<String, double[]> rates = new LinkedHashMap<>();
        decoders.keySet().forEach(name -> rates.put(name, new double[rounds]));
        for (int round = -1; round < rounds; round++) {
            for (Map.Entry<String, TokenDecoder> entry : decoders.entrySet()) {
                context.checkCancelled();
                TokenDecoder decoder = entry.getValue();
                TokenState state = new TokenState(decoder.weights().config());
                decoder.forward(1, state);
                long begin = System.nanoTime();
                for (int token = 0; token < TOKENS; token++) {
                    decoder.forward(2 + token, state);
                }
                double rate = TOKENS / ((System.nanoTime() - begin) / 1e9);
                double[] all = rates.get(entry.getKey());
                if (round >= 0 && all != null) {
                    all[round] = rate;
                }
            }
            context.progress(round + 1, rounds);
        }
        List<BenchResult> results = new ArrayList<>();
        rates.forEach((name, all) -> {
            TokenDecoder decoder = decoders.get(name);
            long bytes = decoder == null ? 0 : decoder.weights().bytesPerToken();
            results.add(BenchResult.measured("decode/7b-pair/" + name, "tokens/s", all)
                    .beside(String.format(
                            Locale.ROOT,
                            "%.0f MB per token, read bandwidth %.1f GB/s, %d threads",
                            bytes / 1e6,
                            bandwidth,
                            decoder == null ? 0 : decoder.multiplier().team().threads())));
        });
        return results;
    }
}
