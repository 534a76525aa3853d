package org.espalier.ui.memory;

import java.util.List;
import org.espalier.plan.Buffer;
import org.espalier.plan.Plan;
import org.espalier.plan.Step;
import org.espalier.ui.chart.MemoryMap;

/// A plan as the page's own records.
final class PlanView {

    private PlanView() {}

    static MemoryMap map(Plan plan) {
        long beside = plan.sram().total() - plan.arenaBytes();
        return new MemoryMap(
                plan.buffers().stream().map(PlanView::box).toList(),
                plan.steps().stream().map(Step::name).toList(),
                plan.arenaBytes(),
                beside,
                plan.sram().budget(),
                plan.sram().peakStep());
    }

    private static MemoryMap.Box box(Buffer buffer) {
        Integer overwrites = buffer.overwrites();
        return new MemoryMap.Box(
                buffer.id(),
                buffer.name(),
                MemoryMap.Kind.valueOf(buffer.kind().name()),
                buffer.offset(),
                buffer.bytes(),
                buffer.first(),
                buffer.last(),
                overwrites == null ? -1 : overwrites);
    }

    static MemoryModel.Account sram(Plan plan) {
        return new MemoryModel.Account(
                plan.sram().total(), plan.sram().budget(), shares(plan.sram().parts()));
    }

    static MemoryModel.Account flash(Plan plan) {
        return new MemoryModel.Account(
                plan.flash().bytes(), plan.flash().budget(), shares(plan.flash().parts()));
    }

    private static List<MemoryModel.Share> shares(List<Plan.Share> parts) {
        return parts.stream()
                .map(part -> new MemoryModel.Share(part.name(), part.bytes(), part.label()))
                .toList();
    }
}
