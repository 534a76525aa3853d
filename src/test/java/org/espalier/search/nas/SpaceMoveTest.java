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
            new ScoredPoint(0.9, 16, 66.298, 0.384),
            new ScoredPoint(0.6, 16, 60.6, 0.666),
            new ScoredPoint(0.65, 28, 45.119, 1),
            new ScoredPoint(0.95, 28, 57.52, 1),
            new ScoredPoint(0.85, 20, 61.2, 1));

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
            points.add(new ScoredPoint(places[i][0], places[i][1], 100 * accuracy, 1 - violation));
        }
        return points;
    }
}
