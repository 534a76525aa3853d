package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.espalier.compress.prune.Criterion;
import org.espalier.compress.prune.Pattern;
import org.espalier.compress.prune.TieRule;
import org.espalier.model.Component;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.gain.Gain;
import org.espalier.workbench.gain.ShapeGain;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneWhatIfStepTest {

    private static final Path SAMPLE = Path.of("assets/llava-easy-vqa");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static PruneWhatIfStep.Result result(Path model, @Nullable Double sparsity) {
        return new PruneWhatIfStep().run(new PruneWhatIfStep.Parameters(model.toString(), sparsity), TaskContext.NONE);
    }

    private static Gain gain(PruneWhatIfStep.Result result, String values, String pattern, double sparsity) {
        return result.gains().stream()
                .filter(gain -> gain.values().equals(values) && gain.pattern().equals(pattern))
                .filter(gain -> Math.abs(gain.sparsity() - sparsity) < 0.05)
                .findFirst()
                .orElseThrow();
    }

    private long packedBytes(double sparsity, boolean eightBit) throws IOException {
        Path pruned = folder.resolve("pruned" + sparsity + eightBit);
        new PruneApplyStep()
                .run(
                        new PruneApplyStep.Parameters(
                                SAMPLE,
                                pruned,
                                false,
                                Criterion.parse("magnitude"),
                                Pattern.UNSTRUCTURED,
                                TieRule.EXACT,
                                sparsity,
                                null,
                                null,
                                null,
                                1,
                                EnumSet.of(Component.LANGUAGE_MODEL),
                                0),
                        TaskContext.NONE);
        Path file = folder.resolve("packed" + sparsity + eightBit);
        new PrunePackStep().run(new PrunePackStep.Parameters(pruned, file, false, eightBit), TaskContext.NONE);
        return Files.size(file);
    }

    @Test
    void foretellsTheBytesThatPackingReallyWrites() throws IOException {
        PruneWhatIfStep.Result result = result(SAMPLE, 0.55);
        for (double sparsity : new double[] {0.3, 0.55, 0.7}) {
            assertEquals(
                    (double) packedBytes(sparsity, false),
                    (double) gain(result, "f16", "unstructured", sparsity).fileBytes(),
                    40_000, // header and tokenizer
                    "f16 at " + sparsity);
            assertEquals(
                    (double) packedBytes(sparsity, true),
                    (double) gain(result, "int8", "unstructured", sparsity).fileBytes(),
                    40_000,
                    "int8 at " + sparsity);
        }
    }

    @Test
    void measuresEveryPatternAndSparsityAndEveryShape() {
        PruneWhatIfStep.Result result = result(SAMPLE, null);
        Gain first = result.gains().getFirst();
        assertEquals("dense", first.pattern());
        assertEquals(1, first.speedup(), 1e-9);
        for (String values : List.of("f16", "int8")) {
            for (double sparsity : PruneWhatIfStep.USUAL) {
                Gain sparse = gain(result, values, "unstructured", sparsity);
                assertTrue(sparse.bytesPerToken()
                        < gain(result, values, "dense", 0).bytesPerToken());
                assertEquals(sparse.tokensPerSecond() / first.tokensPerSecond(), sparse.speedup(), 1e-6);
                assertTrue(gain(result, values, "structured", sparsity).memoryBytes() < sparse.memoryBytes());
            }
            assertEquals(
                    gain(result, values, "unstructured", 0.5).fileBytes(),
                    gain(result, values, "2:4", 0.5).fileBytes());
        }
        assertTrue(result.gains().stream().allMatch(gain -> gain.label().equals("measured")));
        assertEquals(
                4 * 7, // four blocks of seven layers, and the head
                result.shapes().stream().mapToInt(ShapeGain::count).sum() - 1);
        assertTrue(result.readBandwidth() > 0);
        for (ShapeGain shape : result.shapes()) {
            assertTrue(shape.timings().stream().allMatch(timing -> timing.microseconds() > 0));
            for (ShapeGain.BreakEven even : shape.breakEvens()) {
                Double at = even.sparsity();
                assertTrue(at == null || (at >= 0 && at <= 0.7), shape.toString());
            }
        }
    }

    @Test
    void needsNoWeights() throws IOException {
        Files.copy(SAMPLE.resolve("config.json"), folder.resolve("config.json"));
        PruneWhatIfStep.Result result = result(folder, null);
        assertEquals(
                gain(result, "f16", "dense", 0).bytesPerToken(),
                gain(result(SAMPLE, null), "f16", "dense", 0).bytesPerToken());
    }

    @Test
    void refusesWhatIsNoModelAndNoShare() {
        assertThrows(WorkbenchException.class, () -> result(folder.resolve("nowhere"), null));
        assertThrows(WorkbenchException.class, () -> result(SAMPLE, 1.0));
    }
}
