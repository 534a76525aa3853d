package org.espalier.workbench.step;

import java.nio.file.Path;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetFile;
import org.espalier.search.nas.SearchSpace;
import org.espalier.search.nas.SubnetCosts;
import org.espalier.task.TaskContext;

/// `nas subnet`: what one choice costs.
public final class NasSubnetStep implements Step<NasSubnetStep.Parameters, NasSubnetStep.Result> {

    /// The space and the choice.
    ///
    /// @param subnet file of the choice
    public record Parameters(NasSpaceOptions options, Path subnet) {}

    /// Costs by formula, estimated; see [SubnetCosts].
    ///
    /// @param legal whether they are within the limits
    public record Result(
            String schema, long parameters, long peakBytes, long flashBytes, long macs, boolean legal, String label) {}

    @Override
    public String name() {
        return "nas subnet";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        SearchSpace space = parameters.options().resolve();
        SubnetCosts costs = parameters.options().costs(space);
        Subnet subnet = space.config().check(SubnetFile.read(parameters.subnet()));
        return new Result(
                "espalier.subnet/1",
                costs.parameters(subnet),
                Math.round(costs.peak(subnet)),
                costs.flash(subnet),
                costs.macs(subnet),
                costs.legal(subnet, parameters.options().limits()),
                "estimated");
    }
}
