package org.espalier.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.espalier.plan.Plan;
import org.espalier.plan.Step;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.McuPlanStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `mcu plan`.
@Command(
        name = "plan",
        description = "Plan an int8 network's memory on a board: steps, buffers, offsets, peak, flash.",
        footer = "Example: espalier mcu plan assets/vit-clothing-int8 --board stm32f746g-disco")
final class McuPlanCommand extends StepCommand<Plan> {

    @Mixin
    private final NetworkOnBoard target = new NetworkOnBoard();

    @Override
    Plan work(TaskContext context) {
        Plan plan = new McuPlanStep()
                .run(new McuPlanStep.Parameters(target.network, target.board, target.techniques()), context);
        plan.requireFit();
        return plan;
    }

    @Override
    void print(Plan plan, PrintWriter out) {
        out.printf(Locale.ROOT, "%s on %s%n", plan.network(), plan.board());
        out.printf(
                Locale.ROOT,
                "SRAM   %,9d of %,9d bytes; arena peak %,d at step %d, %s%n",
                plan.sram().total(),
                plan.sram().budget(),
                plan.sram().peak(),
                plan.sram().peakStep(),
                plan.sram().peakName());
        shares(out, plan.sram().parts());
        out.printf(
                Locale.ROOT,
                "flash  %,9d of %,9d bytes%n",
                plan.flash().bytes(),
                plan.flash().budget());
        shares(out, plan.flash().parts());
        Plan.Outside outside = plan.flash().outside();
        if (outside.bytes() > 0) {
            out.printf(
                    Locale.ROOT,
                    "       %,9d of %,9d bytes of %s: weights of %d operators (exact)%n",
                    outside.bytes(),
                    outside.budget(),
                    outside.memory(),
                    outside.ops().size());
        }
        McuPlanStep.Latency latency = McuPlanStep.latency(plan, target.board);
        Double error = latency.error();
        out.printf(
                Locale.ROOT,
                "time   %,9.1f ms (estimated, %s)%n",
                latency.milliseconds(),
                error == null
                        ? "nothing measured on such a board"
                        : String.format(Locale.ROOT, "corrected by measurements of this board to %.1f %%", error));
        out.println("step  live bytes  rows  tile        MACs  what");
        for (Step step : plan.steps()) {
            out.printf(
                    Locale.ROOT,
                    "%4d  %,10d  %4d  %4d  %,10d  %s%n",
                    step.index(),
                    step.liveBytes(),
                    step.rows(),
                    step.tile(),
                    step.macs(),
                    step.name());
        }
    }

    private static void shares(PrintWriter out, Iterable<Plan.Share> shares) {
        for (Plan.Share share : shares) {
            out.printf(Locale.ROOT, "       %,9d %s (%s)%n", share.bytes(), share.name(), share.label());
        }
    }
}
