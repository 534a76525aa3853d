package org.espalier.search.nas;

import org.espalier.compress.quant.RelativeTables;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitConfig;
import org.espalier.plan.Planner;

/// One block of a subnet by formula: its parameters and multiplications, which are exact, and its bytes as
/// [SubnetCosts] estimates them where there is no plan.
///
/// @param config the supernet
/// @param width of a token (E)
/// @param inner heads times head size (Q)
/// @param hidden width of the MLP (F)
/// @param attentionRank rank of the attention's factors (R), 0 for dense layers
/// @param mlpRank rank of the MLP's factors (r), 0 for dense layers
record BlockSize(VitConfig config, long width, long inner, long hidden, long attentionRank, long mlpRank) {

    private static final long TABLES = 768;

    /// @param one a subnet of one block
    static BlockSize of(VitConfig config, Subnet one) {
        int heads = one.heads().getFirst();
        int hidden = one.hidden(0);
        return new BlockSize(
                config,
                one.embedDim(),
                (long) heads * config.headDim(),
                hidden,
                config.attentionRank(heads),
                config.mlpRank(one.embedDim(), hidden));
    }

    /// All of them, biases and position tables included.
    long parameters() {
        return weights() + (config.qkvBias() ? 3 * inner : 0) + width + hidden + width + tables() + 4 * width;
    }

    /// Multiplications of one picture.
    long macs() {
        long tokens = config.tokens();
        return tokens * weights() + 2 * tokens * (tokens + tableRows()) * inner;
    }

    /// Estimated bytes of flash, code included.
    long flash() {
        long middle = (attentionRank > 0 ? (threeFactors() ? 4 : 1) * attentionRank : 0)
                + (mlpRank > 0 ? (threeFactors() ? 4 : 2) * mlpRank : 0);
        long channels = 3 * inner + width + hidden + width + middle;
        return weights() + tables() + 8 * channels + 16 * width + TABLES + Planner.codeBytes(4) - Planner.codeBytes(0);
    }

    /// Estimated bytes of SRAM while it runs.
    long peak() {
        long tokens = config.tokens();
        long attention = tokens * width + 3 * inner * tokens + 2 * tokens + width + attentionRank;
        long mlp = tokens * width + width + 2 * hidden + 2 * mlpRank;
        return Math.max(attention, mlp);
    }

    private boolean threeFactors() {
        return config.lowRank() instanceof LowRank.ThreeFactor;
    }

    private long weights() {
        return factors(width, 3 * inner, attentionRank)
                + factors(inner, width, threeFactors() ? attentionRank : 0)
                + factors(width, hidden, mlpRank)
                + factors(hidden, width, mlpRank);
    }

    private long factors(long in, long out, long rank) {
        return rank == 0 ? in * out : in * rank + (threeFactors() ? rank * rank : 0) + rank * out;
    }

    /// Entries of the tables of relative positions, for keys and values, rows and columns.
    private long tables() {
        return config.relativePosition() ? 4L * (2L * config.maxRelativePosition() + 2) * config.headDim() : 0;
    }

    /// Rows of relative positions' tables that the grid can reach: each meets every query, and every row of weights.
    private long tableRows() {
        int side = config.patches().side();
        return config.relativePosition()
                ? RelativeTables.rows(RelativeTables.reach(side, config.maxRelativePosition()))
                : 0;
    }
}
