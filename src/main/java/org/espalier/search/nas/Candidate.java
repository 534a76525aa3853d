package org.espalier.search.nas;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.espalier.model.vit.Subnet;

/// A subnet that was measured, with what it costs.
///
/// @param validation accuracy with inherited weights, percent
/// @param parameters entries of its slices
/// @param peakBytes SRAM
/// @param flashBytes flash
/// @param macs multiplications of one picture
/// @param milliseconds of one inference, estimated; 0 where there is no plan to estimate from
/// @param generation from 0, of random and uniform ones
/// @param origin "random", "uniform", "mutation" or "crossover"
public record Candidate(
        Subnet subnet,
        double validation,
        long parameters,
        long peakBytes,
        long flashBytes,
        long macs,
        double milliseconds,
        int generation,
        String origin) {

    /// The better first: more accurate, then fewer multiplications, then less memory; equal only for the
    /// same subnet.
    public static final Comparator<Candidate> BETTER_FIRST = Comparator.comparingDouble(
                    (Candidate c) -> -c.validation())
            .thenComparingLong(Candidate::macs)
            .thenComparingLong(Candidate::peakBytes)
            .thenComparing(c -> c.subnet().toString());

    /// Those that no other beats in accuracy, SRAM and multiplications at once, best accuracy first.
    public static List<Candidate> front(List<Candidate> all) {
        List<Candidate> front = new ArrayList<>();
        for (Candidate one : all.stream().sorted(BETTER_FIRST).toList()) {
            if (front.stream().noneMatch(other -> other.covers(one))) {
                front.add(one);
            }
        }
        return List.copyOf(front);
    }

    /// Whether this one is at least as good in everything.
    private boolean covers(Candidate other) {
        return validation >= other.validation && peakBytes <= other.peakBytes && macs <= other.macs;
    }
}
