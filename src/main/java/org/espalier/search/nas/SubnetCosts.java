package org.espalier.search.nas;

import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitConfig;

/// Parameters, bytes and multiplications of a subnet, by formula.
///
/// Symbols: E width, T tokens with the class token, N patches, h heads, d head size, Q = h d, F hidden width, R and r
/// ranks of attention and MLP.
///
/// Peak in `corrected` mode, int8, weights in flash, with patch-wise embedding, one row of scores at a time and the
/// MLP token by token:
///
/// - embedding: the picture, one patch and the tokens so far: 3 I² + 3 P² + N E
/// - attention of a block: residual, q k v (the context overwrites q), one row of scores in 16 bits, one normalised
///   token and its rank-R image: T E + 3 Q T + 2 T + E + R
/// - MLP of a block: residual and one token through all factors: T E + E + 2 F + 2 r
///
/// Flash in `corrected` mode: a byte per weight and position, 8 per output channel (bias and multiplier), 8 per norm
/// column, 768 for each block's tables, and 32 KiB for code.
public record SubnetCosts(VitConfig config, MemoryMode mode) {

    private static final long CODE = 32 * 1024;
    private static final long TABLES = 768;

    /// What one block of a subnet costs.
    ///
    /// @param parameters all of them, biases and position tables included
    /// @param weights matrix entries
    /// @param channels outputs of all its matrices
    /// @param peak bytes while it runs; fractions occur in compat mode
    /// @param macs multiplications
    record BlockCosts(long parameters, long weights, long channels, double peak, long macs) {

        /// Bytes of flash.
        long flash(int width) {
            return weights + 8 * channels + 16L * width + TABLES;
        }
    }

    /// Parameters of a subnet: the entries of the slices it uses.
    public long parameters(Subnet subnet) {
        long sum = stemParameters(subnet.embedDim());
        for (int n = 0; n < subnet.depth(); n++) {
            sum += block(
                            subnet.embedDim(),
                            subnet.heads().get(n),
                            subnet.mlpRatio().get(n))
                    .parameters();
        }
        return sum;
    }

    /// Peak of SRAM in bytes; compat mode may give a fraction.
    public double peak(Subnet subnet) {
        double peak = stemPeak(subnet.embedDim());
        for (int n = 0; n < subnet.depth(); n++) {
            peak = Math.max(
                    peak,
                    block(
                                    subnet.embedDim(),
                                    subnet.heads().get(n),
                                    subnet.mlpRatio().get(n))
                            .peak());
        }
        return peak;
    }

    /// Bytes of flash; in compat mode a byte per parameter.
    public long flash(Subnet subnet) {
        if (mode == MemoryMode.COMPAT) {
            return parameters(subnet);
        }
        long sum = stemFlash(subnet.embedDim());
        for (int n = 0; n < subnet.depth(); n++) {
            sum += block(
                            subnet.embedDim(),
                            subnet.heads().get(n),
                            subnet.mlpRatio().get(n))
                    .flash(subnet.embedDim());
        }
        return sum;
    }

    /// Multiplications of one picture.
    public long macs(Subnet subnet) {
        long width = subnet.embedDim();
        long sum = config.patches().count() * patchInputs() * width + width * config.numClasses();
        for (int n = 0; n < subnet.depth(); n++) {
            sum += block(
                            subnet.embedDim(),
                            subnet.heads().get(n),
                            subnet.mlpRatio().get(n))
                    .macs();
        }
        return sum;
    }

    /// Whether a subnet keeps within limits.
    public boolean legal(Subnet subnet, Limits limits) {
        return peak(subnet) <= limits.sram() && (mode == MemoryMode.COMPAT || flash(subnet) <= limits.flash());
    }

    long stemParameters(int width) {
        long e = width;
        long positions = config.absPos() ? config.tokens() * e : 0;
        return patchInputs() * e + e + e + positions + 2 * e + (e + 1) * config.numClasses();
    }

    long stemFlash(int width) {
        long e = width;
        long positions = config.absPos() ? config.tokens() * e : 0;
        long matrices = (patchInputs() + 8) * e + (e + 8) * config.numClasses();
        return CODE + matrices + positions + e + 8 * e;
    }

    double stemPeak(int width) {
        if (mode == MemoryMode.COMPAT) {
            return 0;
        }
        long image = (long) config.inChans() * config.imageSize() * config.imageSize();
        return image + patchInputs() + (long) config.patches().count() * width;
    }

    private long patchInputs() {
        return (long) config.inChans() * config.patchSize() * config.patchSize();
    }

    BlockCosts block(int width, int heads, double mlpRatio) {
        long e = width;
        long tokens = config.tokens();
        long q = (long) heads * config.headDim();
        int hidden = Subnet.uniform(1, width, heads, mlpRatio).hidden(0);
        long f = hidden;
        long r = config.attentionRank(heads);
        long m = config.mlpRank(width, hidden);
        boolean three = config.lowRank() instanceof LowRank.ThreeFactor;
        long qkv = factors(e, 3 * q, r, three);
        long proj = factors(q, e, three ? r : 0, three);
        long mlp = factors(e, f, m, three) + factors(f, e, m, three);
        long weights = qkv + proj + mlp;
        long ranks = (r > 0 ? (three ? 2 : 1) * r : 0) + (three ? 2 * r : 0) + (m > 0 ? (three ? 4 : 2) * m : 0);
        long channels = 3 * q + e + f + e + ranks;
        long tables = config.relativePosition() ? 4L * (2L * config.maxRelativePosition() + 2) * config.headDim() : 0;
        long parameters = weights + (config.qkvBias() ? 3 * q : 0) + e + f + e + tables + 4 * e;
        long pairs = 2 * tokens * tokens * q * (config.relativePosition() ? 2 : 1);
        return new BlockCosts(
                parameters, weights + tables, channels, peak(e, q, f, r, m, mlpRatio), tokens * weights + pairs);
    }

    private static long factors(long in, long out, long rank, boolean three) {
        return rank == 0 ? in * out : in * rank + (three ? rank * rank : 0) + rank * out;
    }

    private double peak(long e, long q, long f, long r, long m, double mlpRatio) {
        long tokens = config.tokens();
        if (mode == MemoryMode.CORRECTED) {
            long attention = tokens * e + 3 * q * tokens + 2 * tokens + e + r;
            long mlp = tokens * e + e + 2 * f + 2 * m;
            return Math.max(attention, mlp);
        }
        return switch (config.lowRank()) {
            case LowRank.TwoFactor t -> {
                // The follow-up takes the rank of attention as a share of the width here.
                long ra = (long) (e * t.attention() + 1e-9);
                double mlp = e * mlpRatio * tokens + m * tokens + e * mlpRatio * m;
                double attention = 3.0 * q * tokens + ra * tokens + 3.0 * q * ra;
                yield Math.max(mlp, attention);
            }
            case LowRank.ThreeFactor t -> released(e, mlpRatio, t.ratio());
            case LowRank.Dense d -> released(e, mlpRatio, 1);
        };
    }

    /// Section 1 of the release: the grid is the exact quotient, padded or not.
    private double released(long e, double mlpRatio, double rank) {
        double side = (double) config.imageSize() / config.patchSize();
        return e * (side * side + 1) * (1 + mlpRatio) + e * mlpRatio * e * rank;
    }
}
