package org.espalier.search.prune;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.espalier.search.surrogate.Surrogate;
import org.jspecify.annotations.Nullable;

/// How candidates are made: at random, from one parent, from two. The paper's own operators are not recovered.
///
/// @param space all candidates
/// @param mutation chance of each gene to move by one or two steps
/// @param proposals children drawn for each that is scored, if a surrogate can tell which is promising
/// @param random the only source of chance
record Evolution(PolicySpace space, double mutation, int proposals, Random random) {

    private static final int TRIES = 30;

    /// How a candidate came to be.
    record Made(Candidate candidate, String origin) {}

    /// Draws every gene from its range's grid.
    Candidate random(Ranges ranges) {
        double[] ratios = new double[space.genes().size()];
        for (int g = 0; g < ratios.length; g++) {
            ratios[g] = ranges.low(g) + ranges.step() * random.nextInt(ranges.points(g));
        }
        return space.repair(ratios, ranges);
    }

    private Candidate mutated(Candidate parent, Ranges ranges) {
        double[] ratios = space.ratios(parent);
        boolean moved = false;
        for (int g = 0; g < ratios.length; g++) {
            if (random.nextDouble() < mutation) {
                moved = true;
                shift(ratios, g, ranges);
            }
        }
        if (!moved) {
            shift(ratios, random.nextInt(ratios.length), ranges);
        }
        return space.repair(ratios, ranges);
    }

    private void shift(double[] ratios, int gene, Ranges ranges) {
        int steps = (1 + random.nextInt(2)) * (random.nextBoolean() ? 1 : -1);
        ratios[gene] = Math.clamp(ratios[gene] + steps * ranges.step(), ranges.low(gene), ranges.high(gene));
    }

    private Candidate crossed(Candidate a, Candidate b, Ranges ranges) {
        double[] left = space.ratios(a);
        double[] right = space.ratios(b);
        for (int g = 0; g < left.length; g++) {
            if (random.nextBoolean()) {
                left[g] = right[g];
            }
        }
        return space.repair(left, ranges);
    }

    /// The next candidates, none of which was seen before as far as chance finds any: half crossed, half mutated,
    /// some drawn anew.
    ///
    /// @param surrogate chooses among proposals; null to take every child as it comes
    List<Made> next(
            List<Candidate> parents,
            int count,
            int immigrants,
            Ranges ranges,
            Set<Candidate> seen,
            @Nullable Surrogate surrogate) {
        List<Made> made = new ArrayList<>();
        Set<Candidate> taken = new HashSet<>(seen);
        for (int i = 0; i < count; i++) {
            boolean immigrant = i >= count - immigrants;
            Made child = surrogate == null || immigrant
                    ? fresh(parents, immigrant ? 2 : i % 2, ranges, taken)
                    : promising(parents, i % 2, ranges, taken, surrogate);
            if (taken.add(child.candidate())) {
                made.add(child);
                if (surrogate != null) {
                    surrogate.chosen(space.ratios(child.candidate()));
                }
            }
        }
        return made;
    }

    /// A child that is not taken, if chance finds one.
    private Made fresh(List<Candidate> parents, int way, Ranges ranges, Set<Candidate> taken) {
        Made child = child(parents, way, ranges);
        for (int tries = 0; taken.contains(child.candidate()) && tries < TRIES; tries++) {
            child = child(parents, tries < TRIES / 2 && way != 2 ? way : 2, ranges);
        }
        return child;
    }

    private Made promising(List<Candidate> parents, int way, Ranges ranges, Set<Candidate> taken, Surrogate surrogate) {
        Made best = fresh(parents, way, ranges, taken);
        double least = surrogate.guess(space.ratios(best.candidate()));
        for (int n = 1; n < proposals; n++) {
            Made child = child(parents, way, ranges);
            if (!taken.contains(child.candidate())) {
                double guess = surrogate.guess(space.ratios(child.candidate()));
                if (guess < least || taken.contains(best.candidate())) {
                    least = guess;
                    best = child;
                }
            }
        }
        return best;
    }

    private Made child(List<Candidate> parents, int way, Ranges ranges) {
        if (way == 0 && parents.size() > 1) {
            int a = random.nextInt(parents.size());
            int b = (a + 1 + random.nextInt(parents.size() - 1)) % parents.size();
            return new Made(crossed(parents.get(a), parents.get(b), ranges), "crossover");
        }
        if (way != 2 && !parents.isEmpty()) {
            return new Made(mutated(parents.get(random.nextInt(parents.size())), ranges), "mutation");
        }
        return new Made(random(ranges), "random");
    }
}
