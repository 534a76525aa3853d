package org.espalier.search.nas;

import java.util.ArrayList;
import java.util.List;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitConfig;
import org.espalier.plan.Techniques;

/// Bytes of the stages of a net by the closed formulas, each without and with the technique that is for it.
///
/// Symbols as in [MemoryDefinition]. A low-rank layer counts its last factor, whose rank is int(E r).
///
/// - fc1: `F r + T (r + F)`; tokens overwritten `F r + T max(r, F)`
/// - qkv: `3Q r + T (r + 3Q)`; tokens overwritten `3Q r + T max(r, 3Q)`
/// - attention: `3Q T + 2 h T² + Q T`; integrated, one row of scores at a time over its own query `3Q T
///   + T`
/// - patch embedding: `3 I² + 3 P² E + (T−1) E`; decomposed, a patch at a time from where the picture is
/// `3 P² E + 3 P² + (T−1) E`
///
/// @param stage "fc1", "qkv", "attention" or "patch embedding"
/// @param technique what makes it smaller
/// @param naive bytes without it
/// @param with bytes with it
public record StageMemory(String stage, String technique, long naive, long with) {

    private static final String INTEGRATION = "operator integration";
    private static final String DECOMPOSITION = "patch embedding decomposition";
    private static final String OVERWRITING = "token overwriting";

    /// The stages of the largest block of a subnet.
    public static List<StageMemory> of(VitConfig config, Subnet subnet) {
        long e = subnet.embedDim();
        long tokens = config.tokens();
        long heads = subnet.heads().stream().mapToInt(Integer::intValue).max().orElse(1);
        long q = heads * config.headDim();
        long hidden = 0;
        for (int n = 0; n < subnet.depth(); n++) {
            hidden = Math.max(hidden, subnet.hidden(n));
        }
        long mlp = rank(e, config.lowRank(), false);
        long attention = rank(e, config.lowRank(), true);
        List<StageMemory> stages = new ArrayList<>();
        stages.add(linear("fc1", tokens, mlp, hidden));
        stages.add(linear("qkv", tokens, attention, 3 * q));
        stages.add(new StageMemory(
                "attention",
                INTEGRATION,
                3 * q * tokens + 2 * heads * tokens * tokens + q * tokens,
                3 * q * tokens + tokens));
        long patch = (long) config.inChans() * config.patchSize() * config.patchSize();
        long picture = (long) config.inChans() * config.imageSize() * config.imageSize();
        long rows = (tokens - 1) * e;
        stages.add(new StageMemory(
                "patch embedding", DECOMPOSITION, picture + patch * e + rows, patch * e + patch + rows));
        return List.copyOf(stages);
    }

    /// The largest of stages, each with its technique where that is switched on.
    public static long peak(List<StageMemory> stages, Techniques techniques) {
        return stages.stream()
                .mapToLong(s -> s.uses(techniques) ? s.with : s.naive)
                .max()
                .orElse(0);
    }

    private boolean uses(Techniques techniques) {
        return switch (technique) {
            case INTEGRATION -> techniques.integration();
            case DECOMPOSITION -> techniques.decomposition();
            default -> techniques.overwriting();
        };
    }

    private static StageMemory linear(String stage, long tokens, long in, long out) {
        return new StageMemory(
                stage, OVERWRITING, in * out + tokens * (in + out), in * out + tokens * Math.max(in, out));
    }

    private static long rank(long width, LowRank lowRank, boolean attention) {
        return switch (lowRank) {
            case LowRank.Dense d -> width;
            case LowRank.ThreeFactor t -> (long) (width * t.ratio());
            case LowRank.TwoFactor t -> (long) (width * (attention ? t.attention() : t.mlp()));
        };
    }
}
