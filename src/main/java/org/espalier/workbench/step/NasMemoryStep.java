package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.compress.quant.NetworkShape;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetFile;
import org.espalier.model.vit.VitConfig;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.search.nas.SearchSpace;
import org.espalier.search.nas.StageMemory;
import org.espalier.search.nas.SubnetCosts;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;

/// `nas memory`: what a net needs by every definition of memory, its stages with and without each technique, and the
/// real plan under every choice of techniques.
public final class NasMemoryStep implements Step<NasMemoryStep.Parameters, NasMemoryStep.Result> {

    /// The space and the choice.
    ///
    /// @param subnet file of the choice; null: the space's smallest and largest
    public record Parameters(
            NasSpaceOptions options, @Nullable Path subnet) {}

    /// A plan's bytes under some techniques, exact but for the flash of code.
    public record Planned(
            boolean integration,
            boolean decomposition,
            boolean overwriting,
            long arenaBytes,
            long lowerBound,
            long sramBytes,
            String peakStep) {}

    /// A stage by its closed formula.
    ///
    /// @param stage "fc1", "qkv", "attention" or "patch embedding"
    /// @param technique what makes it smaller
    /// @param naive bytes without it
    /// @param with bytes with it
    public record Stage(String stage, String technique, long naive, long with) {}

    /// One net.
    ///
    /// @param definitions bytes by definition, rounded, estimated
    /// @param stages by closed formula, estimated
    /// @param plans by technique; empty for a net without integer form
    public record Net(
            Subnet subnet,
            long parameters,
            Map<String, Long> definitions,
            List<Stage> stages,
            List<Planned> plans,
            long flashBytes) {}

    /// The nets asked for.
    public record Result(String schema, int image, int patch, int tokens, String board, List<Net> nets) {}

    @Override
    public String name() {
        return "nas memory";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        SearchSpace space = parameters.options().resolve();
        SubnetCosts costs = parameters.options().costs(space);
        VitConfig config = space.config();
        Path file = parameters.subnet();
        List<Subnet> subnets = new ArrayList<>();
        if (file != null) {
            subnets.add(config.check(SubnetFile.read(file)));
        } else {
            subnets.add(space.smallest());
            if (!space.largest().equals(space.smallest())) {
                subnets.add(space.largest());
            }
        }
        Board board = Boards.byId(parameters.options().boardId());
        List<Net> nets = new ArrayList<>();
        for (Subnet subnet : subnets) {
            context.checkCancelled();
            nets.add(new Net(
                    subnet,
                    costs.parameters(subnet),
                    NasSubnetStep.definitions(config, subnet),
                    StageMemory.of(config, subnet).stream()
                            .map(s -> new Stage(s.stage(), s.technique(), s.naive(), s.with()))
                            .toList(),
                    costs.label().equals("exact") ? plans(NetworkShape.of(config, subnet), board) : List.of(),
                    costs.flash(subnet)));
        }
        return new Result(
                "espalier.nas-memory/1", config.imageSize(), config.patchSize(), config.tokens(), board.id(), nets);
    }

    private static List<Planned> plans(QuantizedNetwork network, Board board) {
        List<Planned> plans = new ArrayList<>();
        for (int mask = 0; mask < 8; mask++) {
            Techniques techniques = new Techniques((mask & 1) != 0, (mask & 2) != 0, (mask & 4) != 0);
            Plan plan = Planner.plan(network, board, techniques);
            plans.add(new Planned(
                    techniques.integration(),
                    techniques.decomposition(),
                    techniques.overwriting(),
                    plan.arenaBytes(),
                    plan.lowerBound(),
                    plan.sram().total(),
                    plan.sram().peakName()));
        }
        return plans;
    }
}
