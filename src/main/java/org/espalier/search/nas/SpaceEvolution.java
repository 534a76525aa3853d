package org.espalier.search.nas;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Evolution of the search space over rank ratio and patch size: some places are scored, all move one step on what the
/// scores say ([SpaceMove]), and what was scored before is not scored again.
///
/// In [MemoryMode#CORRECTED] only places with legal subnets are looked at, and the best known ones keep the population
/// full; in [MemoryMode#COMPAT] any place is.
public final class SpaceEvolution {

    private static final int LEAST = 3;

    /// Points that a plane of three coordinates needs.
    private static final int LEAST_SEPARATE = 4;

    private final SpaceMove move;
    private final Space space;
    private final int points;
    private final int iterations;
    private final long seed;
    private final boolean separate;
    private final Map<SpaceMove.Place, ScoredPoint> scored = new LinkedHashMap<>();

    /// What a place is like.
    public interface Space {
        /// The share of its subnets within the limits; 0 if it cannot be a net at all.
        double legal(SpaceMove.Place place);

        /// The score of its trained supernet, percent.
        double score(SpaceMove.Place place);
    }

    /// One round.
    ///
    /// @param points the places of this round, scored
    /// @param moves where they go; null in the last round
    public record Round(int iteration, List<ScoredPoint> points, SpaceMove.@Nullable Moves moves) {}

    /// An evolution of `points` places at a time.
    ///
    /// @param separate whether the MLP has a rank of its own
    public SpaceEvolution(SpaceMove move, Space space, int points, int iterations, long seed, boolean separate) {
        this.separate = separate;
        this.move = move;
        this.space = space;
        this.points = points;
        this.iterations = iterations;
        this.seed = seed;
    }

    /// Every scored place, best first: legal ones by score.
    public List<ScoredPoint> ranking() {
        return scored.values().stream()
                .sorted(Comparator.comparing((ScoredPoint p) -> p.legal() == 0)
                        .thenComparing(Comparator.comparingDouble(ScoredPoint::accuracy)
                                .reversed())
                        .thenComparingDouble(ScoredPoint::rank)
                        .thenComparingDouble(ScoredPoint::patch)
                        .thenComparingDouble(SpaceEvolution::mlp))
                .toList();
    }

    /// Runs until the last iteration, or until nothing new is reached.
    ///
    /// @throws WorkbenchException infeasible if no place of the grid has legal subnets
    public List<Round> run(TaskContext context) {
        List<Round> rounds = new ArrayList<>();
        List<SpaceMove.Place> current = separate ? firstOfMany(context) : first();
        for (int i = 0; i < iterations; i++) {
            List<ScoredPoint> here = new ArrayList<>();
            for (SpaceMove.Place place : current) {
                context.checkCancelled();
                here.add(scored.computeIfAbsent(
                        place, p -> new ScoredPoint(p.rank(), p.patch(), space.score(p), space.legal(p), p.rankMlp())));
            }
            if (i == iterations - 1) {
                rounds.add(new Round(i, List.copyOf(here), null));
                return rounds;
            }
            SpaceMove.Moves moves = move.of(here, List.copyOf(scored.values()));
            rounds.add(new Round(i, List.copyOf(here), moves));
            current = next(moves.next());
            if (scored.keySet().containsAll(current)) {
                return rounds;
            }
        }
        return rounds;
    }

    private static double mlp(ScoredPoint point) {
        Double own = point.rankMlp();
        return own == null ? point.rank() : own;
    }

    /// Different places at random, each looked at when it is drawn: there are too many to look at them all.
    private List<SpaceMove.Place> firstOfMany(TaskContext context) {
        List<SpaceMove.Place> all = new ArrayList<>(move.grid().separate());
        SplittableRandom random = new SplittableRandom(seed);
        List<SpaceMove.Place> chosen = new ArrayList<>();
        while (chosen.size() < Math.max(LEAST_SEPARATE, points) && !all.isEmpty()) {
            context.checkCancelled();
            SpaceMove.Place drawn = all.remove(random.nextInt(all.size()));
            if (allowed(drawn)) {
                chosen.add(drawn);
            }
        }
        return enough(chosen, LEAST_SEPARATE);
    }

    private static List<SpaceMove.Place> enough(List<SpaceMove.Place> places, int least) {
        if (places.size() < least) {
            throw WorkbenchException.infeasible(
                    "nas.evolve.none",
                    places.size() + " places of the grid have subnets within the limits, a plane needs "
                            + (least == LEAST ? "three" : "four"),
                    "Raise --budget or --flash, or let --ranks and --patches reach lower ranks and larger patches.");
        }
        return places;
    }

    /// Different places at random.
    private List<SpaceMove.Place> first() {
        List<SpaceMove.Place> all = new ArrayList<>(
                move.grid().places().stream().filter(this::allowed).toList());
        enough(all, LEAST);
        SplittableRandom random = new SplittableRandom(seed);
        List<SpaceMove.Place> chosen = new ArrayList<>();
        while (chosen.size() < Math.max(LEAST, points) && !all.isEmpty()) {
            chosen.add(all.remove(random.nextInt(all.size())));
        }
        return chosen;
    }

    private boolean allowed(SpaceMove.Place place) {
        return move.mode() == MemoryMode.COMPAT || space.legal(place) > 0;
    }

    private List<SpaceMove.Place> next(List<SpaceMove.Place> moved) {
        Set<SpaceMove.Place> next = new LinkedHashSet<>();
        for (SpaceMove.Place place : moved) {
            if (next.size() < points && allowed(place)) {
                next.add(place);
            }
        }
        for (ScoredPoint best : ranking()) {
            if (next.size() < points && move.mode() == MemoryMode.CORRECTED) {
                next.add(best.place());
            }
        }
        return List.copyOf(next);
    }
}
