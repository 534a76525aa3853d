package org.espalier.search.nas;

import java.util.HashMap;
import java.util.Map;
import org.espalier.model.vit.Choices;

/// The exact share of a space's subnets, drawn as in training (depth, width and every block uniformly), that keep
/// within limits.
///
/// Flash adds up over blocks and the peak is their maximum, so the distribution of both is built block by block; equal
/// outcomes fall together, and a space of 10^14 subnets takes milliseconds. Where the board's memories must hold an
/// arena that no single one holds, a subnet counts if each of its blocks alone finds room; where flash outside the chip
/// is all but full, that weights move there as a whole layer is not seen.
public final class LegalShare {

    private record State(long flash, long onChip, double peak) {}

    private record Left(double sram, long flash, long onChip) {}

    private LegalShare() {}

    /// From 0 to 1.
    public static double of(SearchSpace space, SubnetCosts costs, Limits limits) {
        Choices choices = space.config().choices();
        double share = 0;
        for (int width : choices.embedDim()) {
            for (int depth : choices.depth()) {
                share += legal(choices, costs, limits, width, depth);
            }
        }
        return share / choices.embedDim().size() / choices.depth().size();
    }

    private static double legal(Choices choices, SubnetCosts costs, Limits limits, int width, int depth) {
        Left left = new Left(
                costs.sram(limits) - costs.fixed(depth),
                costs.mode() == MemoryMode.COMPAT ? Long.MAX_VALUE : limits.flash(),
                costs.onChip(limits));
        Map<State, Double> states = new HashMap<>();
        put(states, new State(costs.stemFlash(width), costs.stemOnChip(width), costs.stemPeak(width)), 1, left);
        double each = 1.0 / choices.heads().size() / choices.mlpRatio().size();
        for (int block = 0; block < depth; block++) {
            Map<State, Double> next = new HashMap<>();
            for (int heads : choices.heads()) {
                for (double ratio : choices.mlpRatio()) {
                    SubnetCosts.BlockCosts cost = costs.block(width, heads, ratio);
                    if (limits.boardRam() && !cost.ramFits()) {
                        continue;
                    }
                    states.forEach((state, share) -> put(
                            next,
                            new State(
                                    state.flash() + cost.flash(),
                                    state.onChip() + cost.onChip(),
                                    Math.max(state.peak(), cost.peak())),
                            share * each,
                            left));
                }
            }
            states = next;
        }
        return states.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /// Adds a state unless it is already over a limit: it would stay so.
    private static void put(Map<State, Double> states, State state, double share, Left left) {
        if (state.peak() <= left.sram() && state.flash() <= left.flash() && state.onChip() <= left.onChip()) {
            states.merge(state, share, Double::sum);
        }
    }
}
