/// Benchmarks: questions with known answers, and how good a model's answers are.
///
/// A data set and a model, or a file of answers, enter; accuracies in percent leave. It must not know how a model was
/// trained or compressed.
@NullMarked
package org.espalier.model.eval;

import org.jspecify.annotations.NullMarked;
