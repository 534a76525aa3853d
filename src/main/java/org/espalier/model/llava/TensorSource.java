package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/// Where a model's weights come from: a checkpoint, or an initialiser.
///
/// Names are canonical: `vision_tower.encoder.layers.0.self_attn.q_proj.weight`,
/// `multi_modal_projector.linear_1.weight`, `language_model.layers.0.mlp.up_proj.weight`, `lm_head.weight`.
public interface TensorSource {

    /// The float32 tensor of that name and shape.
    ///
    /// @throws org.espalier.task.WorkbenchException if it is absent or has another shape
    NDArray required(String name, long... shape);

    /// The tensor, or null if the source has none of that name.
    @Nullable
    NDArray optional(String name, long... shape);
}
