package org.espalier.model.eval;

import java.util.SequencedMap;

/// How good answers to a benchmark's questions are.
///
/// @param samples questions scored
/// @param accuracy the benchmark's own main figure, in percent
/// @param parts the same for each kind of question
/// @param missing questions without an answer, which count as wrong
/// @param failed answers that could not be understood; also wrong
public record Score(int samples, double accuracy, SequencedMap<String, Part> parts, int missing, int failed) {}
