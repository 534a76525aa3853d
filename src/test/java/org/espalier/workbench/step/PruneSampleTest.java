package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Objects;
import org.espalier.compress.prune.Criterion;
import org.espalier.compress.prune.Pattern;
import org.espalier.compress.prune.TieRule;
import org.espalier.model.Component;
import org.espalier.model.eval.BenchmarkName;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The shipped LLaVA after pruning: half of its weights are not missed, nine in ten are.
class PruneSampleTest {

    private static final Path ASSETS = Path.of("assets");
    private static final Path DATA = ASSETS.resolve("data/easy-vqa");
    private static final int QUESTIONS = 200;

    @TempDir
    private Path folder;

    private double accuracyAfter(String criterion, double sparsity) {
        PruneApplyStep.Result result = new PruneApplyStep()
                .run(
                        new PruneApplyStep.Parameters(
                                ASSETS.resolve("llava-easy-vqa"),
                                folder.resolve("pruned"),
                                true,
                                Criterion.parse(criterion),
                                Pattern.UNSTRUCTURED,
                                TieRule.EXACT,
                                sparsity,
                                null,
                                DATA.resolve("calibration.jsonl"),
                                DATA.resolve("train/images"),
                                64,
                                EnumSet.of(Component.LANGUAGE_MODEL),
                                0),
                        TaskContext.NONE);
        assertEquals(sparsity, result.sparsity(), 0.005);
        PruneApplyStep.CalibrationReport calibration = result.calibration();
        assertEquals(criterion.equals("magnitude"), calibration == null);
        if (calibration != null) {
            assertEquals(64, calibration.samples());
            assertTrue(calibration.imageShare() > 0.7, "share of picture tokens " + calibration.imageShare());
        }
        return Objects.requireNonNull(new ModelEvaluateStep()
                .run(
                        ModelEvaluateStep.Parameters.of(
                                folder.resolve("pruned"), BenchmarkName.EASY_VQA, DATA, QUESTIONS),
                        TaskContext.NONE)
                .accuracy());
    }

    @ParameterizedTest
    @CsvSource({"magnitude, 0.5, 95, 100", "wanda, 0.5, 95, 100", "obs, 0.5, 97, 100", "wanda, 0.9, 0, 85"})
    void keepsWhatTheModelKnowsUpToAPoint(String criterion, double sparsity, double least, double most) {
        double accuracy = accuracyAfter(criterion, sparsity);
        assertTrue(accuracy >= least && accuracy <= most, criterion + " " + sparsity + ": " + accuracy + " %");
    }
}
