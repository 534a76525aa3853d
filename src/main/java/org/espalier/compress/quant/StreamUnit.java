package org.espalier.compress.quant;

import org.espalier.model.vit.SubnetWeights;

/// The one unit of a residual stream of 16 bits: all that is written to the stream, and all that is added to it, is
/// whole multiples of it, so that sums are exact until they saturate.
final class StreamUnit {

    /// How far beyond what calibration saw the stream may go.
    private static final double HEADROOM = 1.5;

    /// Finer is pointless, and LayerNorm's epsilon must stay within 48 bits.
    static final double FINEST = 1e-6;

    private StreamUnit() {}

    /// The finest unit in which all that was seen has room.
    static double of(Calibration seen, SubnetWeights weights) {
        double largest = 0;
        for (float v : weights.position()) {
            largest = Math.max(largest, Math.abs(v));
        }
        largest = Math.max(largest, Math.max(largest(seen.of("patch_embed")), largest(seen.of("embed"))));
        for (int n = 0; n < weights.blocks().size(); n++) {
            for (String name : new String[] {"proj", "attn", "fc2", "out"}) {
                largest = Math.max(largest, largest(seen.of("blocks." + n + "." + name)));
            }
        }
        return Math.max(FINEST, HEADROOM * largest / Short.MAX_VALUE);
    }

    private static double largest(Sample sample) {
        double largest = 0;
        for (int c = 0; c < sample.columns(); c++) {
            largest = Math.max(largest, Math.max(sample.high(c), -sample.low(c)));
        }
        return largest;
    }
}
