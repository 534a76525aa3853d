package org.espalier.plan;

/// Cycles from instructions, and from waiting for weights: what a step multiplies and what it touches
/// otherwise.
///
/// The operator library takes, counted on the virtual board, 0.80 instructions per multiply-accumulate
/// of a linear map; a byte that row-wise operators write costs about 5; attention as
/// [AttentionInstructions] has it. `bench firmware` shows how far that is from the count. A core's cycles for an
/// instruction are those the virtual board's issue models give for the shipped network.
public final class AnalyticalModel implements CostModel {

    private static final double PER_LINEAR_MAC = 0.80;
    private static final double PER_ATTENTION_MAC = 0.94;
    private static final double PER_SCORE = 13;
    private static final double PER_BYTE = 5;

    private static final double TWO_SLOTS = 0.83;
    private static final double ONE_SLOT = 1.43;

    private final double cyclesPerInstruction;
    private final FlashStalls stalls;
    private final ArenaStalls arena;

    /// The model of a board.
    public AnalyticalModel(Board board) {
        cyclesPerInstruction = board.core().equals("cortex-m7") ? TWO_SLOTS : ONE_SLOT;
        stalls = FlashStalls.of(board);
        arena = ArenaStalls.of(board);
    }

    @Override
    public double cycles(Plan plan) {
        double sum = 0;
        for (Step step : plan.steps()) {
            sum += cycles(plan, step);
        }
        return sum;
    }

    /// Cycles of one step.
    public double cycles(Plan plan, Step step) {
        return cyclesPerInstruction * instructions(plan, step) + stalls.of(plan, step) + arena.of(plan, step);
    }

    /// Instructions of one inference.
    public static double instructions(Plan plan) {
        return plan.steps().stream()
                .mapToDouble(step -> instructions(plan, step))
                .sum();
    }

    private static double instructions(Plan plan, Step step) {
        Buffer out = plan.output(step);
        double bytes = (double) out.rows() * out.columns();
        double scores = (double) step.rows() * step.rows();
        if (step.attention() != null) {
            return AttentionInstructions.of(step.action(), step.attention(), step.rows());
        }
        return switch (step.action()) {
            case CHAIN, UNFOLD ->
                PER_LINEAR_MAC * step.macs() + PER_BYTE * bytes * step.ops().size();
            // Plans written before they told the form of attention.
            case ATTENTION -> PER_ATTENTION_MAC * step.macs() + PER_SCORE * scores;
            case SCORES, CONTEXT -> PER_ATTENTION_MAC * step.macs();
            case SOFTMAX -> PER_SCORE * scores;
        };
    }
}
