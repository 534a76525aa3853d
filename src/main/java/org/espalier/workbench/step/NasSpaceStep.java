package org.espalier.workbench.step;

import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitConfig;
import org.espalier.search.nas.LegalShare;
import org.espalier.search.nas.Limits;
import org.espalier.search.nas.NearestSubnet;
import org.espalier.search.nas.SearchSpace;
import org.espalier.search.nas.SubnetCosts;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// `nas space`: what a search space holds and what its nets cost.
public final class NasSpaceStep implements Step<NasSpaceStep.Parameters, NasSpaceStep.Result> {

    /// The space and its limits.
    public record Parameters(NasSpaceOptions options) {}

    /// One end of the space.
    public record Net(long parameters, long peakBytes) {}

    /// The net that is nearest to fitting, where none does.
    public record Nearest(Subnet subnet, long peakBytes, long flashBytes) {}

    /// The space in numbers.
    ///
    /// @param subnets how many inner choices there are, in decimal
    /// @param tokens patches plus the class token
    /// @param padding zeros on each side of the image, pixels
    /// @param legalRatio share of uniformly drawn subnets within the limits, exact
    /// @param nearest what comes nearest where that is 0; else null
    public record Result(
            String schema,
            String subnets,
            int tokens,
            int padding,
            long supernetParameters,
            Net smallest,
            Net largest,
            double legalRatio,
            @Nullable Nearest nearest) {}

    @Override
    public String name() {
        return "nas space";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        NasSpaceOptions options = parameters.options();
        SearchSpace space = options.resolve();
        VitConfig config = space.config();
        SubnetCosts costs = options.costs(space);
        Net smallest = net(costs, space.smallest());
        if (options.budget() != null
                && costs.peak(space.smallest()) > options.limits().sram()) {
            throw WorkbenchException.infeasible(
                    "nas.space.budget",
                    "the smallest net of " + space.name() + " needs " + smallest.peakBytes() + " bytes, the budget is "
                            + options.budget(),
                    "Raise --budget, lower the rank, or take larger patches.");
        }
        double legal = LegalShare.of(space, costs, options.limits());
        return new Result(
                "espalier.space/1",
                space.subnets().toString(),
                config.tokens(),
                config.patches().padding(),
                costs.parameters(config.largest()),
                smallest,
                net(costs, space.largest()),
                legal,
                legal > 0 ? null : nearest(space, costs, options.limits()));
    }

    private static Nearest nearest(SearchSpace space, SubnetCosts costs, Limits limits) {
        Subnet subnet = NearestSubnet.of(space.config().choices(), costs, limits);
        return new Nearest(subnet, Math.round(costs.peak(subnet)), costs.flash(subnet));
    }

    private static Net net(SubnetCosts costs, Subnet subnet) {
        return new Net(costs.parameters(subnet), Math.round(costs.peak(subnet)));
    }
}
