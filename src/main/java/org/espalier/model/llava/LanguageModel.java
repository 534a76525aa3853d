package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/// A decoder with what makes prompts into its inputs.
sealed interface LanguageModel permits LlavaModel, StreamedModel {

    /// The decoder.
    Decoder decoder();

    /// A manager for a piece of work with this model: what is computed under it is freed when it is closed.
    NDManager newManager();

    /// The decoder's input for a prompt: token embeddings, with the projected pictures in the image tokens'
    /// places.
    ///
    /// @return (1, tokens, hidden), under `manager`
    NDArray embed(NDManager manager, Prompt prompt);
}
