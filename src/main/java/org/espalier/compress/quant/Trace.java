package org.espalier.compress.quant;

import java.util.SequencedMap;

/// What an inference gave.
///
/// @param logits int8, one for each class
/// @param activations every matrix by name, in the order written; empty if they were not asked for
@SuppressWarnings("ArrayRecordComponent")
public record Trace(byte[] logits, SequencedMap<String, byte[]> activations) {

    /// The first largest logit.
    public int winner() {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }
}
