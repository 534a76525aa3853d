package org.espalier.compress.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetWeights;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitWeights;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    @Test
    void patchesAreWhatTheEmbeddingReads() {
        VitConfig config = SmallVit.config(new LowRank.Dense(), false, true);
        Subnet subnet = Subnet.uniform(1, 40, 1, 2.0);
        try (VitWeights weights = SmallVit.weights(config)) {
            Calibration seen =
                    Calibration.observe(config, weights, subnet, SmallVit.pictures(32, 3, 1), TaskContext.NONE);
            SubnetWeights.Layer layer = PatchOrder.interleaved(
                    SubnetWeights.of(config, weights, subnet).patchEmbedding(), config.patchSize());
            Sample patches = seen.of(Calibration.PATCHES);
            Sample embedded = seen.of("patch_embed");
            assertEquals(embedded.rows(), patches.rows());
            for (int r = 0; r < patches.rows(); r++) {
                for (int o = 0; o < layer.outputs(); o++) {
                    double y = layer.bias()[o];
                    for (int k = 0; k < layer.inputs(); k++) {
                        y += layer.weight()[o * layer.inputs() + k] * patches.at(r, k);
                    }
                    assertEquals(embedded.at(r, o), y, 1e-3, "row " + r + ", column " + o);
                }
            }
        }
    }

    @Test
    void manyPicturesKeepNoMoreRowsThanAThousand() {
        VitConfig config = SmallVit.config(new LowRank.Dense(), false, true);
        try (VitWeights weights = SmallVit.weights(config)) {
            Calibration seen = Calibration.observe(
                    config,
                    weights,
                    Subnet.uniform(1, 40, 1, 2.0),
                    Collections.nCopies(1100, SmallVit.pictures(32, 1, 1).getFirst()),
                    TaskContext.NONE);
            for (String name : List.of(Calibration.PATCHES, "patch_embed", "blocks.0.fc1")) {
                int rows = seen.of(name).rows();
                assertTrue(rows > 1000 && rows <= 2048, name + " keeps " + rows);
            }
        }
    }
}
