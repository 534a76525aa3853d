package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.List;
import org.espalier.compress.prune.CalibrationFile;
import org.espalier.compress.prune.CalibrationSample;
import org.espalier.compress.prune.Criterion;
import org.espalier.compress.prune.Policy;
import org.espalier.compress.prune.Ratios;
import org.espalier.task.WorkbenchException;

/// What a request to prune reads besides the model: the policy and the samples, refused where they do not go together
/// with the rest of it.
final class PruneInputs {

    private PruneInputs() {}

    /// The policy that was asked for, by file or by one ratio.
    ///
    /// @throws WorkbenchException if both were given, or the file is none
    static Policy policy(PruneApplyStep.Parameters parameters) {
        Path file = parameters.policy();
        Double sparsity = parameters.sparsity();
        if (file != null && sparsity != null) {
            throw WorkbenchException.usage(
                    "prune.sparsity", "--sparsity and --policy were both given", "Give one of them.");
        }
        if (file != null) {
            return Policy.read(file);
        }
        boolean grouped = parameters.pattern().grouped();
        return Policy.uniform(
                sparsity != null ? sparsity : grouped ? parameters.pattern().ratio() : 0.5);
    }

    /// The samples to calibrate with; none where nothing is calibrated.
    ///
    /// @throws WorkbenchException if some are needed and none are given, or what was chosen excludes each other
    static List<CalibrationSample> samples(PruneApplyStep.Parameters parameters) {
        Ratios shared = parameters.details().ratios();
        boolean grouped = parameters.pattern().grouped();
        if (shared != Ratios.UNIFORM && (parameters.policy() != null || grouped)) {
            throw WorkbenchException.usage(
                    "prune.ratios",
                    "--ratios " + shared.word() + " makes its own ratios, unstructured ones",
                    "Leave out --policy and --pattern, or use --ratios uniform.");
        }
        boolean structured = parameters.details().structure() != Structure.NONE;
        if (structured && (grouped || shared != Ratios.UNIFORM)) {
            throw WorkbenchException.usage(
                    "prune.structure",
                    "--structure cuts whole heads and neurons",
                    "Leave out --pattern and --ratios; --policy gives each block its own share.");
        }
        boolean calibrated = parameters.criterion().needs() != Criterion.Needs.NOTHING || shared != Ratios.UNIFORM;
        return calibrated || structured ? read(parameters) : List.of();
    }

    private static List<CalibrationSample> read(PruneApplyStep.Parameters parameters) {
        Path file = parameters.calibration();
        if (file == null) {
            throw WorkbenchException.usage(
                    "prune.calibration.needed",
                    needing(parameters) + " needs a calibration file",
                    "Add --calibration F.jsonl --images DIR, lines like " + CalibrationFile.FORMAT
                            + "; assets/data/easy-vqa/calibration.jsonl is one. Or use --criterion magnitude.");
        }
        if (parameters.samples() < 1) {
            throw WorkbenchException.usage(
                    "prune.samples", "--samples is " + parameters.samples(), "Give a number from 1 on.");
        }
        Path images = parameters.images();
        Path beside = file.toAbsolutePath().getParent();
        Path folder = images != null ? images : beside != null ? beside : file.toAbsolutePath();
        return CalibrationFile.read(file, folder, parameters.samples(), parameters.seed());
    }

    /// The option that calls for samples.
    private static String needing(PruneApplyStep.Parameters parameters) {
        if (parameters.details().structure() != Structure.NONE) {
            return "--structure";
        }
        return parameters.criterion().needs() == Criterion.Needs.NOTHING
                ? "--ratios " + parameters.details().ratios().word()
                : "criterion '" + parameters.criterion().word() + "'";
    }
}
