package org.espalier.compress.quant;

import org.espalier.model.vit.SubnetWeights;

/// The order of a patch's values.
final class PatchOrder {

    private PatchOrder() {}

    /// A convolution's weights (channel, dy, dx) as a picture has its bytes: (dy, dx, channel).
    static SubnetWeights.Layer interleaved(SubnetWeights.Layer layer, int patch) {
        int area = patch * patch;
        float[] weight = new float[layer.weight().length];
        for (int o = 0; o < layer.outputs(); o++) {
            for (int c = 0; c < InputSpec.CHANNELS; c++) {
                for (int i = 0; i < area; i++) {
                    weight[(o * area + i) * InputSpec.CHANNELS + c] =
                            layer.weight()[(o * InputSpec.CHANNELS + c) * area + i];
                }
            }
        }
        return new SubnetWeights.Layer(layer.name(), layer.outputs(), layer.inputs(), weight, layer.bias());
    }
}
