package org.espalier.search.nas;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// One step of search-space evolution: where each scored space moves on the grid of rank ratio and patch
/// size.
///
/// - [MemoryMode#COMPAT], the released code: for each point its five nearest in unscaled coordinates, two ordinary
///   least squares planes, of the error (100 - accuracy) and of the violation (1 - legal); `step = (floor(error/[10,
///   20]) + floor(violation/[0.2, 2])) · [0.05, 4]`. It climbs both.
/// - [MemoryMode#CORRECTED]: the eight nearest in coordinates scaled to the grid, patches at half weight; robust
///   planes of accuracy and violation per width of the grid, as fractions. A point goes up in accuracy, and, unless
///   all its nets are legal, down in violation: `round((accuracy − violation) / 0.05)` grid steps, at most two in
///   rank and one in patch. Where the MLP has a rank of its own, the planes have three coordinates, and each rank
///   moves by its own slope.
///
/// @param mode which of the two
/// @param grid where the places are
public record SpaceMove(MemoryMode mode, SpaceGrid grid) {

    private static final double WORTH_A_STEP = 0.05;
    private static final int NEAREST = 8;

    /// Moves on the released grid.
    public SpaceMove(MemoryMode mode) {
        this(mode, SpaceGrid.RELEASED);
    }

    /// A place on the grid, or a move.
    ///
    /// @param rankMlp of the MLP where `rank` is that of attention alone; null where both are one
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Place(double rank, double patch, @Nullable Double rankMlp) {
        /// With one rank for all layers.
        public Place(double rank, double patch) {
            this(rank, patch, null);
        }

        private Place plus(Place step) {
            Double own = rankMlp;
            Double more = step.rankMlp;
            return new Place(rank + step.rank, patch + step.patch, own == null || more == null ? null : own + more);
        }
    }

    /// Slopes per unit of rank ratio and per pixel of patch.
    ///
    /// @param error of 100 - accuracy, percent
    /// @param sram of 1 - legal
    public record Slopes(Plane error, Plane sram) {}

    /// The moves of all points.
    ///
    /// @param slopes of the planes through the first point's neighbours; all points' if there are no
    ///     more than those
    /// @param steps one per point, before clamping
    /// @param next one per point, on the grid
    public record Moves(Slopes slopes, List<Place> steps, List<Place> next) {}

    /// Moves every point.
    ///
    /// @throws WorkbenchException if there are fewer than three points, which is no plane
    public Moves of(List<ScoredPoint> points) {
        return of(points, points);
    }

    /// Moves some of the points, by planes through all.
    ///
    /// @throws WorkbenchException if there are fewer than three points, which is no plane
    public Moves of(List<ScoredPoint> moved, List<ScoredPoint> points) {
        if (points.size() < 3) {
            throw WorkbenchException.input(
                    "nas.points.few",
                    "there are " + points.size() + " points, a plane needs three",
                    "Score at least three spaces, of different rank and patch.");
        }
        boolean separate = points.stream().anyMatch(p -> p.rankMlp() != null);
        if (separate && mode == MemoryMode.COMPAT) {
            throw WorkbenchException.usage(
                    "nas.points.ranks",
                    "the released step knows one rank, the points have two",
                    "Use --mode corrected, or points without rankMlp.");
        }
        List<Slopes> slopes = new ArrayList<>();
        List<Place> steps = new ArrayList<>();
        List<Place> next = new ArrayList<>();
        for (ScoredPoint point : moved) {
            Slopes here = separate ? threeSlopes(point, points) : slopes(point, points);
            Place step = mode == MemoryMode.COMPAT ? released(here) : corrected(here, point);
            slopes.add(here);
            steps.add(step);
            next.add(grid.clamp(point.place().plus(step)));
        }
        return new Moves(slopes.getFirst(), List.copyOf(steps), List.copyOf(next));
    }

    private Slopes slopes(ScoredPoint point, List<ScoredPoint> points) {
        boolean released = mode == MemoryMode.COMPAT;
        double perRank = released ? 1 : 1 / grid.rankWidth();
        double perPatch = released ? 1 : 0.5 / grid.patchWidth();
        List<ScoredPoint> near = points.stream()
                .sorted(Comparator.comparingDouble(
                        p -> Math.hypot((p.rank() - point.rank()) * perRank, (p.patch() - point.patch()) * perPatch)))
                .limit(released ? 5 : NEAREST)
                .toList();
        double[] rank = near.stream().mapToDouble(p -> p.rank() * perRank).toArray();
        double[] patch = near.stream().mapToDouble(p -> p.patch() * perPatch).toArray();
        double[] error = near.stream().mapToDouble(p -> 100 - p.accuracy()).toArray();
        double[] violation = near.stream().mapToDouble(p -> 1 - p.legal()).toArray();
        if (released) {
            return new Slopes(Plane.leastSquares(rank, patch, error), Plane.leastSquares(rank, patch, violation));
        }
        double[] fraction = IntStream.range(0, error.length)
                .mapToDouble(i -> error[i] / 100)
                .toArray();
        Plane errors = Plane.robust(rank, patch, fraction);
        Plane violations = Plane.robust(rank, patch, violation);
        return new Slopes(
                new Plane(100 * errors.rank() * perRank, 100 * errors.patch() * perPatch),
                new Plane(violations.rank() * perRank, violations.patch() * perPatch));
    }

    private Slopes threeSlopes(ScoredPoint point, List<ScoredPoint> points) {
        double[] at = scaled(point);
        List<ScoredPoint> near = points.stream()
                .sorted(Comparator.comparingDouble(p -> {
                    double[] other = scaled(p);
                    return Math.hypot(Math.hypot(at[0] - other[0], at[1] - other[1]), at[2] - other[2]);
                }))
                .limit(NEAREST)
                .toList();
        double[][] x = near.stream().map(this::scaled).toArray(double[][]::new);
        double[] errors = RobustSlopes.of(
                x, near.stream().mapToDouble(p -> 1 - p.accuracy() / 100).toArray());
        double[] violations =
                RobustSlopes.of(x, near.stream().mapToDouble(p -> 1 - p.legal()).toArray());
        return new Slopes(unscaled(errors, 100), unscaled(violations, 1));
    }

    /// Rank of attention, patch at half weight and rank of the MLP, each per width of the grid.
    private double[] scaled(ScoredPoint p) {
        Double mlp = p.rankMlp();
        return new double[] {
            p.rank() / grid.rankWidth(),
            p.patch() * 0.5 / grid.patchWidth(),
            (mlp == null ? p.rank() : mlp) / grid.rankWidth()
        };
    }

    private Plane unscaled(double[] slopes, double factor) {
        return new Plane(
                factor * slopes[0] / grid.rankWidth(),
                factor * slopes[1] * 0.5 / grid.patchWidth(),
                factor * slopes[2] / grid.rankWidth());
    }

    private Place released(Slopes slopes) {
        return place(
                floor(slopes.error().rank() / 10) + floor(slopes.sram().rank() / 0.2),
                floor(slopes.error().patch() / 20) + floor(slopes.sram().patch() / 2));
    }

    /// Slopes of data that are flat but for rounding are not below zero.
    private static double floor(double slope) {
        return Math.floor(slope + 1e-9);
    }

    private Place corrected(Slopes slopes, ScoredPoint point) {
        double legal = point.legal() < 1 ? 1 : 0;
        double rank = grid.rankWidth()
                * (-slopes.error().rank() / 100 - legal * slopes.sram().rank());
        double patch = grid.patchWidth()
                * (-slopes.error().patch() / 100 - legal * slopes.sram().patch());
        Place both = place(
                Math.clamp(Math.rint(rank / WORTH_A_STEP), -2, 2), Math.clamp(Math.rint(patch / WORTH_A_STEP), -1, 1));
        Double error = slopes.error().rankMlp();
        Double sram = slopes.sram().rankMlp();
        if (error == null || sram == null) {
            return both;
        }
        double mlp = grid.rankWidth() * (-error / 100 - legal * sram);
        return new Place(
                both.rank(),
                both.patch(),
                place(Math.clamp(Math.rint(mlp / WORTH_A_STEP), -2, 2), 0).rank());
    }

    /// Whole numbers of grid steps; adding 0 makes -0 plain.
    private Place place(double rankSteps, double patchSteps) {
        return new Place(Math.rint(rankSteps * grid.rankStep() * 100) / 100 + 0.0, patchSteps * grid.patchStep() + 0.0);
    }
}
