package org.espalier.search.nas;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetSampler;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Makes subnets of a space that keep within limits, and no others.
///
/// SRAM is a maximum and flash a sum over blocks, so if any subnet is legal, one with the same block throughout is:
/// these uniform subnets decide whether there is a search at all.
final class SubnetBreeder {

    private static final int DRAWS = 50;

    private final SearchSpace space;
    private final SubnetCosts costs;
    private final Limits limits;
    private final SubnetSampler sampler;
    private final List<Subnet> uniform;

    /// Finds the legal uniform subnets.
    ///
    /// @throws WorkbenchException infeasible, with the nearest subnet and the budget it needs, if there
    ///     are none
    SubnetBreeder(SearchSpace space, SubnetCosts costs, Limits limits) {
        this.space = space;
        this.costs = costs;
        this.limits = limits;
        this.sampler = new SubnetSampler(space.config());
        this.uniform = NearestSubnet.uniform(space.config().choices()).stream()
                .filter(s -> costs.legal(s, limits))
                .toList();
        if (uniform.isEmpty()) {
            throw infeasible();
        }
    }

    /// The legal subnets with the same block throughout, those that leave least of the flash unused first; of equal
    /// ones those with fewer multiplications first. At least one.
    List<Subnet> fullest() {
        return uniform.stream()
                .sorted(Comparator.comparingLong((Subnet s) -> -costs.flash(s)).thenComparingLong(costs::macs))
                .toList();
    }

    /// For each width and depth the uniform subnet that leaves least of the flash unused, the fullest first: what a
    /// designer would try.
    List<Subnet> shapes() {
        Set<List<Integer>> taken = new HashSet<>();
        return fullest().stream()
                .filter(s -> taken.add(List.of(s.embedDim(), s.depth())))
                .toList();
    }

    /// The subnet that is least over its worst limit, and what it needs.
    private WorkbenchException infeasible() {
        Subnet nearest = NearestSubnet.of(space.config().choices(), costs, limits);
        long sram = (long) Math.ceil(costs.peak(nearest));
        long flash = costs.flash(nearest);
        double time = costs.milliseconds(nearest);
        long most = costs.sram(limits);
        String needs = String.format(
                Locale.ROOT,
                "%,d bytes of SRAM (limit %,d) and %,d of flash (limit %,d)",
                sram,
                most,
                flash,
                limits.flash());
        boolean timed = Double.isFinite(limits.milliseconds());
        String wait = timed
                ? String.format(Locale.ROOT, ", and takes %.0f ms (limit %.0f)", time, limits.milliseconds())
                : "";
        if (!costs.boardHolds(nearest, limits)) {
            return WorkbenchException.infeasible(
                    "nas.search.none",
                    space.name() + ": no subnet finds room on the board; one of depth " + nearest.depth() + ", width "
                            + nearest.embedDim() + " needs " + needs + wait
                            + ", and a buffer must lie in one memory as a whole",
                    "Take a smaller space, or a board with more SRAM in one piece and more flash:"
                            + " 'espalier mcu plan' lists what lies where.");
        }
        return WorkbenchException.infeasible(
                "nas.search.none",
                space.name() + ": no subnet keeps within the limits; the nearest is depth " + nearest.depth()
                        + ", width " + nearest.embedDim() + ", heads "
                        + nearest.heads().getFirst() + ", MLP ratio "
                        + nearest.mlpRatio().getFirst() + ", which needs " + needs + wait,
                "The nearest feasible budget is --budget " + Math.max(sram, most)
                        + (costs.mode() == MemoryMode.COMPAT ? "" : " --flash " + Math.max(flash, limits.flash()))
                        + (timed && time > limits.milliseconds() ? " --latency " + (long) Math.ceil(time) : "")
                        + "; or take a smaller space.");
    }

    /// A legal subnet at random: drawn until one is legal, else a drawn one with blocks exchanged for those of a legal
    /// uniform subnet until it is.
    Subnet random(RandomGenerator random) {
        for (int i = 0; i < DRAWS; i++) {
            Subnet drawn = sampler.next(random);
            if (costs.legal(drawn, limits)) {
                return drawn;
            }
        }
        Subnet base = uniform.get(random.nextInt(uniform.size()));
        Subnet drawn = sampler.next(random);
        List<Integer> heads = new ArrayList<>(base.heads());
        List<Double> ratios = new ArrayList<>(base.mlpRatio());
        List<Integer> own = new ArrayList<>();
        for (int n = 0; n < Math.min(base.depth(), drawn.depth()); n++) {
            heads.set(n, drawn.heads().get(n));
            ratios.set(n, drawn.mlpRatio().get(n));
            own.add(n);
        }
        Subnet mixed = new Subnet(base.depth(), base.embedDim(), heads, ratios);
        while (!costs.legal(mixed, limits)) {
            int at = random.nextInt(own.size());
            int n = own.get(at);
            own.subList(at, at + 1).clear();
            heads.set(n, base.heads().get(n));
            ratios.set(n, base.mlpRatio().get(n));
            mixed = new Subnet(base.depth(), base.embedDim(), heads, ratios);
        }
        return mixed;
    }

    /// A change of one parent, or null if it is not legal: width and depth with probability `net` each, heads and MLP
    /// ratio of each block with `block` each; new blocks are random, surplus ones cut.
    @Nullable
    Subnet mutation(Subnet parent, double block, double net, RandomGenerator random) {
        Choices c = space.config().choices();
        int width = random.nextDouble() < net ? pick(c.embedDim(), random) : parent.embedDim();
        int depth = random.nextDouble() < net ? pick(c.depth(), random) : parent.depth();
        List<Integer> heads = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int n = 0; n < depth; n++) {
            boolean fresh = n >= parent.depth();
            ratios.add(
                    fresh || random.nextDouble() < block
                            ? pick(c.mlpRatio(), random)
                            : parent.mlpRatio().get(n));
            heads.add(
                    fresh || random.nextDouble() < block
                            ? pick(c.heads(), random)
                            : parent.heads().get(n));
        }
        return legal(new Subnet(depth, width, heads, ratios));
    }

    /// A mixture of two parents, gene by gene, or null if it is not legal; depth comes from one of them, and blocks
    /// that only one of them has from that one.
    @Nullable
    Subnet crossover(Subnet a, Subnet b, RandomGenerator random) {
        int depth = random.nextBoolean() ? a.depth() : b.depth();
        List<Integer> heads = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int n = 0; n < depth; n++) {
            heads.add(from(a, b, n, random).heads().get(n));
            ratios.add(from(a, b, n, random).mlpRatio().get(n));
        }
        return legal(new Subnet(depth, random.nextBoolean() ? a.embedDim() : b.embedDim(), heads, ratios));
    }

    private static Subnet from(Subnet a, Subnet b, int block, RandomGenerator random) {
        boolean first = random.nextBoolean();
        if (block >= a.depth()) {
            return b;
        }
        return block >= b.depth() || first ? a : b;
    }

    @Nullable
    private Subnet legal(Subnet subnet) {
        return costs.legal(subnet, limits) ? subnet : null;
    }

    private static <T> T pick(List<T> from, RandomGenerator random) {
        return from.get(random.nextInt(from.size()));
    }
}
