/// Trains a small LLaVA from scratch on easy-VQA, in LLaVA's own two stages.
///
/// Pictures and questions of the training split enter; trained weights with their curve leave, as a Hugging Face folder
/// where wanted. It must not see a test question, nor know how the model is used afterwards.
@NullMarked
package org.espalier.model.llava.training;

import org.jspecify.annotations.NullMarked;
