package org.espalier.model.eval;

import java.util.SequencedMap;

/// How good the answers to a benchmark's questions are.
///
/// @param benchmark its name
/// @param samples questions asked
/// @param accuracy in percent
/// @param parts the same for each kind of question
public record Evaluation(String benchmark, int samples, double accuracy, SequencedMap<String, Double> parts) {}
