package org.espalier.search.prune;

/// Which samples a candidate is scored on, and with which weights.
public enum Part {
    /// The proxy samples, as the search sees them. With folds, each part is scored with weights calibrated on the
    /// others, so that a loss says something about samples that calibration has not seen.
    PROXY,
    /// The proxy samples with the weights that calibration on all of them gives.
    FITTED,
    /// The samples that take no part in anything but this report and the projector's keep-best.
    HELD_OUT,
    /// The benchmark's official questions: never before a winner is chosen.
    TEST
}
