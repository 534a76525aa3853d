package org.espalier.search.nas;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.espalier.model.vit.Subnet;
import org.espalier.search.surrogate.Surrogate;

/// Subnets of a space within limits: drawn at random, the uniform ones, and guesses at their accuracy.
public final class SubnetDraws {

    private static final int ATTEMPTS = 200;

    private final SubnetBreeder breeder;
    private final SubnetGenes genes;

    /// Of a space.
    ///
    /// @throws org.espalier.task.WorkbenchException infeasible if no subnet keeps within the limits
    public SubnetDraws(SearchSpace space, SubnetCosts costs, Limits limits) {
        this.breeder = new SubnetBreeder(space, costs, limits);
        this.genes = new SubnetGenes(space, costs);
    }

    /// Different legal subnets at random, in the order in which they were drawn; fewer if there are no more.
    public List<Subnet> distinct(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Set<Subnet> drawn = new LinkedHashSet<>();
        for (int left = count + ATTEMPTS; drawn.size() < count && left > 0; left--) {
            drawn.add(breeder.random(random));
        }
        return List.copyOf(drawn);
    }

    /// The legal uniform subnets (the same block throughout) that leave least of the flash unused, as a designer
    /// without a search would take them; of equal ones those with fewer multiplications first.
    public List<Subnet> fullest(int count) {
        return breeder.fullest().stream().limit(count).toList();
    }

    /// A guess at the order of subnets, larger for the more promising: of each by what was measured of the others of
    /// another half, even or odd. Empty if there are too few to learn from.
    ///
    /// @param measured accuracy of each
    public double[] guesses(List<Subnet> subnets, double[] measured) {
        if (!Surrogate.enough(subnets.size() / 2)) {
            return new double[0];
        }
        double[] guesses = new double[subnets.size()];
        for (int half = 0; half < 2; half++) {
            List<double[]> seen = new ArrayList<>();
            List<Double> losses = new ArrayList<>();
            for (int i = 1 - half; i < guesses.length; i += 2) {
                seen.add(genes.of(subnets.get(i)));
                losses.add(-measured[i]);
            }
            Surrogate surrogate = Surrogate.of(seen, losses);
            for (int i = half; i < guesses.length; i += 2) {
                guesses[i] = -surrogate.expected(genes.of(subnets.get(i)));
            }
        }
        return guesses;
    }
}
