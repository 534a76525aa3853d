package org.espalier.search.nas;

import java.util.List;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.VitConfig;

/// Supernets of pictures of 24 pixels that can be searched in a moment, and a listener that hears nothing.
final class SmallNets {

    static final SubnetSearch.Listener SILENT = new SubnetSearch.Listener() {
        @Override
        public void candidate(Candidate candidate, boolean best) {}

        @Override
        public void generation(SubnetSearch.Generation generation) {}
    };

    private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);

    private SmallNets() {}

    /// @param headDim channels of each of four heads
    static VitConfig of(int patch, int depth, int headDim, Choices choices) {
        int embed = choices.embedDim().getLast();
        return new VitConfig(
                24,
                patch,
                3,
                5,
                embed,
                depth,
                4,
                headDim,
                3,
                choices,
                new LowRank.TwoFactor(0.5, 0.5),
                false,
                4,
                true,
                true,
                true,
                false,
                HALF,
                HALF,
                List.of());
    }
}
