package org.espalier.workbench.step;

import org.espalier.model.vit.LowRank;
import org.espalier.search.nas.Limits;
import org.espalier.search.nas.MemoryMode;
import org.espalier.search.nas.SearchSpace;
import org.espalier.search.nas.SubnetCosts;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Which space, at which size, under which limits.
///
/// @param space a name, a configuration file or a folder with one
/// @param image side in pixels, null for the space's own
/// @param patch side in pixels, null for the space's own
/// @param rank rank ratio of three factors, null for the space's own
/// @param rankAttention rank ratio of attention with two factors; goes with `rankMlp`
/// @param budget bytes of SRAM, null for 320 KiB
/// @param flash bytes of flash, null for 1 MiB
/// @param mode `compat` or `corrected`
public record NasSpaceOptions(
        String space,
        @Nullable Integer image,
        @Nullable Integer patch,
        @Nullable Double rank,
        @Nullable Double rankAttention,
        @Nullable Double rankMlp,
        @Nullable Long budget,
        @Nullable Long flash,
        String mode) {

    /// A space as it is, under the limits of an STM32F746.
    public static NasSpaceOptions of(String space) {
        return new NasSpaceOptions(space, null, null, null, null, null, null, null, "corrected");
    }

    /// The space these options name.
    ///
    /// @throws WorkbenchException if there is none, or it cannot have this size
    SearchSpace resolve() {
        SearchSpace named = SearchSpace.of(space);
        return named.at(
                image == null ? named.config().imageSize() : image,
                patch == null ? named.config().patchSize() : patch,
                lowRank(named.config().lowRank()));
    }

    private LowRank lowRank(LowRank own) {
        if (rank != null && (rankAttention != null || rankMlp != null)) {
            throw WorkbenchException.usage(
                    "nas.rank",
                    "--rank and --rank-attention or --rank-mlp exclude each other",
                    "Give one or the other.");
        }
        if (rank != null) {
            return new LowRank.ThreeFactor(rank);
        }
        Double attention = rankAttention;
        Double mlp = rankMlp;
        if (attention == null && mlp == null) {
            return own;
        }
        if (attention == null || mlp == null) {
            throw WorkbenchException.usage("nas.rank", "--rank-attention and --rank-mlp go together", "Give both.");
        }
        return new LowRank.TwoFactor(attention, mlp);
    }

    SubnetCosts costs(SearchSpace resolved) {
        return new SubnetCosts(resolved.config(), MemoryMode.of(mode));
    }

    Limits limits() {
        return new Limits(
                budget == null ? Limits.STM32F746.sram() : budget, flash == null ? Limits.STM32F746.flash() : flash);
    }
}
