package org.espalier.workbench.gain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.model.llava.TextConfig;
import org.espalier.model.llava.decode.TokenDecoder;
import org.espalier.model.llava.decode.TokenState;
import org.espalier.model.llava.decode.TokenWeights;
import org.espalier.task.TaskContext;
import org.espalier.tensor.kernel.Multiplier;
import org.espalier.tensor.kernel.Weights;

/// Times the own decoder on random weights of one shape in several variants, in turns.
public final class DecodeMeter {

    private static final int WARM_UP = 2;

    private final TextConfig config;
    private final Multiplier multiplier;
    private final Values exact;
    private final int tokens;
    private final Map<Variant, TokenDecoder> decoders = new LinkedHashMap<>();

    /// For decoders of that shape, all blocks alike.
    ///
    /// @param exact what embedding and head are kept as
    /// @param tokens that are decoded in a turn
    public DecodeMeter(TextConfig config, Values exact, int tokens, Multiplier multiplier) {
        this.config = config;
        this.exact = exact;
        this.tokens = tokens;
        this.multiplier = multiplier;
    }

    /// Makes a variant's weights.
    public void add(Variant variant) {
        decoders.put(variant, new TokenDecoder(weights(variant), multiplier));
    }

    /// The decoder of a variant that was added.
    public TokenDecoder decoder(Variant variant) {
        TokenDecoder decoder = decoders.get(variant);
        if (decoder == null) {
            throw new IllegalArgumentException("not added: " + variant);
        }
        return decoder;
    }

    private TokenWeights weights(Variant variant) {
        LayerShape[] shapes = DecoderShape.of(config).toArray(LayerShape[]::new);
        boolean grouped = config.keyValueHeads() != config.heads();
        LayerShape q = shapes[0];
        LayerShape kv = grouped ? shapes[1] : q;
        LayerShape o = shapes[grouped ? 2 : 1];
        LayerShape gate = shapes[grouped ? 3 : 2];
        LayerShape down = shapes[grouped ? 4 : 3];
        TextConfig cut = new TextConfig(
                config.hidden(),
                gate.keptRows(variant),
                config.layers(),
                q.keptRows(variant) / config.headDim(),
                kv.keptRows(variant) / config.headDim(),
                config.headDim(),
                config.vocabulary(),
                config.maxPositions(),
                config.activation(),
                config.epsilon(),
                config.rope(),
                config.tied());
        float[] norm = new float[config.hidden()];
        Arrays.fill(norm, 1);
        List<TokenWeights.Block> blocks = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            long seed = 10L * i;
            blocks.add(new TokenWeights.Block(
                    norm,
                    layer(q, variant, seed),
                    layer(kv, variant, seed + 1),
                    layer(kv, variant, seed + 2),
                    layer(o, variant, seed + 3),
                    norm,
                    layer(gate, variant, seed + 4),
                    layer(gate, variant, seed + 5),
                    layer(down, variant, seed + 6)));
        }
        Weights embedding = RandomMatrix.of(config.vocabulary(), config.hidden(), Variant.dense(exact), 5);
        Weights head = config.tied()
                ? embedding
                : RandomMatrix.of(config.vocabulary(), config.hidden(), Variant.dense(exact), 6);
        return new TokenWeights(cut, embedding, List.copyOf(blocks), norm, head);
    }

    private static TokenWeights.Layer layer(LayerShape shape, Variant variant, long seed) {
        return new TokenWeights.Layer(RandomMatrix.of(shape, variant, seed), null);
    }

    /// Tokens per second of each variant, one entry a round.
    public Map<Variant, double[]> rates(int rounds, TaskContext context) {
        Map<Variant, double[]> rates = new LinkedHashMap<>();
        decoders.keySet().forEach(variant -> rates.put(variant, new double[rounds]));
        for (int round = -WARM_UP; round < rounds; round++) {
            for (Map.Entry<Variant, double[]> entry : rates.entrySet()) {
                context.checkCancelled();
                double rate = rate(decoder(entry.getKey()));
                if (round >= 0) {
                    entry.getValue()[round] = rate;
                }
            }
            context.progress(round + WARM_UP + 1, rounds + WARM_UP);
        }
        return rates;
    }

    private double rate(TokenDecoder decoder) {
        TokenState state = new TokenState(decoder.weights().config());
        decoder.forward(1 % config.vocabulary(), state);
        long begin = System.nanoTime();
        for (int token = 0; token < tokens; token++) {
            decoder.forward(token % config.vocabulary(), state);
        }
        return tokens / ((System.nanoTime() - begin) / 1e9);
    }
}
