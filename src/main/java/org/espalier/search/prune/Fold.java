package org.espalier.search.prune;

/// One way to see a candidate: pruned by one set of samples, scored on another.
///
/// @param name tells folds apart
/// @param pruner makes the weights
/// @param scored samples that the loss is taken on
record Fold(String name, Pruner pruner, Samples scored) {}
