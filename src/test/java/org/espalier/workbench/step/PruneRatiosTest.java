package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.compress.prune.Criterion;
import org.espalier.compress.prune.Modalities;
import org.espalier.compress.prune.Pattern;
import org.espalier.compress.prune.Policy;
import org.espalier.compress.prune.Ratios;
import org.espalier.compress.prune.TieRule;
import org.espalier.model.Component;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneRatiosTest {

    private static final Path ASSETS = Path.of("assets");

    @TempDir
    private Path folder;

    private PruneApplyStep.Result prune(Ratios ratios, Set<Component> components) {
        return new PruneApplyStep()
                .run(
                        new PruneApplyStep.Parameters(
                                ASSETS.resolve("llava-easy-vqa"),
                                folder.resolve("out"),
                                true,
                                Criterion.parse("magnitude"),
                                Pattern.UNSTRUCTURED,
                                TieRule.EXACT,
                                0.5,
                                null,
                                ASSETS.resolve("data/easy-vqa/calibration.jsonl"),
                                ASSETS.resolve("data/easy-vqa/train/images"),
                                4,
                                components,
                                0,
                                new PruneApplyStep.Details(Modalities.ALIKE, ratios)),
                        TaskContext.NONE);
    }

    @Test
    void owlGivesEachBlockARatioAroundTheMean() {
        PruneApplyStep.Result result = prune(Ratios.OWL, EnumSet.of(Component.LANGUAGE_MODEL));
        assertEquals(0.5, result.sparsity(), 1e-4);
        Map<String, Double> rules =
                Policy.read(folder.resolve("out/policy.json")).rules();
        for (int block = 0; block < 4; block++) {
            String name = "language_model.layers." + block + ".";
            Collection<Double> ratios = new TreeSet<>(rules.entrySet().stream()
                    .filter(rule -> rule.getKey().startsWith(name))
                    .map(Map.Entry::getValue)
                    .toList());
            assertEquals(1, ratios.size(), name);
            assertEquals(0.5, ratios.iterator().next(), 0.161, name);
        }
        assertTrue(new TreeSet<>(rules.values()).size() > 1, rules.toString());
    }

    @Test
    void ecoflapGivesEachLayerARatioAtTheExactTotal() {
        PruneApplyStep.Result result = prune(Ratios.ECOFLAP, EnumSet.of(Component.LANGUAGE_MODEL));
        assertEquals(0.5, result.sparsity(), 1e-4);
        Map<String, Double> rules =
                Policy.read(folder.resolve("out/policy.json")).rules();
        assertTrue(new TreeSet<>(rules.values()).size() > 20, rules.toString());
        rules.values().forEach(ratio -> assertTrue(ratio >= 0 && ratio <= 0.8 + 1e-9, rules.toString()));
    }

    @Test
    void theyKnowDecoderBlocksOnly() {
        assertThrows(WorkbenchException.class, () -> prune(Ratios.OWL, EnumSet.allOf(Component.class)));
    }
}
