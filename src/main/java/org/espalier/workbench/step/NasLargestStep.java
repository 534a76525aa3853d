package org.espalier.workbench.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitConfig;
import org.espalier.search.nas.LargestSubnet;
import org.espalier.search.nas.LegalShare;
import org.espalier.search.nas.Limits;
import org.espalier.search.nas.SearchSpace;
import org.espalier.search.nas.SubnetCosts;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// `nas largest`: the largest subnet of spaces that a board has room for, with its weights on the chip alone and with
/// the flash outside it.
public final class NasLargestStep implements Step<NasLargestStep.Parameters, NasLargestStep.Result> {

    /// Which spaces, within what.
    ///
    /// @param spaces names or files
    /// @param options size, rank, board and limits of each; the space they name is not looked at
    /// @param by "multiplications" or "parameters"
    public record Parameters(List<String> spaces, NasSpaceOptions options, String by) {}

    /// A subnet that fits.
    ///
    /// @param peakBytes all of SRAM
    /// @param flashBytes on the chip and outside it
    /// @param milliseconds of one inference, estimated; 0 where there is no plan
    public record Fit(
            Subnet subnet, long parameters, long macs, long peakBytes, long flashBytes, double milliseconds) {}

    /// One space within one limit of flash.
    ///
    /// @param rank rank ratios of its layers, "dense" without
    /// @param flash bytes of flash allowed
    /// @param legalRatio share of uniformly drawn subnets within the limits
    /// @param largest absent if none is
    /// @param label "exact" where plans were made, else "estimated"
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Row(
            String space,
            int image,
            int patch,
            String rank,
            long flash,
            double legalRatio,
            @Nullable Fit largest,
            String label) {}

    /// The rows, space by space.
    ///
    /// @param sram bytes allowed
    public record Result(String schema, String board, String by, long sram, List<Row> rows) {}

    @Override
    public String name() {
        return "nas largest";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        NasSpaceOptions options = parameters.options();
        LargestSubnet.Size size = size(parameters.by());
        Limits limits = options.limits();
        long onChip = options.device().flash().bytes();
        List<Row> rows = new ArrayList<>();
        for (String name : parameters.spaces()) {
            SearchSpace space = options.at(name).resolve();
            context.stage("Looking for the largest subnet of " + name);
            SubnetCosts costs = options.costs(space);
            if (options.flash() == null && onChip < limits.flash()) {
                rows.add(row(space, costs, withFlash(limits, onChip), size, context));
            }
            rows.add(row(space, costs, limits, size, context));
        }
        return new Result("espalier.nas-largest/1", options.device().id(), parameters.by(), limits.sram(), rows);
    }

    private static Limits withFlash(Limits limits, long flash) {
        return new Limits(limits.sram(), flash, limits.milliseconds(), limits.boardRam(), limits.boardFlash());
    }

    private static LargestSubnet.Size size(String by) {
        for (LargestSubnet.Size size : LargestSubnet.Size.values()) {
            if (size.name().toLowerCase(Locale.ROOT).equals(by)) {
                return size;
            }
        }
        throw WorkbenchException.usage("nas.largest.by", "--by is '" + by + "'", "Use multiplications or parameters.");
    }

    private static Row row(
            SearchSpace space, SubnetCosts costs, Limits limits, LargestSubnet.Size size, TaskContext context) {
        Optional<Subnet> largest = LargestSubnet.of(space, costs, limits, size, context);
        VitConfig config = space.config();
        return new Row(
                space.name(),
                config.imageSize(),
                config.patchSize(),
                rank(config.lowRank()),
                limits.flash(),
                LegalShare.of(space, costs, limits),
                largest.map(subnet -> fit(costs, subnet)).orElse(null),
                costs.label());
    }

    private static Fit fit(SubnetCosts costs, Subnet subnet) {
        return new Fit(
                subnet,
                costs.parameters(subnet),
                costs.macs(subnet),
                Math.round(costs.peak(subnet)),
                costs.flash(subnet),
                costs.milliseconds(subnet));
    }

    private static String rank(LowRank lowRank) {
        return switch (lowRank) {
            case LowRank.Dense d -> "dense";
            case LowRank.ThreeFactor t -> Double.toString(t.ratio());
            case LowRank.TwoFactor t -> t.attention() + ", " + t.mlp();
        };
    }
}
