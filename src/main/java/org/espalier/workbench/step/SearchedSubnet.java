package org.espalier.workbench.step;

import org.espalier.model.vit.Subnet;
import org.espalier.search.nas.Candidate;

/// A [Candidate] as a run's result has it: the faces read results, and know nothing of the search.
///
/// @param validation accuracy with inherited weights, percent
/// @param milliseconds of one inference, estimated; 0 where there is no plan to estimate from
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
