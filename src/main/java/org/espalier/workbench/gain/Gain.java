package org.espalier.workbench.gain;

/// What pruning and packing a decoder one way gives on this machine.
///
/// @param values "bf16", "f16", "f32" or "int8"
/// @param pattern "dense", "unstructured", "2:4" or "structured"
/// @param sparsity share of the pruned layers' weights that are gone; structured: as near as heads and neurons allow
/// @param fileBytes of the packed file, estimated: all that is not pruned included
/// @param memoryBytes that the own decoder holds, estimated: weights, embedding, keys and values of `positions` tokens
/// @param bytesPerToken weights that are read for a token
/// @param tokensPerSecond with all processors of this machine; times are the lower quartile of rounds in turns
/// @param speedup over the dense decoder that keeps the checkpoint's numbers exactly
/// @param label of `tokensPerSecond` and `speedup`: measured where a whole decoder of random weights was run,
///     estimated where the measured products of each layer shape were added up
public record Gain(
        String values,
        String pattern,
        double sparsity,
        long fileBytes,
        long memoryBytes,
        long bytesPerToken,
        double tokensPerSecond,
        double speedup,
        String label) {}
