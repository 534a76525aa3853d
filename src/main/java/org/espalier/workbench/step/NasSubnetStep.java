package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetFile;
import org.espalier.model.vit.VitConfig;
import org.espalier.search.nas.MemoryDefinition;
import org.espalier.search.nas.SearchSpace;
import org.espalier.search.nas.SubnetCosts;
import org.espalier.task.TaskContext;

/// `nas subnet`: what one choice costs.
public final class NasSubnetStep implements Step<NasSubnetStep.Parameters, NasSubnetStep.Result> {

    /// The space and the choice.
    ///
    /// @param subnet file of the choice
    public record Parameters(NasSpaceOptions options, Path subnet) {}

    /// What it costs; see [SubnetCosts].
    ///
    /// @param milliseconds of one inference, estimated; 0 where there is no plan
    /// @param legal whether they are within the limits
    /// @param label of peak and flash: "exact" where a plan was made, but for the flash of code; else
    ///     "estimated"
    /// @param definitions peak memory by each published definition, rounded, estimated
    public record Result(
            String schema,
            long parameters,
            long peakBytes,
            long flashBytes,
            long macs,
            double milliseconds,
            boolean legal,
            String label,
            Map<String, Long> definitions) {}

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
                costs.milliseconds(subnet),
                costs.legal(subnet, parameters.options().limits()),
                costs.label(),
                definitions(space.config(), subnet));
    }

    static Map<String, Long> definitions(VitConfig config, Subnet subnet) {
        Map<String, Long> definitions = new LinkedHashMap<>();
        for (MemoryDefinition definition : MemoryDefinition.values()) {
            definitions.put(definition.word(), Math.round(definition.peak(config, subnet)));
        }
        return definitions;
    }
}
