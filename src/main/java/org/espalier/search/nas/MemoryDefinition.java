package org.espalier.search.nas;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitConfig;

/// What other work calls the peak memory of a net, a byte per number. They differ in what they leave out.
///
/// Symbols: E width, M MLP ratio, F = int(E M), h heads, Q = h d, I image, P patch, T tokens with the class token, r
/// rank ratio (1 where dense), r' = int(E r).
public enum MemoryDefinition {
    /// One linear layer's whole weight and the larger of its input and output: token overwriting. The largest of all
    /// layers of the blocks, each factor a layer of its own.
    PAPER,
    /// The released code: `E ((I/P)² + 1) (1 + M) + E M E r`.
    RELEASE,
    /// Its follow-up: `max(F T + r' T + F r', 3Q T + r' T + 3Q r')`, with the MLP's ratio in the first and that of
    /// attention in the second.
    FOLLOW_UP,
    /// MCUNet: input and output of one layer, weights stay in flash; no residual, no scores.
    MCUNET;

    /// As on the command line: "follow-up".
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Whether the definition, as published, lays a layer's output over its input.
    boolean overwrites() {
        return this == PAPER;
    }

    /// The peak of a subnet in bytes, as published; the published formulas give fractions.
    public double peak(VitConfig config, Subnet subnet) {
        return peak(config, subnet, overwrites());
    }

    /// The peak of a subnet in bytes, by the definition with or without token overwriting, the only technique that any
    /// of them knows.
    ///
    /// @param overwriting whether a linear layer counts the larger of its input and output, or both
    public double peak(VitConfig config, Subnet subnet, boolean overwriting) {
        double peak = stem(config, subnet.embedDim());
        for (int n = 0; n < subnet.depth(); n++) {
            peak = Math.max(
                    peak,
                    block(
                            config,
                            subnet.embedDim(),
                            subnet.heads().get(n),
                            subnet.mlpRatio().get(n),
                            overwriting));
        }
        return peak;
    }

    /// Bytes before the blocks.
    double stem(VitConfig config, int width) {
        return this == MCUNET
                ? (double) config.inChans() * config.imageSize() * config.imageSize()
                        + (double) config.patches().count() * width
                : 0;
    }

    /// Bytes of one block, as published.
    double block(VitConfig config, int width, int heads, double mlpRatio) {
        return block(config, width, heads, mlpRatio, overwrites());
    }

    private double block(VitConfig config, int width, int heads, double mlpRatio, boolean overwriting) {
        return switch (this) {
            case RELEASE -> released(config, width, mlpRatio, overwriting);
            case FOLLOW_UP -> followUp(config, width, heads, mlpRatio, overwriting);
            case PAPER, MCUNET -> layers(config, width, heads, mlpRatio, overwriting);
        };
    }

    /// Numbers that a layer's input and output hold at a time.
    private static double held(double tokens, double in, double out, boolean overwriting) {
        return tokens * (overwriting ? Math.max(in, out) : in + out);
    }

    /// The grid is the exact quotient, padded or not.
    private static double released(VitConfig config, double e, double mlpRatio, boolean overwriting) {
        double side = (double) config.imageSize() / config.patchSize();
        return held(side * side + 1, e, e * mlpRatio, overwriting) + e * mlpRatio * e * mlpShare(config.lowRank());
    }

    /// The follow-up takes the rank of attention as a share of the width here, of Q in its layers.
    private static double followUp(VitConfig config, double e, int heads, double mlpRatio, boolean overwriting) {
        double tokens = config.tokens();
        double q = (double) heads * config.headDim();
        double ra = Math.floor(e * attentionShare(config.lowRank()));
        double rm = Math.floor(e * mlpShare(config.lowRank()));
        double mlp = held(tokens, rm, e * mlpRatio, overwriting) + e * mlpRatio * rm;
        double attention = held(tokens, ra, 3 * q, overwriting) + 3 * q * ra;
        return Math.max(mlp, attention);
    }

    private double layers(VitConfig config, int width, int heads, double mlpRatio, boolean overwriting) {
        long q = (long) heads * config.headDim();
        int hidden = Subnet.uniform(1, width, heads, mlpRatio).hidden(0);
        boolean three = config.lowRank() instanceof LowRank.ThreeFactor;
        long rank = config.attentionRank(heads);
        long mlpRank = config.mlpRank(width, hidden);
        double most = 0;
        for (long[] layer : new long[][] {
            {width, 3 * q, rank}, {q, width, three ? rank : 0}, {width, hidden, mlpRank}, {hidden, width, mlpRank}
        }) {
            most = Math.max(most, chain(config, layer[0], layer[1], layer[2], three, overwriting));
        }
        return most;
    }

    /// The costliest factor of a layer.
    private double chain(VitConfig config, long in, long out, long rank, boolean three, boolean overwriting) {
        int tokens = config.tokens();
        if (rank == 0) {
            return linear(tokens, in, out, overwriting);
        }
        double most = Math.max(linear(tokens, in, rank, overwriting), linear(tokens, rank, out, overwriting));
        return three ? Math.max(most, linear(tokens, rank, rank, overwriting)) : most;
    }

    private double linear(long tokens, long in, long out, boolean overwriting) {
        return (this == PAPER ? in * out : 0) + held((double) tokens, (double) in, (double) out, overwriting);
    }

    private static double attentionShare(LowRank lowRank) {
        return switch (lowRank) {
            case LowRank.Dense d -> 1;
            case LowRank.ThreeFactor t -> t.ratio();
            case LowRank.TwoFactor t -> t.attention();
        };
    }

    private static double mlpShare(LowRank lowRank) {
        return switch (lowRank) {
            case LowRank.Dense d -> 1;
            case LowRank.ThreeFactor t -> t.ratio();
            case LowRank.TwoFactor t -> t.mlp();
        };
    }
}
