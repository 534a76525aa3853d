package org.espalier.workbench.step;

import org.espalier.model.vit.Subnet;
import org.espalier.search.nas.Candidate;

/// A subnet that a search measured, with what it costs.
///
/// @param validation accuracy with inherited weights, percent
/// @param parameters entries of its slices
/// @param peakBytes SRAM
/// @param flashBytes flash
/// @param macs multiplications of one picture
/// @param milliseconds of one inference, estimated; 0 where there is no plan to estimate from
/// @param generation from 0, of random and uniform ones
/// @param origin "random", "uniform", "mutation" or "crossover"
public record SearchedSubnet(
        Subnet subnet,
        double validation,
        long parameters,
        long peakBytes,
        long flashBytes,
        long macs,
        double milliseconds,
        int generation,
        String origin) {

    static SearchedSubnet of(Candidate c) {
        return new SearchedSubnet(
                c.subnet(),
                c.validation(),
                c.parameters(),
                c.peakBytes(),
                c.flashBytes(),
                c.macs(),
                c.milliseconds(),
                c.generation(),
                c.origin());
    }
}
