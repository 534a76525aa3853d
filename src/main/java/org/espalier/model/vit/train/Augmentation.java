package org.espalier.model.vit.train;

import java.util.random.RandomGenerator;
import org.espalier.model.vit.VitConfig;

/// Turns a stored picture into a normalised network input, channel first, by one resampling pass.
///
/// Training: a random crop of 65 to 100 % of the area with a small rotation and shear, flip, brightness, contrast,
/// saturation and, at times, an erased rectangle. Evaluation: the whole picture.
final class Augmentation {

    private final int size;
    private final Photos photos;
    private final VitConfig config;

    Augmentation(Photos photos, VitConfig config) {
        this.photos = photos;
        this.size = config.imageSize();
        this.config = config;
    }

    /// Writes a random view of a picture to `out` at `at`.
    void random(int picture, RandomGenerator random, float[] out, int at) {
        double side = photos.side();
        double area = side * side * (0.65 + 0.35 * random.nextDouble());
        double aspect = Math.exp((random.nextDouble() - 0.5) * 2 * Math.log(1.2));
        double width = Math.min(side, Math.sqrt(area * aspect));
        double height = Math.min(side, Math.sqrt(area / aspect));
        double centreX = width / 2 + random.nextDouble() * (side - width);
        double centreY = height / 2 + random.nextDouble() * (side - height);
        boolean bent = random.nextDouble() < 0.3;
        double angle = bent ? random.nextGaussian() * 0.12 : 0;
        double shear = bent ? random.nextGaussian() * 0.08 : 0;
        double flip = random.nextBoolean() ? -1 : 1;
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double stepX = flip * width / size;
        double stepY = height / size;
        sample(
                picture,
                new double[] {centreX, stepX * cos, stepY * (shear - sin), centreY, stepX * sin, stepY * cos},
                out,
                at);
        colour(random, out, at);
        if (random.nextDouble() < 0.05) {
            erase(random, out, at);
        }
        normalise(out, at);
    }

    /// From -1..1 to the configuration's mean and standard deviation.
    private void normalise(float[] out, int at) {
        int plane = size * size;
        for (int c = 0; c < 3; c++) {
            float scale = 0.5f / config.imageStd().get(c);
            float shift = (0.5f - config.imageMean().get(c)) / config.imageStd().get(c);
            for (int i = at + c * plane; i < at + (c + 1) * plane; i++) {
                out[i] = out[i] * scale + shift;
            }
        }
    }

    /// x = m0 + m1 u + m2 v, y = m3 + m4 u + m5 v with u, v from the centre of the output; bilinear, edges repeated.
    private void sample(int picture, double[] m, float[] out, int at) {
        int side = photos.side();
        byte[] rgb = photos.rgb(photos.usable(picture));
        int plane = size * size;
        double half = (size - 1) / 2.0;
        for (int j = 0; j < size; j++) {
            for (int i = 0; i < size; i++) {
                double u = i - half;
                double v = j - half;
                float x = (float) Math.clamp(m[0] - 0.5 + m[1] * u + m[2] * v, 0, side - 1.001);
                float y = (float) Math.clamp(m[3] - 0.5 + m[4] * u + m[5] * v, 0, side - 1.001);
                int x0 = (int) x;
                int y0 = (int) y;
                float fx = x - x0;
                float fy = y - y0;
                int p = (y0 * side + x0) * 3;
                int q = p + side * 3;
                int o = at + j * size + i;
                for (int c = 0; c < 3; c++) {
                    float top = (rgb[p + c] & 255) * (1 - fx) + (rgb[p + 3 + c] & 255) * fx;
                    float low = (rgb[q + c] & 255) * (1 - fx) + (rgb[q + 3 + c] & 255) * fx;
                    out[o + c * plane] = (top * (1 - fy) + low * fy) * (1 / 127.5f) - 1;
                }
            }
        }
    }

    private void colour(RandomGenerator random, float[] out, int at) {
        if (random.nextDouble() >= 0.5) {
            return;
        }
        float brightness = (float) (random.nextDouble() - 0.5) * 0.7f;
        float contrast = (float) (0.65 + 0.7 * random.nextDouble());
        float saturation = random.nextDouble() < 0.1 ? 0 : (float) (0.5 + random.nextDouble());
        int plane = size * size;
        float[] tint = new float[3];
        for (int c = 0; c < 3; c++) {
            tint[c] = (float) (random.nextDouble() - 0.5) * 0.2f;
        }
        for (int i = at; i < at + plane; i++) {
            float grey = 0.299f * out[i] + 0.587f * out[i + plane] + 0.114f * out[i + 2 * plane];
            for (int c = 0; c < 3; c++) {
                float value = grey + (out[i + c * plane] - grey) * saturation;
                out[i + c * plane] = Math.clamp(value * contrast + brightness + tint[c], -1f, 1f);
            }
        }
    }

    private void erase(RandomGenerator random, float[] out, int at) {
        int width = 1 + (int) (size * (0.1 + 0.4 * random.nextDouble()));
        int height = 1 + (int) (size * (0.1 + 0.4 * random.nextDouble()));
        int left = random.nextInt(size - width + 1);
        int top = random.nextInt(size - height + 1);
        for (int c = 0; c < 3; c++) {
            float value = (float) (random.nextDouble() * 2 - 1);
            for (int y = top; y < top + height; y++) {
                int from = at + (c * size + y) * size + left;
                java.util.Arrays.fill(out, from, from + width, value);
            }
        }
    }
}
