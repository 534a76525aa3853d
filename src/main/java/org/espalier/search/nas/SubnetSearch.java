package org.espalier.search.nas;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.espalier.model.vit.Subnet;
import org.espalier.search.evaluate.Evaluator;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;

/// Searches a trained supernet for the most accurate subnet within hard limits, by AutoFormer's evolution
/// (Chen et al. 2021): the best ever seen are parents, half of a generation are mutations, half
/// crossovers, and what is
/// lacking is drawn at random. Random search with the same number of measurements is the baseline.
///
/// Everything follows from the seed and the accuracies: a search that is given the accuracies it
/// measured before goes
/// the same way again, which is how it resumes.
public final class SubnetSearch {

    private static final int ATTEMPTS = 10;
    private static final int RANDOM_ATTEMPTS = 200;

    private final SubnetCosts costs;
    private final SubnetBreeder breeder;
    private final Settings settings;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Generation> generations = new ArrayList<>();
    private final Set<Subnet> seen = new HashSet<>();

    /// How to search.
    ///
    /// @param random draw every generation at random
    /// @param population measurements per generation
    /// @param generations how many, the first random one included
    /// @param parents the best ever seen, from which the next generation comes
    /// @param mutateBlock probability that a block's heads, or its MLP ratio, change
    /// @param mutateNet probability that width, or depth, change
    public record Settings(
            boolean random,
            int population,
            int generations,
            int parents,
            double mutateBlock,
            double mutateNet,
            long seed) {

        /// AutoFormer's probabilities.
        public static Settings of(boolean random, int population, int generations, int parents, long seed) {
            return new Settings(random, population, generations, parents, 0.2, 0.4, seed);
        }
    }

    /// A generation in numbers.
    ///
    /// @param best most accurate subnet so far, percent
    /// @param mean accuracy of this generation, percent
    /// @param measured subnets measured so far
    public record Generation(int generation, double best, double mean, int measured) {}

    /// Who hears of each candidate and generation as it is finished.
    public interface Listener {
        /// A subnet was measured.
        void candidate(Candidate candidate, boolean best);

        /// All of a generation are measured.
        void generation(Generation generation);
    }

    /// A search of a space.
    ///
    /// @throws org.espalier.task.WorkbenchException infeasible if no subnet keeps within the limits
    public SubnetSearch(SearchSpace space, SubnetCosts costs, Limits limits, Settings settings) {
        this.costs = costs;
        this.breeder = new SubnetBreeder(space, costs, limits);
        this.settings = settings;
    }

    /// Everything measured, best first.
    public List<Candidate> candidates() {
        return candidates.stream().sorted(Candidate.BETTER_FIRST).toList();
    }

    /// The generations so far.
    public List<Generation> generations() {
        return List.copyOf(generations);
    }

    /// Runs to the last generation; ends early if the space has no legal subnets left that were not
    /// measured.
    ///
    /// @param accuracies percent of each subnet
    public void run(Evaluator<Subnet, Double> accuracies, Listener listener, TaskContext context) {
        int total = Math.multiplyExact(settings.population(), settings.generations());
        for (int g = 0; g < settings.generations(); g++) {
            SplittableRandom random = new SplittableRandom(settings.seed() * 0x9E3779B97F4A7C15L + g + 1);
            List<Subnet> parents = candidates().stream()
                    .limit(settings.parents())
                    .map(Candidate::subnet)
                    .toList();
            List<Bred> next = new ArrayList<>();
            for (int i = 0; i < settings.population(); i++) {
                context.checkCancelled();
                Bred one = g == 0 || settings.random() ? random(random) : bred(i, parents, random);
                if (one == null) {
                    break;
                }
                next.add(one);
            }
            if (next.isEmpty()) {
                return;
            }
            Arrivals arrivals = new Arrivals(next, g, total, listener, context);
            accuracies.evaluate(next.stream().map(Bred::subnet).toList(), arrivals, context);
            double mean = arrivals.sum / next.size();
            generations.add(new Generation(g, candidates().getFirst().validation(), mean, candidates.size()));
            listener.generation(generations.getLast());
        }
    }

    /// Takes a generation's accuracies as they come and tells of its candidates in the order in which they
    /// were bred, so that the course does not depend on who is measured first.
    private final class Arrivals implements Evaluator.Listener<Double> {

        private final List<Bred> bred;
        private final int generation;
        private final int total;
        private final Listener listener;
        private final TaskContext context;
        private final Map<Integer, Double> waiting = new HashMap<>();
        private int told;
        private double sum;

        Arrivals(List<Bred> bred, int generation, int total, Listener listener, TaskContext context) {
            this.bred = bred;
            this.generation = generation;
            this.total = total;
            this.listener = listener;
            this.context = context;
        }

        @Override
        public void scored(int index, Double accuracy) {
            waiting.put(index, accuracy);
            for (Double next = waiting.remove(told); next != null; next = waiting.remove(told)) {
                Candidate candidate = measured(bred.get(told), generation, next);
                sum += candidate.validation();
                told++;
                listener.candidate(candidate, candidates().getFirst().equals(candidate));
            }
            context.progress(candidates.size() + waiting.size(), total);
        }
    }

    private record Bred(Subnet subnet, String origin) {}

    private Candidate measured(Bred bred, int generation, double accuracy) {
        Subnet subnet = bred.subnet();
        Candidate candidate = new Candidate(
                subnet,
                accuracy,
                costs.parameters(subnet),
                (long) Math.ceil(costs.peak(subnet)),
                costs.flash(subnet),
                costs.macs(subnet),
                costs.milliseconds(subnet),
                generation,
                bred.origin());
        candidates.add(candidate);
        return candidate;
    }

    /// The first half of a generation are mutations, the second crossovers.
    private @Nullable Bred bred(int index, List<Subnet> parents, SplittableRandom random) {
        boolean mutates = index < settings.population() / 2;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Subnet a = parents.get(random.nextInt(parents.size()));
            Subnet b = parents.get(random.nextInt(parents.size()));
            Subnet child = mutates
                    ? breeder.mutation(a, settings.mutateBlock(), settings.mutateNet(), random)
                    : breeder.crossover(a, b, random);
            if (child != null && seen.add(child)) {
                return new Bred(child, mutates ? "mutation" : "crossover");
            }
        }
        return random(random);
    }

    private @Nullable Bred random(SplittableRandom random) {
        for (int attempt = 0; attempt < RANDOM_ATTEMPTS; attempt++) {
            Subnet drawn = breeder.random(random);
            if (seen.add(drawn)) {
                return new Bred(drawn, "random");
            }
        }
        return null;
    }
}
