package org.espalier.workbench.magnitude;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.espalier.tensor.MagnitudeHistogram;

/// Histograms of tensors, and the files they were counted in.
///
/// @param files what the counts hold for
/// @param tensors name in the checkpoint -> histogram
record Counts(List<WeightFile> files, SequencedMap<String, MagnitudeHistogram> tensors) {

    Counts {
        files = List.copyOf(files);
        tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
    }
}
