package org.espalier.model.vit;

import ai.djl.ndarray.NDArray;

/// Sees every activation of a forward pass, for calibration and for comparing executors.
///
/// Names, in order: `input` (B, C, H, W), `patch_embed` (B, N, E), `embed` (B, T, E: class token and positions added),
/// then per block N `blocks.N.` + `norm1`, `qkv1`, `qkv2`, `qkv` (B, T, 3Q: Q then K then V), `scores` (B, h, T, T:
/// scaled, before softmax), `probabilities`, `context` (B, T, Q), `proj1`, `proj2`, `proj`, `attn` (the stream after
/// the residual), `norm2`, `fc11`, `fc12`, `fc1`, `gelu`, `fc21`, `fc22`, `fc2`, `out` (the stream after the residual);
/// then `norm`, `pooled` (B, E), `logits` (B, classes). Names of absent factors do not appear.
@FunctionalInterface
public interface ActivationObserver {

    /// Watches nothing.
    ActivationObserver NONE = (name, value) -> {};

    /// Called with each activation; the array is only valid during the call.
    void see(String name, NDArray value);
}
