package org.espalier.search.nas;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.Subnet;
import org.espalier.task.TaskContext;

/// The largest subnet of a space that keeps within limits: the one with the most multiplications, or parameters.
///
/// Both add up over blocks, as flash does, and the peak is the blocks' maximum, so what matters is how often each
/// choice of heads and MLP ratio occurs, not in which block: a space of 10^14 subnets has some ten thousand such
/// counts. They are tried from the largest down, each against its own plan, until one is legal. Of counts with the same
/// flash the largest stands for all.
public final class LargestSubnet {

    /// What "large" counts.
    public enum Size {
        /// Multiply-accumulates of one picture.
        MULTIPLICATIONS,
        /// Parameters.
        PARAMETERS
    }

    /// Bytes of flash, and those of them that cannot leave the chip.
    private record Use(long flash, long onChip) {}

    /// Blocks so far, the largest choices first.
    private record Blocks(long size, List<Integer> heads, List<Double> mlpRatio) {}

    private record Found(long size, Subnet subnet) {}

    private final SearchSpace space;
    private final SubnetCosts costs;
    private final Limits limits;
    private final Size size;

    private LargestSubnet(SearchSpace space, SubnetCosts costs, Limits limits, Size size) {
        this.space = space;
        this.costs = costs;
        this.limits = limits;
        this.size = size;
    }

    /// The subnet; empty if none is legal.
    public static Optional<Subnet> of(
            SearchSpace space, SubnetCosts costs, Limits limits, Size size, TaskContext context) {
        return new LargestSubnet(space, costs, limits, size).search(context);
    }

    private Optional<Subnet> search(TaskContext context) {
        Choices choices = space.config().choices();
        List<Found> found = new ArrayList<>();
        for (int width : choices.embedDim()) {
            for (int depth : choices.depth()) {
                context.checkCancelled();
                found.addAll(counts(width, depth));
            }
        }
        found.sort(Comparator.comparingLong(Found::size).reversed());
        for (Found each : found) {
            context.checkCancelled();
            if (costs.legal(each.subnet(), limits)) {
                return Optional.of(each.subnet());
            }
        }
        return Optional.empty();
    }

    /// For each total of flash the largest blocks of that total.
    private List<Found> counts(int width, int depth) {
        Map<Use, Blocks> all = new LinkedHashMap<>();
        all.put(new Use(stem(width), costs.stemOnChip(width)), new Blocks(0, List.of(), List.of()));
        List<Blocks> options = options(width, depth);
        for (int n = 0; n < depth; n++) {
            Map<Use, Blocks> next = new LinkedHashMap<>();
            all.forEach((use, blocks) -> options.forEach(option -> add(next, width, use, blocks, option)));
            all = next;
        }
        return all.values().stream()
                .map(blocks -> new Subnet(depth, width, blocks.heads(), blocks.mlpRatio()))
                .map(subnet -> new Found(size(subnet), subnet))
                .toList();
    }

    private long stem(int width) {
        return costs.mode() == MemoryMode.COMPAT ? 0 : costs.stemFlash(width);
    }

    private void add(Map<Use, Blocks> next, int width, Use use, Blocks blocks, Blocks option) {
        int heads = option.heads().getFirst();
        double ratio = option.mlpRatio().getFirst();
        SubnetCosts.BlockCosts cost = costs.block(width, heads, ratio);
        Use sum = new Use(use.flash() + cost.flash(), use.onChip() + cost.onChip());
        boolean counted = costs.mode() != MemoryMode.COMPAT;
        if (counted && (sum.flash() > limits.flash() || sum.onChip() > costs.onChip(limits))) {
            return;
        }
        List<Integer> allHeads = new ArrayList<>(blocks.heads());
        List<Double> allRatios = new ArrayList<>(blocks.mlpRatio());
        allHeads.add(heads);
        allRatios.add(ratio);
        Blocks more = new Blocks(blocks.size() + option.size(), allHeads, allRatios);
        next.merge(sum, more, (a, b) -> b.size() > a.size() ? b : a);
    }

    /// Choices for a block that memory has room for, the largest first.
    private List<Blocks> options(int width, int depth) {
        Choices choices = space.config().choices();
        List<Blocks> options = new ArrayList<>();
        for (int heads : choices.heads()) {
            for (double ratio : choices.mlpRatio()) {
                SubnetCosts.BlockCosts cost = costs.block(width, heads, ratio);
                boolean room = cost.peak() <= costs.sram(limits) - costs.fixed(depth);
                if (room && (!limits.boardRam() || cost.ramFits())) {
                    long counts = size == Size.PARAMETERS ? cost.parameters() : cost.macs();
                    options.add(new Blocks(counts, List.of(heads), List.of(ratio)));
                }
            }
        }
        options.sort(Comparator.comparingLong(Blocks::size).reversed());
        return options;
    }

    private long size(Subnet subnet) {
        return size == Size.PARAMETERS ? costs.parameters(subnet) : costs.macs(subnet);
    }
}
