package org.espalier.plan;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The analytical model of a board, corrected by what steps took on it: each kind of step by the ratio of
/// all its measured to all its predicted cycles. What it says of other networks is still estimated.
public final class CorrectedModel implements CostModel {

    /// What one step took.
    ///
    /// @param predicted cycles, by the analytical model
    /// @param measured cycles, on the board
    public record Sample(Action action, double predicted, double measured) {}

    private final AnalyticalModel model;
    private final Map<Action, Double> factors = new EnumMap<>(Action.class);
    private final double all;
    private final double error;

    /// The model of a board.
    ///
    /// @param samples at least one, each with predicted cycles above 0
    public CorrectedModel(Board board, List<Sample> samples) {
        model = new AnalyticalModel(board);
        for (Action action : Action.values()) {
            List<Sample> of = samples.stream().filter(s -> s.action() == action).toList();
            if (!of.isEmpty()) {
                factors.put(action, ratio(of));
            }
        }
        all = ratio(samples);
        error = error(samples);
    }

    private static double ratio(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::measured).sum()
                / samples.stream().mapToDouble(Sample::predicted).sum();
    }

    private double error(List<Sample> samples) {
        double off = 0;
        double measured = 0;
        for (Sample sample : samples) {
            off += Math.abs(factor(sample.action()) * sample.predicted() - sample.measured());
            measured += sample.measured();
        }
        return 100 * off / measured;
    }

    private double factor(Action action) {
        return factors.getOrDefault(action, all);
    }

    @Override
    public double cycles(Plan plan) {
        return plan.steps().stream()
                .mapToDouble(step -> factor(step.action()) * model.cycles(plan, step))
                .sum();
    }

    /// How far the corrected model is from the steps it was made from: the sum of its errors, in
    /// percent of all their cycles.
    public double errorPercent() {
        return error;
    }
}
