package org.espalier.search.nas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Steps of search-space evolution, against the released code's own example.
class SpaceMoveTest {

    private static final List<ScoredPoint> RELEASED = List.of(
            new ScoredPoint(0.9, 16, 66.298, 0.384, null),
            new ScoredPoint(0.6, 16, 60.6, 0.666, null),
            new ScoredPoint(0.65, 28, 45.119, 1, null),
            new ScoredPoint(0.95, 28, 57.52, 1, null),
            new ScoredPoint(0.85, 20, 61.2, 1, null));

    @Test
    void takesTheReleasedStep() {
        SpaceMove.Moves moves = new SpaceMove(MemoryMode.COMPAT).of(RELEASED);
        assertEquals(-29.673, moves.slopes().error().rank(), 5e-4);
        assertEquals(1.127, moves.slopes().error().patch(), 5e-4);
        assertEquals(0.227, moves.slopes().sram().rank(), 5e-4);
        assertEquals(-0.0369, moves.slopes().sram().patch(), 5e-5);
        for (SpaceMove.Place step : moves.steps()) {
            assertEquals(new SpaceMove.Place(-0.10, -4), step);
        }
        assertEquals(
                List.of(
                        new SpaceMove.Place(0.8, 16),
                        new SpaceMove.Place(0.5, 16),
                        new SpaceMove.Place(0.55, 24),
                        new SpaceMove.Place(0.85, 24),
                        new SpaceMove.Place(0.75, 16)),
                moves.next());
    }

    @Test
    void theCorrectedStepGoesUpInAccuracyWhereTheReleasedOneGoesDown() {
        List<ScoredPoint> points = plane(0.3, -0.01, 0, 0, new double[0]);
        SpaceMove.Moves corrected = new SpaceMove(MemoryMode.CORRECTED).of(points);
        SpaceMove.Moves released = new SpaceMove(MemoryMode.COMPAT).of(points);
        for (int i = 0; i < points.size(); i++) {
            assertEquals(new SpaceMove.Place(0.10, -4), corrected.steps().get(i));
            assertTrue(released.steps().get(i).rank() < 0, "the release loses accuracy");
        }
    }

    @Test
    void theCorrectedStepLeavesViolationOnlyWhereThereIsSome() {
        List<ScoredPoint> points = plane(0, 0, 0.9, 0, new double[0]);
        SpaceMove.Moves moves = new SpaceMove(MemoryMode.CORRECTED).of(points);
        for (int i = 0; i < points.size(); i++) {
            assertEquals(
                    points.get(i).legal() < 1 ? -0.10 : 0, moves.steps().get(i).rank(), 1e-12);
        }
    }

    @Test
    void oneBadPointDoesNotTurnTheCorrectedStep() {
        double[] noise = {0, 0, -0.4, 0, 0, 0, 0, 0};
        Plane robust = new SpaceMove(MemoryMode.CORRECTED)
                .of(plane(0.4, 0, 0, 0, noise))
                .slopes()
                .error();
        assertEquals(-40, robust.rank(), 4);
    }

    @Test
    void robustPlanesAreThoseOfAnIndependentSolver() {
        SplittableRandom random = new SplittableRandom(3);
        double[] x = random.doubles(8).toArray();
        double[] y = random.doubles(8).toArray();
        double[] v = random.doubles(8).toArray();
        Plane plane = Plane.robust(x, y, v);
        double[] best = {plane.rank(), plane.patch()};
        // At the fixed point the plane minimises the sum of |residual|^1.5 up to the ridge: no nearby plane is better.
        double least = cost(best, x, y, v);
        for (double d : new double[] {-0.02, 0.02}) {
            assertTrue(cost(new double[] {best[0] + d, best[1]}, x, y, v) > least);
            assertTrue(cost(new double[] {best[0], best[1] + d}, x, y, v) > least);
        }
    }

    private static double cost(double[] slope, double[] x, double[] y, double[] v) {
        double least = Double.POSITIVE_INFINITY;
        for (double constant = -3; constant < 3; constant += 1e-3) {
            double sum = 0;
            for (int i = 0; i < x.length; i++) {
                sum += Math.pow(Math.abs(v[i] - constant - slope[0] * x[i] - slope[1] * y[i]), 1.5);
            }
            least = Math.min(least, sum);
        }
        return least;
    }

    @Property(tries = 50)
    void leastSquaresFindsAPlane(
            @ForAll @DoubleRange(min = -50, max = 50) double a, @ForAll @DoubleRange(min = -5, max = 5) double b) {
        double[] x = {0.4, 0.9, 0.65, 0.7, 0.95};
        double[] y = {16, 16, 28, 20, 32};
        double[] v = new double[5];
        for (int i = 0; i < 5; i++) {
            v[i] = 3 + a * x[i] + b * y[i];
        }
        Plane plane = Plane.leastSquares(x, y, v);
        assertEquals(a, plane.rank(), 1e-6);
        assertEquals(b, plane.patch(), 1e-6);
    }

    @Test
    void eachOfTwoRanksMovesByItsOwnSlope() {
        List<ScoredPoint> points = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 12; i++) {
            double attention = 0.4 + 0.05 * random.nextInt(12);
            double mlp = 0.4 + 0.05 * random.nextInt(12);
            double patch = 16 + 4 * random.nextInt(5);
            // A tenth more of attention's rank is worth 2 points of accuracy, of the MLP's minus 1.2, a pixel nothing.
            double accuracy = 60 + 20 * (attention - 0.7) - 12 * (mlp - 0.7);
            points.add(new ScoredPoint(attention, patch, accuracy, 1, mlp));
        }
        SpaceMove.Moves moves = new SpaceMove(MemoryMode.CORRECTED).of(points);
        Plane error = moves.slopes().error();
        assertEquals(-20, error.rank(), 0.2);
        assertEquals(12, java.util.Objects.requireNonNull(error.rankMlp()), 0.2);
        assertEquals(0, error.patch(), 0.02);
        for (int i = 0; i < points.size(); i++) {
            assertEquals(new SpaceMove.Place(0.10, 0, -0.05), moves.steps().get(i));
            ScoredPoint from = points.get(i);
            SpaceMove.Place to = moves.next().get(i);
            assertEquals(Math.min(0.95, from.rank() + 0.1), to.rank(), 1e-9);
            assertEquals(
                    Math.max(0.4, java.util.Objects.requireNonNull(from.rankMlp()) - 0.05),
                    java.util.Objects.requireNonNull(to.rankMlp()),
                    1e-9);
        }
    }

    @Test
    void inTwoCoordinatesBothRegressionsAgree() {
        SplittableRandom random = new SplittableRandom(9);
        double[] x = random.doubles(8).toArray();
        double[] y = random.doubles(8).toArray();
        double[] v = random.doubles(8).toArray();
        double[][] rows = new double[8][];
        for (int i = 0; i < 8; i++) {
            rows[i] = new double[] {x[i], y[i]};
        }
        Plane plane = Plane.robust(x, y, v);
        assertEquals(plane.rank(), RobustSlopes.of(rows, v)[0], 1e-6);
        assertEquals(plane.patch(), RobustSlopes.of(rows, v)[1], 1e-6);
    }

    @Test
    void theReleasedStepKnowsOneRankAndPointsAreOfOneKind() throws JsonProcessingException {
        List<ScoredPoint> two = RELEASED.stream()
                .map(p -> new ScoredPoint(p.rank(), p.patch(), p.accuracy(), p.legal(), 0.5))
                .toList();
        WorkbenchException wrong =
                assertThrows(WorkbenchException.class, () -> new SpaceMove(MemoryMode.COMPAT).of(two));
        assertEquals("nas.points.ranks", wrong.code());
        var mixed = Json.mapper()
                .readTree("[{\"rank\":0.9,\"patch\":16,\"accuracy\":66,\"legal\":1},"
                        + "{\"rank\":0.9,\"patch\":16,\"accuracy\":66,\"legal\":1,\"rankMlp\":0.5}]");
        assertThrows(WorkbenchException.class, () -> ScoredPoint.parse(mixed, "points.json"));
    }

    @Test
    void pointsOnALineGiveTheSlopeAlongIt() {
        double[] x = {0.5, 0.6, 0.7};
        double[] same = {16, 16, 16};
        assertEquals(20, Plane.leastSquares(x, same, new double[] {1, 3, 5}).rank(), 1e-9);
        assertEquals(0, Plane.leastSquares(x, same, new double[] {1, 3, 5}).patch(), 1e-9);
    }

    @Test
    void refusesTooFewPointsAndNumbersNoSpaceHas() throws JsonProcessingException {
        assertEquals("nas.points.few", refused(RELEASED.subList(0, 2)).code());
        for (String json : List.of(
                "{}",
                "[1]",
                "[{\"rank\":0.9,\"patch\":16,\"accuracy\":66.3}]",
                "[{\"rank\":0.9,\"patch\":16,\"accuracy\":\"x\",\"legal\":1}]",
                "[{\"rank\":0.9,\"patch\":16,\"accuracy\":166,\"legal\":1}]",
                "[{\"rank\":0.9,\"patch\":16,\"accuracy\":66,\"legal\":2}]")) {
            var tree = Json.mapper().readTree(json);
            WorkbenchException wrong =
                    assertThrows(WorkbenchException.class, () -> ScoredPoint.parse(tree, "points.json"), json);
            assertEquals(WorkbenchException.Fault.INPUT, wrong.fault());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"COMPAT", "CORRECTED"})
    void staysWithinTheGrid(MemoryMode mode) {
        for (SpaceMove.Place place : new SpaceMove(mode).of(RELEASED).next()) {
            assertTrue(place.rank() >= 0.4 && place.rank() <= 0.95, place.toString());
            assertTrue(place.patch() >= 16 && place.patch() <= 32, place.toString());
        }
    }

    private static WorkbenchException refused(List<ScoredPoint> points) {
        return assertThrows(WorkbenchException.class, () -> new SpaceMove(MemoryMode.COMPAT).of(points));
    }

    /// Eight points on planes of accuracy (fraction) and violation.
    private static List<ScoredPoint> plane(double rank, double patch, double sramRank, double sramPatch, double[] off) {
        List<ScoredPoint> points = new ArrayList<>();
        double[][] places = {{0.5, 16}, {0.9, 16}, {0.7, 20}, {0.6, 24}, {0.8, 28}, {0.45, 28}, {0.75, 16}, {0.9, 24}};
        for (int i = 0; i < places.length; i++) {
            double accuracy =
                    0.5 + rank * (places[i][0] - 0.7) + patch * (places[i][1] - 20) + (i < off.length ? off[i] : 0);
            double violation = Math.max(0, sramRank * (places[i][0] - 0.45) + sramPatch * (places[i][1] - 16));
            points.add(new ScoredPoint(places[i][0], places[i][1], 100 * accuracy, 1 - violation, null));
        }
        return points;
    }

    @Test
    void patchesOfPartsOfPixelsAreNoGrid() {
        for (SpaceMovePatches patches : List.of(
                new SpaceMovePatches(16.5, 32, 4),
                new SpaceMovePatches(16, 32, 1.5),
                new SpaceMovePatches(16, 30.5, 4))) {
            WorkbenchException e = assertThrows(
                    WorkbenchException.class,
                    () -> new SpaceGrid(0.4, 0.9, 0.05, patches.low(), patches.high(), patches.step()));
            assertEquals("nas.grid", e.code());
        }
    }

    private record SpaceMovePatches(double low, double high, double step) {}

    @Test
    void ranksCloserThanTheirDecimalsAreNoGrid() {
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> new SpaceGrid(0.4, 0.9, 1e-9, 16, 32, 4));
        assertEquals("nas.grid", e.code());
        assertEquals(51, new SpaceGrid(0.4, 0.9, 0.01, 16, 17, 1).places().size() / 2);
    }
}
