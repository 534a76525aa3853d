package org.espalier.workbench.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.espalier.compress.quant.NetworkShape;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitConfig;
import org.espalier.plan.Board;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.search.nas.MemoryDefinition;
import org.espalier.search.nas.SearchSpace;
import org.espalier.search.nas.StageMemory;
import org.espalier.search.nas.SubnetCosts;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;

/// `nas definitions`: the smallest and the largest net of spaces by every definition of memory, with all techniques,
/// with each one switched off, and with none.
public final class NasDefinitionsStep implements Step<NasDefinitionsStep.Parameters, NasDefinitionsStep.Result> {

    /// The spaces that are shown where none is named.
    public static final List<String> USUAL =
            List.of("deit-ti", "autoformer-t", "autoformer-s", "autoformer-b", "mcuformer-t", "mcu-micro");

    /// By the largest of the closed formulas of stages.
    public static final String STAGES = "stages";

    /// By the plan that firmware is made from: all of SRAM.
    public static final String PLANNED = "planned";

    /// Which nets.
    ///
    /// @param spaces names or files
    /// @param options size, rank and board of each; the space they name is not looked at
    public record Parameters(List<String> spaces, NasSpaceOptions options) {}

    /// Bytes by one definition.
    ///
    /// @param knows the techniques that change it
    public record Bytes(
            long all,
            long withoutIntegration,
            long withoutDecomposition,
            long withoutOverwriting,
            long none,
            List<String> knows) {

        private static final List<String> TECHNIQUES = List.of("integration", "decomposition", "overwriting");

        static Bytes of(List<String> knows, ToLongFunction<Techniques> bytes) {
            return new Bytes(
                    bytes.applyAsLong(Techniques.ALL),
                    bytes.applyAsLong(new Techniques(false, true, true)),
                    bytes.applyAsLong(new Techniques(true, false, true)),
                    bytes.applyAsLong(new Techniques(true, true, false)),
                    bytes.applyAsLong(Techniques.NONE),
                    knows);
        }
    }

    /// One net.
    ///
    /// @param end "only", "smallest" or "largest" of its space
    /// @param tokens class token included
    /// @param definitions "paper", "release", "follow-up" and "mcunet", which count a byte per number and
    ///     know token overwriting at most, and "stages" (estimated); "planned" (exact) unless the net has
    ///     no integer form
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Net(
            String space,
            String end,
            int image,
            int patch,
            int tokens,
            Subnet subnet,
            long parameters,
            Map<String, Bytes> definitions,
            @Nullable String peakStep) {}

    /// The nets, space by space.
    public record Result(String schema, String board, List<Net> nets) {}

    @Override
    public String name() {
        return "nas definitions";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        List<Net> nets = new ArrayList<>();
        for (String name : parameters.spaces()) {
            NasSpaceOptions options = parameters.options().at(name);
            SearchSpace space = options.resolve();
            boolean one = space.smallest().equals(space.largest());
            nets.add(net(options, space, one ? "only" : "smallest", space.smallest(), context));
            if (!one) {
                nets.add(net(options, space, "largest", space.largest(), context));
            }
        }
        return new Result(
                "espalier.nas-definitions/1", parameters.options().device().id(), nets);
    }

    private static Net net(NasSpaceOptions options, SearchSpace space, String end, Subnet subnet, TaskContext context) {
        context.checkCancelled();
        VitConfig config = space.config();
        Map<String, Bytes> definitions = new LinkedHashMap<>();
        for (MemoryDefinition each : MemoryDefinition.values()) {
            definitions.put(
                    each.word(),
                    Bytes.of(List.of("overwriting"), t -> Math.round(each.peak(config, subnet, t.overwriting()))));
        }
        List<StageMemory> stages = StageMemory.of(config, subnet);
        definitions.put(STAGES, Bytes.of(Bytes.TECHNIQUES, t -> StageMemory.peak(stages, t)));
        SubnetCosts costs = options.costs(space);
        String peak = null;
        if (costs.label().equals("exact")) {
            QuantizedNetwork network = NetworkShape.of(config, subnet);
            Board board = options.device();
            definitions.put(
                    PLANNED,
                    Bytes.of(
                            Bytes.TECHNIQUES,
                            t -> Planner.plan(network, board, t).sram().total()));
            peak = Planner.plan(network, board, Techniques.ALL).sram().peakName();
        }
        return new Net(
                space.name(),
                end,
                config.imageSize(),
                config.patchSize(),
                config.tokens(),
                subnet,
                costs.parameters(subnet),
                definitions,
                peak);
    }
}
