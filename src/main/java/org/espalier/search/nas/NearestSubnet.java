package org.espalier.search.nas;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.Subnet;

/// The subnet that is nearest to fitting where none fits.
public final class NearestSubnet {

    private NearestSubnet() {}

    /// Of the subnets with the same block throughout, the one that is least over its worst limit; one that the board's
    /// memories hold comes first.
    public static Subnet of(Choices choices, SubnetCosts costs, Limits limits) {
        return uniform(choices).stream()
                .min(Comparator.comparing((Subnet s) -> !costs.boardHolds(s, limits))
                        .thenComparingDouble(s -> costs.excess(s, limits))
                        .thenComparingLong(costs::macs))
                .orElseThrow();
    }

    /// Every subnet with the same block throughout.
    static List<Subnet> uniform(Choices choices) {
        List<Subnet> all = new ArrayList<>();
        for (int width : choices.embedDim()) {
            for (int depth : choices.depth()) {
                for (int heads : choices.heads()) {
                    for (double ratio : choices.mlpRatio()) {
                        all.add(Subnet.uniform(depth, width, heads, ratio));
                    }
                }
            }
        }
        return all;
    }
}
