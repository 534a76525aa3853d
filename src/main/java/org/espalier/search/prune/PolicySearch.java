package org.espalier.search.prune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.search.evaluate.Evaluator;
import org.espalier.search.surrogate.Surrogate;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.jspecify.annotations.Nullable;

/// Looks for the policy with the smallest objective among those that prune exactly as much as asked.
///
/// The course depends on options, seeds and scores alone: run again over a
/// [org.espalier.search.evaluate.Memo] it takes the same course, which is
/// how an interrupted search goes on.
public final class PolicySearch {

    private final PolicySpace space;
    private final SearchOptions options;
    private final Evaluator<Task, Score> evaluator;
    private final @Nullable ProjectorEvolution evolution;
    private final Map<Candidate, Double> known = new LinkedHashMap<>(); // the latest objective of each
    private final List<SearchOutcome.Generation> generations = new ArrayList<>();
    private final List<ProjectorEvolution.Step> steps = new ArrayList<>();
    private Ranges ranges;
    private String projector = Projectors.OWN;
    private Objective objective;

    /// A candidate with its score.
    private record Scored(Evolution.Made made, Score score, double objective) {
        Candidate candidate() {
            return made.candidate();
        }
    }

    /// Prepares a search.
    ///
    /// @param evolution tunes the projector; null to leave it alone
    public PolicySearch(
            PolicySpace space,
            Ranges ranges,
            SearchOptions options,
            Evaluator<Task, Score> evaluator,
            @Nullable ProjectorEvolution evolution) {
        space.check(ranges);
        this.space = space;
        this.ranges = ranges;
        this.options = options;
        this.evaluator = evaluator;
        this.evolution = evolution;
        this.objective = new Objective(options.loss(), options.omega(), Math.max(0, options.eta()));
    }

    /// Searches.
    ///
    /// @param seeds ratios of genes by the name of where they come from; the first generation begins with them
    public SearchOutcome run(Map<String, double[]> seeds, TaskContext context) {
        Evolution operators = new Evolution(space, options.mutation(), options.proposals(), new Random(options.seed()));
        List<Evolution.Made> first = new ArrayList<>();
        seeds.forEach((origin, ratios) -> {
            Candidate candidate = space.repair(ratios, ranges);
            if (first.stream().noneMatch(made -> made.candidate().equals(candidate))) {
                first.add(new Evolution.Made(candidate, origin));
            }
        });
        int population = Math.max(1, options.population());
        int wanted = switch (options.strategy()) {
            case EVOLUTION -> population - first.size();
            case RANDOM -> options.evaluations() - first.size();
            case UNIFORM, OWL, ECOFLAP -> 0;
        };
        first.addAll(operators.next(List.of(), Math.max(0, wanted), wanted, ranges, Set.of(), null));
        List<Scored> best = score(first, 0, context);
        int without = 0;
        int last = options.strategy() == SearchOptions.Strategy.EVOLUTION ? options.generations() : 1;
        for (int number = 1; number < last; number++) {
            if (evolution != null && options.evolveEvery() > 0 && number % options.evolveEvery() == 0) {
                best = evolve(best, context);
                without = steps.getLast().kept() ? 0 : without;
            }
            double before = best.getFirst().objective();
            List<Candidate> parents = best.stream()
                    .limit(options.parents())
                    .map(Scored::candidate)
                    .toList();
            List<Scored> elites = best.subList(0, Math.min(options.elites(), best.size()));
            List<Evolution.Made> made = operators.next(
                    parents, population - elites.size(), options.immigrants(), ranges, known.keySet(), surrogate());
            List<Scored> next = new ArrayList<>(best);
            next.addAll(score(made, number, context));
            best = sorted(next);
            without = best.getFirst().objective() < before ? 0 : without + 1;
            report(number, best, context);
            if (options.patience() > 0 && without >= options.patience()) {
                break;
            }
        }
        return outcome(best, context);
    }

    /// Guesses from all scores so far; null if they are too few or none is wanted.
    private @Nullable Surrogate surrogate() {
        if (options.proposals() <= 1 || !Surrogate.enough(known.size())) {
            return null;
        }
        return Surrogate.of(known.keySet().stream().map(space::ratios).toList(), List.copyOf(known.values()));
    }

    private List<Scored> score(List<Evolution.Made> made, int generation, TaskContext context) {
        context.stage("Scoring generation " + generation);
        List<Score> scores = scores(made.stream().map(Evolution.Made::candidate).toList(), context);
        if (generation == 0 && options.eta() < 0) {
            objective = new Objective(
                    options.loss(), options.omega(), Objective.adaptive(options.loss(), options.omega(), scores));
        }
        List<Scored> all = new ArrayList<>();
        for (int i = 0; i < made.size(); i++) {
            Scored scored = new Scored(made.get(i), scores.get(i), objective.of(scores.get(i)));
            known.put(scored.candidate(), scored.objective());
            all.add(scored);
            context.emit(new TaskEvent("candidate", fields(scored, generation)));
        }
        List<Scored> best = sorted(all);
        if (generation == 0) {
            report(0, best, context);
        }
        return best;
    }

    private List<Score> scores(List<Candidate> candidates, TaskContext context) {
        List<Task> tasks = candidates.stream()
                .map(candidate -> new Task(candidate, Part.PROXY, projector, false))
                .toList();
        AtomicInteger done = new AtomicInteger();
        return evaluator.evaluate(tasks, (_, _) -> context.progress(done.incrementAndGet(), tasks.size()), context);
    }

    private Map<String, Object> fields(Scored scored, int generation) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("generation", generation);
        fields.put("id", scored.candidate().id());
        fields.put("origin", scored.made().origin());
        fields.put("projector", projector);
        fields.put("objective", scored.objective());
        fields.put("loss", scored.score().loss(options.loss()));
        fields.put("omega", scored.score().omega(options.omega()));
        fields.put("right", 100 * scored.score().right());
        Map<String, Double> ratios = new LinkedHashMap<>();
        double[] values = space.ratios(scored.candidate());
        for (int g = 0; g < values.length; g++) {
            ratios.put(space.genes().get(g), values[g]);
        }
        fields.put("ratios", ratios);
        return fields;
    }

    private void report(int number, List<Scored> best, TaskContext context) {
        Scored top = best.getFirst();
        double heldOut = evaluator
                .evaluate(List.of(new Task(top.candidate(), Part.HELD_OUT, projector, false)), context)
                .getFirst()
                .loss(options.loss());
        double loss = top.score().loss(options.loss());
        SearchOutcome.Generation generation = new SearchOutcome.Generation(
                number,
                projector,
                known.size(),
                top.candidate().id(),
                top.objective(),
                best.stream().mapToDouble(Scored::objective).average().orElse(0),
                loss,
                top.score().omega(options.omega()),
                heldOut,
                heldOut - loss);
        generations.add(generation);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("generation", number);
        fields.put("projector", projector);
        fields.put("scored", generation.scored());
        fields.put("best", generation.best());
        fields.put("objective", generation.objective());
        fields.put("mean", generation.mean());
        fields.put("loss", loss);
        fields.put("omega", generation.omega());
        fields.put("heldOut", heldOut);
        fields.put("gap", generation.gap());
        fields.put("front", front(best));
        context.emit(new TaskEvent("generation", fields));
    }

    /// Candidates than which none is better in both loss and norm, by rising loss.
    private List<String> front(List<Scored> all) {
        List<String> front = new ArrayList<>();
        double least = Double.POSITIVE_INFINITY;
        for (Scored scored : all.stream()
                .sorted(Comparator.comparingDouble((Scored s) -> s.score().loss(options.loss()))
                        .thenComparingDouble(s -> s.score().omega(options.omega())))
                .toList()) {
            double omega = scored.score().omega(options.omega());
            if (omega < least) {
                least = omega;
                front.add(scored.candidate().id());
            }
        }
        return front;
    }

    /// A step of search-space evolution: the survivors scored anew if the projector has changed, ranges around them.
    private List<Scored> evolve(List<Scored> best, TaskContext context) {
        ProjectorEvolution tuner = evolution;
        if (tuner == null) {
            return best;
        }
        List<Candidate> top =
                best.stream().limit(options.candidates()).map(Scored::candidate).toList();
        ProjectorEvolution.Step step =
                tuner.step(steps.size() + 1, top, projector, options.tuning(), options.seed(), evaluator, context);
        steps.add(step);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("from", step.from());
        fields.put("to", step.to());
        fields.put("kept", step.kept());
        fields.put("heldOutBefore", step.before());
        fields.put("heldOutAfter", step.after());
        context.emit(new TaskEvent("projector", fields));
        if (options.narrow()) {
            ranges = ranges.around(best.stream()
                    .limit(Math.max(options.candidates(), options.population() / 2))
                    .map(scored -> space.ratios(scored.candidate()))
                    .toList());
            context.emit(new TaskEvent("ranges", Map.of("lows", ranges.lows(), "highs", ranges.highs())));
        }
        if (!step.kept()) {
            return best;
        }
        projector = step.to();
        List<Scored> survivors = best.subList(0, Math.min(best.size(), options.parents()));
        List<Score> scores = scores(survivors.stream().map(Scored::candidate).toList(), context);
        List<Scored> fresh = new ArrayList<>();
        for (int i = 0; i < survivors.size(); i++) {
            Scored again = new Scored(survivors.get(i).made(), scores.get(i), objective.of(scores.get(i)));
            known.put(again.candidate(), again.objective());
            fresh.add(again);
        }
        return sorted(fresh);
    }

    private static List<Scored> sorted(List<Scored> all) {
        return all.stream()
                .sorted(Comparator.comparingDouble(Scored::objective)
                        .thenComparing(scored -> scored.candidate().id()))
                .toList();
    }

    private SearchOutcome outcome(List<Scored> found, TaskContext context) {
        List<Scored> best = found;
        if (evolution != null && options.evolveEvery() > 0) {
            best = evolve(best, context);
        }
        context.stage("Pruning the winner");
        Scored top = best.getFirst();
        List<Score> scores = evaluator.evaluate(
                List.of(
                        new Task(top.candidate(), Part.FITTED, projector, true),
                        new Task(top.candidate(), Part.HELD_OUT, projector, true)),
                context);
        return new SearchOutcome(
                top.candidate(),
                projector,
                top.objective(),
                objective.eta(),
                top.score(),
                scores.get(0),
                scores.get(1),
                known.size(),
                List.copyOf(generations),
                List.copyOf(steps));
    }
}
