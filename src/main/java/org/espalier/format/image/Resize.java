package org.espalier.format.image;

/// Separable resampling in Pillow's 8-bit arithmetic: coefficients of 22 fractional bits, rounded half
/// away from zero, horizontal pass first, each pass rounded and clipped to a byte.
final class Resize {

    private static final int PRECISION = 32 - 8 - 2;

    /// Taps of every output position along one axis.
    ///
    /// @param first first input position per output
    /// @param count taps per output
    /// @param taps `width` fixed-point coefficients per output
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Taps(int[] first, int[] count, int[] taps, int width) {}

    private Resize() {}

    static RgbImage to(RgbImage image, int width, int height, Resampling filter) {
        byte[] rows = image.rgb();
        if (width != image.width()) {
            rows = horizontal(rows, image.width(), image.height(), width, taps(image.width(), width, filter));
        }
        if (height != image.height()) {
            rows = vertical(rows, width, height, taps(image.height(), height, filter));
        }
        return new RgbImage(width, height, rows);
    }

    private static Taps taps(int in, int out, Resampling filter) {
        double scale = (double) in / out;
        double widened = Math.max(scale, 1);
        double support = filter.support * widened;
        int width = (int) Math.ceil(support) * 2 + 1;
        int[] first = new int[out];
        int[] count = new int[out];
        int[] taps = new int[Math.multiplyExact(out, width)];
        double[] weights = new double[width];
        for (int o = 0; o < out; o++) {
            double centre = (o + 0.5) * scale;
            int from = Math.max(0, (int) (centre - support + 0.5));
            int n = Math.min(in, (int) (centre + support + 0.5)) - from;
            double sum = 0;
            double inverse = 1 / widened;
            for (int i = 0; i < n; i++) {
                weights[i] = filter.weight((i + from - centre + 0.5) * inverse);
                sum += weights[i];
            }
            for (int i = 0; i < n; i++) {
                double w = (sum == 0 ? weights[i] : weights[i] / sum) * (1 << PRECISION);
                taps[o * width + i] = (int) (w < 0 ? w - 0.5 : w + 0.5);
            }
            first[o] = from;
            count[o] = n;
        }
        return new Taps(first, count, taps, width);
    }

    private static byte[] horizontal(byte[] in, int inWidth, int height, int outWidth, Taps t) {
        byte[] out = new byte[Math.multiplyExact(outWidth * 3, height)];
        for (int y = 0; y < height; y++) {
            int row = y * inWidth * 3;
            for (int x = 0; x < outWidth; x++) {
                int r = 1 << (PRECISION - 1);
                int g = r;
                int b = r;
                int at = row + t.first()[x] * 3;
                for (int i = 0; i < t.count()[x]; i++, at += 3) {
                    int k = t.taps()[x * t.width() + i];
                    r += (in[at] & 0xFF) * k;
                    g += (in[at + 1] & 0xFF) * k;
                    b += (in[at + 2] & 0xFF) * k;
                }
                int to = (y * outWidth + x) * 3;
                out[to] = clip(r);
                out[to + 1] = clip(g);
                out[to + 2] = clip(b);
            }
        }
        return out;
    }

    private static byte[] vertical(byte[] in, int width, int outHeight, Taps t) {
        int stride = width * 3;
        byte[] out = new byte[Math.multiplyExact(stride, outHeight)];
        int[] sums = new int[stride];
        for (int y = 0; y < outHeight; y++) {
            java.util.Arrays.fill(sums, 1 << (PRECISION - 1));
            for (int i = 0; i < t.count()[y]; i++) {
                int k = t.taps()[y * t.width() + i];
                int row = (t.first()[y] + i) * stride;
                for (int x = 0; x < stride; x++) {
                    sums[x] += (in[row + x] & 0xFF) * k;
                }
            }
            for (int x = 0; x < stride; x++) {
                out[y * stride + x] = clip(sums[x]);
            }
        }
        return out;
    }

    private static byte clip(int fixed) {
        return (byte) Math.clamp(fixed >> PRECISION, 0, 255);
    }
}
