package org.espalier.ui.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.TreeItem;
import org.espalier.workbench.step.ModelInspectStep;
import org.junit.jupiter.api.Test;

class TensorTreeTest {

    private static ModelInspectStep.Tensor tensor(String name, String component) {
        return new ModelInspectStep.Tensor(name, component, name, List.of(2L, 3L), "F16", "model", 1L, true);
    }

    @Test
    void tenThousandTensorsAreAFewCollapsedRows() {
        List<ModelInspectStep.Tensor> tensors = new ArrayList<>();
        tensors.add(tensor("language_model.lm_head.weight", "language_model"));
        for (int block = 0; block < 2_500; block++) {
            for (String matrix : List.of("self_attn.q_proj", "self_attn.k_proj", "mlp.up_proj", "mlp.down_proj")) {
                tensors.add(
                        tensor("language_model.model.layers." + block + "." + matrix + ".weight", "language_model"));
            }
        }
        tensors.add(tensor("vision_tower.vision_model.embeddings.class_embedding", "vision_tower"));
        tensors.add(tensor("vision_tower.vision_model.post_layernorm.weight", "vision_tower"));
        TreeItem<TensorRow> root = TensorTree.of(
                new ModelInspectStep.Result("espalier.model/1", "llava", 60_018, 120_036, List.of(), tensors));

        assertEquals(2, root.getChildren().size());
        root.getChildren().forEach(component -> assertFalse(component.isExpanded()));
        TreeItem<TensorRow> decoder = root.getChildren().getFirst();
        assertEquals(2_501, decoder.getChildren().size(), "a row for the head and one for each block");
        assertEquals(6 * 10_001, decoder.getValue().parameters());
        assertEquals(10_001L, decoder.getValue().zeros());
        assertEquals(
                "lm_head.weight", decoder.getChildren().getFirst().getValue().name());
        assertEquals(
                "self_attn.q_proj.weight",
                decoder.getChildren().get(1).getChildren().getFirst().getValue().name());
        assertEquals(
                List.of("embeddings.class_embedding", "post_layernorm.weight"),
                root.getChildren().get(1).getChildren().stream()
                        .map(item -> item.getValue().name())
                        .toList(),
                "what all names begin with stands in the tree already");
    }
}
