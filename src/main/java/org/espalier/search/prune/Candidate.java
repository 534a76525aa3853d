package org.espalier.search.prune;

import java.util.List;
import java.util.stream.Collectors;

/// A pruning policy as the search handles it: how many weights of each layer go. Two candidates with the same
/// counts are the same.
///
/// @param zeros per layer, in the space's order
public record Candidate(List<Integer> zeros) {

    /// Keeps its own copy.
    public Candidate {
        zeros = List.copyOf(zeros);
    }

    /// A short name that stands for the counts: 64 bits of them in hexadecimal.
    String id() {
        long hash = 0xcbf29ce484222325L;
        for (int count : zeros) {
            for (int shift = 0; shift < 32; shift += 8) {
                hash = (hash ^ (count >>> shift & 0xff)) * 0x100000001b3L;
            }
        }
        return String.format(java.util.Locale.ROOT, "%016x", hash);
    }

    @Override
    public String toString() {
        return zeros.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
