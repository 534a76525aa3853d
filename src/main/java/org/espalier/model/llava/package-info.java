/// LLaVA on DJL's PyTorch engine: a CLIP vision tower, a projector and a LLaMA decoder, all in float32.
///
/// A checkpoint, a picture and a text enter; logits and greedy answers leave. Configuration, weights and decoding state
/// are separate types, and the forward pass is the same code for inference, calibration and training. It must not know
/// how a model is compressed, nor who shows its answers.
@NullMarked
package org.espalier.model.llava;

import org.jspecify.annotations.NullMarked;
