package org.espalier.plan;

/// Cycles from instructions, one instruction a cycle: what a step multiplies and what it touches otherwise.
///
/// The operator library takes, counted on the virtual board, 0.80 instructions per multiply-accumulate of a linear map,
/// about 0.94 in attention, and 13 per softmax element; a byte that row-wise operators write costs about 8. `bench
/// firmware` shows how far that is from the count.
/// The core issues two instructions a cycle at best and waits for flash at times; one a cycle is the middle.
public final class IssueModel implements CostModel {

    private static final double PER_LINEAR_MAC = 0.80;
    private static final double PER_ATTENTION_MAC = 0.94;
    private static final double PER_SCORE = 13;
    private static final double PER_BYTE = 8;

    @Override
    public double cycles(Plan plan) {
        double sum = 0;
        for (Step step : plan.steps()) {
            Buffer out = plan.output(step);
            double bytes = (double) out.rows() * out.columns();
            double scores = (double) step.rows() * step.rows();
            sum += switch (step.action()) {
                case CHAIN, UNFOLD ->
                    PER_LINEAR_MAC * step.macs() + PER_BYTE * bytes * step.ops().size();
                case ATTENTION -> PER_ATTENTION_MAC * step.macs() + PER_SCORE * scores;
                case SCORES, CONTEXT -> PER_ATTENTION_MAC * step.macs();
                case SOFTMAX -> PER_SCORE * scores;
            };
        }
        return sum;
    }

    @Override
    public String label() {
        return "estimated";
    }
}
