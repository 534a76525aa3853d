package org.espalier.search.nas;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.espalier.compress.quant.NetworkShape;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitConfig;
import org.espalier.plan.Board;
import org.espalier.plan.CostModel;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;

/// Plans of subnets on one board, each made once; what is kept of them are the figures a search asks for.
final class SubnetPlans {

    private final VitConfig config;
    private final Board board;
    private final CostModel time;
    private final Map<Subnet, Planned> plans = new ConcurrentHashMap<>();

    /// What a plan says: bytes of all SRAM and of the arena, or the least that it can be where it lies in
    /// several memories; of flash, and of what cannot leave the chip; whether the board has room; time.
    record Planned(
            long sram, long arena, long flash, long onChip, boolean ramFits, boolean flashFits, double milliseconds) {}

    SubnetPlans(VitConfig config, Board board, CostModel time) {
        this.config = config;
        this.board = board;
        this.time = time;
    }

    /// What the plan of a subnet says.
    ///
    /// @throws org.espalier.task.WorkbenchException if the net has no integer form
    Planned of(Subnet subnet) {
        return plans.computeIfAbsent(subnet, wanted -> {
            QuantizedNetwork network = shape(wanted);
            Plan plan = Planner.plan(network, board, Techniques.ALL);
            return new Planned(
                    plan.sram().total(),
                    plan.pieces().size() == 1 ? plan.arenaBytes() : plan.lowerBound(),
                    plan.flash().bytes() + plan.flash().outside().bytes(),
                    Planner.leastOnChip(network, board, plan.steps().size()),
                    plan.sram().fits(),
                    plan.flash().fits(),
                    time.milliseconds(plan, board));
        });
    }

    private QuantizedNetwork shape(Subnet subnet) {
        // What a block costs is told by a net of two, where the space has but one too.
        VitConfig whole = subnet.depth() > config.depth() ? config.withDepth(subnet.depth()) : config;
        return NetworkShape.of(whole, subnet);
    }
}
