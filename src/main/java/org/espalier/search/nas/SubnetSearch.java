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
import org.espalier.search.surrogate.Surrogate;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;

/// Searches a trained supernet for the most accurate subnet within hard limits, by AutoFormer's evolution (Chen et al.
/// 2021): the best ever seen are parents, half of a generation are mutations, half crossovers, and what is lacking is
/// drawn at random. Random search with the same number of measurements is the baseline.
///
/// With proposals, a child is the most promising of so many that keep within the limits, by a [Surrogate] that has
/// learned from what was measured before: a plan and a guess cost far less than a measurement. Every fourth
/// proposal is drawn at random, so that a search does not stay where it began.
///
/// The first generation may hold uniform subnets (the same block throughout) of different width and depth that fill
/// the flash: the fullest, which is what a designer would take, is among them, so the search does not end below it.
///
/// Everything follows from the seed and the accuracies: a search that is given the accuracies it measured before goes
/// the same way again, which is how it resumes.
public final class SubnetSearch {

    private static final int ATTEMPTS = 10;
    private static final int RANDOM_ATTEMPTS = 200;
    private static final int FRESH = 4;

    private final SubnetCosts costs;
    private final SubnetBreeder breeder;
    private final SubnetGenes genes;
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
    /// @param proposals children of which the most promising is measured; 1 takes each child as it comes
    /// @param uniform subnets of the first generation, at most, that are uniform and fill the flash; random search
    ///     has none
    public record Settings(
            boolean random,
            int population,
            int generations,
            int parents,
            double mutateBlock,
            double mutateNet,
            int proposals,
            int uniform,
            long seed) {

        /// AutoFormer's probabilities, and every child as it comes.
        public static Settings of(boolean random, int population, int generations, int parents, long seed) {
            return of(random, population, generations, parents, 1, seed);
        }

        /// AutoFormer's probabilities.
        public static Settings of(
                boolean random, int population, int generations, int parents, int proposals, long seed) {
            return new Settings(random, population, generations, parents, 0.2, 0.4, proposals, 0, seed);
        }

        /// The same with so many uniform subnets first.
        public Settings startingWith(int uniformOnes) {
            return new Settings(
                    random, population, generations, parents, mutateBlock, mutateNet, proposals, uniformOnes, seed);
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
        this.genes = new SubnetGenes(space, costs);
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
        long total = (long) settings.population() * settings.generations();
        for (int g = 0; g < settings.generations(); g++) {
            // Not the generator's own increment: by that one neighbouring seeds draw the same, one number later.
            SplittableRandom random = new SplittableRandom(settings.seed() * 0xD1342543DE82EF95L + g + 1);
            List<Subnet> parents = candidates().stream()
                    .limit(settings.parents())
                    .map(Candidate::subnet)
                    .toList();
            Surrogate guesses = guesses();
            List<Bred> next = new ArrayList<>();
            for (int i = 0; i < settings.population(); i++) {
                context.checkCancelled();
                Bred one = g == 0 || settings.random() ? first(g, i, random) : bred(i, parents, guesses, random);
                if (one == null) {
                    break;
                }
                if (guesses != null) {
                    guesses.chosen(genes.of(one.subnet()));
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
        private final long total;
        private final Listener listener;
        private final TaskContext context;
        private final Map<Integer, Double> waiting = new HashMap<>();
        private int told;
        private double sum;

        Arrivals(List<Bred> bred, int generation, long total, Listener listener, TaskContext context) {
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

    /// A uniform subnet as long as there are some for the first generation, else a random one.
    private @Nullable Bred first(int generation, int index, SplittableRandom random) {
        boolean uniform = generation == 0 && !settings.random() && index < settings.uniform();
        List<Subnet> shapes = uniform ? breeder.shapes() : List.of();
        if (index < shapes.size()) {
            seen.add(shapes.get(index));
            return new Bred(shapes.get(index), "uniform");
        }
        return random(random);
    }

    /// What has been learned from the measured subnets; null where each child is taken as it comes.
    private @Nullable Surrogate guesses() {
        if (settings.random() || settings.proposals() <= 1 || !Surrogate.enough(candidates.size())) {
            return null;
        }
        return Surrogate.of(
                candidates.stream().map(c -> genes.of(c.subnet())).toList(),
                candidates.stream().map(c -> -c.validation()).toList());
    }

    /// The first half of a generation are mutations, the second crossovers.
    private @Nullable Bred bred(int index, List<Subnet> parents, @Nullable Surrogate guesses, SplittableRandom random) {
        boolean mutates = index < settings.population() / 2;
        Bred best = child(mutates, parents, random);
        if (guesses != null && best != null) {
            double least = guesses.guess(genes.of(best.subnet()));
            for (int n = 1; n < settings.proposals(); n++) {
                Bred other = n % FRESH == 0 ? drawn(random) : child(mutates, parents, random);
                double guess = other == null ? Double.MAX_VALUE : guesses.guess(genes.of(other.subnet()));
                if (guess < least) {
                    least = guess;
                    best = other;
                }
            }
        }
        if (best == null) {
            return random(random);
        }
        seen.add(best.subnet());
        return best;
    }

    private @Nullable Bred drawn(SplittableRandom random) {
        Subnet drawn = breeder.random(random);
        return seen.contains(drawn) ? null : new Bred(drawn, "random");
    }

    /// A legal child that was not seen, if chance finds one.
    private @Nullable Bred child(boolean mutates, List<Subnet> parents, SplittableRandom random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Subnet a = parents.get(random.nextInt(parents.size()));
            Subnet b = parents.get(random.nextInt(parents.size()));
            Subnet child = mutates
                    ? breeder.mutation(a, settings.mutateBlock(), settings.mutateNet(), random)
                    : breeder.crossover(a, b, random);
            if (child != null && !seen.contains(child)) {
                return new Bred(child, mutates ? "mutation" : "crossover");
            }
        }
        return null;
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
