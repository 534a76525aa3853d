package org.espalier.compress.quant;

import org.espalier.format.image.ClipPreprocessor;
import org.espalier.format.image.RgbImage;

/// The picture a network takes and how its bytes become int8.
///
/// A picture of another size is resized (bicubic with antialias) so that its shorter edge is `size`, then cropped at
/// the centre.
///
/// @param size width and height in pixels; three channels, RGB
/// @param mean per channel, on pixels scaled to 0..1
/// @param std per channel
/// @param scale real value of one step of the int8 input
/// @param zeroPoint the int8 that stands for 0
/// @param table `[channel][pixel]`, 3 x 256
@SuppressWarnings("ArrayRecordComponent")
public record InputSpec(int size, double[] mean, double[] std, double scale, int zeroPoint, byte[][] table) {

    /// Channels of a picture.
    public static final int CHANNELS = 3;

    /// The input for a given normalisation, with a scale that covers exactly what pixels can reach.
    public static InputSpec of(int size, double[] mean, double[] std) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < CHANNELS; c++) {
            low = Math.min(low, -mean[c] / std[c]);
            high = Math.max(high, (1 - mean[c]) / std[c]);
        }
        double scale = (high - low) / 255;
        int zeroPoint = (int) Math.round(-128 - low / scale);
        byte[][] table = new byte[CHANNELS][256];
        for (int c = 0; c < CHANNELS; c++) {
            for (int v = 0; v < 256; v++) {
                double real = (v / 255.0 - mean[c]) / std[c];
                table[c][v] = FixedPoint.saturate((int) Math.round(real / scale) + zeroPoint);
            }
        }
        return new InputSpec(size, mean.clone(), std.clone(), scale, zeroPoint, table);
    }

    /// The bytes a network takes of any picture: resized, cropped, RGB.
    public byte[] prepare(RgbImage picture) {
        return ClipPreprocessor.square(size, new float[CHANNELS], new float[] {1, 1, 1})
                .shape(picture)
                .rgb();
    }

    /// Bytes of a picture.
    public int bytes() {
        return CHANNELS * size * size;
    }
}
