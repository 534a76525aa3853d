package org.espalier.model.vit.train;

import java.util.random.RandomGenerator;
import org.espalier.model.vit.VitConfig;

/// RandAugment (Cubuk et al. 2020) with random erasing after it, on a normalised picture: two of thirteen operations,
/// each as strong as the magnitude with some noise says.
final class RandAugment {

    private static final int OPERATIONS = 2;
    private static final double SPREAD = 0.5;

    private final VitConfig config;
    private final Regularisation strength;
    private final int size;
    private final int plane;

    RandAugment(VitConfig config, Regularisation strength) {
        this.config = config;
        this.strength = strength;
        this.size = config.imageSize();
        this.plane = size * size;
    }

    /// Changes the picture that starts at `at`, three planes.
    void apply(RandomGenerator random, float[] out, int at) {
        if (strength.randAugment() > 0) {
            float[] picture = plain(out, at);
            for (int i = 0; i < OPERATIONS; i++) {
                if (random.nextBoolean()) {
                    picture = operation(random, picture);
                }
            }
            for (int i = 0; i < picture.length; i++) {
                int c = i / plane;
                float value = Math.clamp(picture[i], 0f, 1f);
                out[at + i] =
                        (value - config.imageMean().get(c)) / config.imageStd().get(c);
            }
        }
        if (random.nextDouble() < strength.erasing()) {
            erase(random, out, at);
        }
    }

    /// Values from 0 to 1.
    private float[] plain(float[] out, int at) {
        float[] picture = new float[3 * plane];
        for (int i = 0; i < picture.length; i++) {
            int c = i / plane;
            picture[i] =
                    out[at + i] * config.imageStd().get(c) + config.imageMean().get(c);
        }
        return picture;
    }

    private float[] operation(RandomGenerator random, float[] p) {
        double level = Math.clamp((strength.randAugment() + SPREAD * random.nextGaussian()) / 10, 0.0, 1.0);
        double signed = random.nextBoolean() ? level : -level;
        return switch (random.nextInt(13)) {
            case 0 -> warp(p, 1, 0.3 * signed, 0, 0, 1, 0);
            case 1 -> warp(p, 1, 0, 0, 0.3 * signed, 1, 0);
            case 2 -> warp(p, 1, 0, 0.45 * signed * size, 0, 1, 0);
            case 3 -> warp(p, 1, 0, 0, 0, 1, 0.45 * signed * size);
            case 4 -> rotate(p, Math.PI / 6 * signed);
            case 5 -> autoContrast(p);
            case 6 -> map(p, v -> 1 - v);
            case 7 -> map(p, v -> (float) (Math.floor(v * levels(level)) / levels(level)));
            case 8 -> map(p, v -> v >= 1 - level ? 1 - v : v);
            case 9 -> map(p, v -> v < 0.5f ? (float) (v + 0.43 * level) : v);
            case 10 -> map(p, v -> (float) (v * (1 + 0.9 * signed)));
            case 11 -> towards(p, mean(p), 1 + 0.9 * signed);
            default -> colour(p, 1 + 0.9 * signed);
        };
    }

    private static double levels(double level) {
        return Math.pow(2, 8 - Math.rint(4 * level));
    }

    private interface Pixel {
        float of(float value);
    }

    private static float[] map(float[] p, Pixel pixel) {
        float[] out = new float[p.length];
        for (int i = 0; i < p.length; i++) {
            out[i] = pixel.of(p[i]);
        }
        return out;
    }

    private float[] rotate(float[] p, double angle) {
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        return warp(p, c, -s, 0, s, c, 0);
    }

    /// x' = a x + b y + tx, y' = c x + d y + ty about the centre; what comes from outside is grey.
    private float[] warp(float[] p, double a, double b, double tx, double c, double d, double ty) {
        float[] out = new float[p.length];
        double half = (size - 1) / 2.0;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double fromX = a * (x - half) + b * (y - half) + tx + half;
                double fromY = c * (x - half) + d * (y - half) + ty + half;
                for (int channel = 0; channel < 3; channel++) {
                    out[channel * plane + y * size + x] = at(p, channel, fromX, fromY);
                }
            }
        }
        return out;
    }

    private float at(float[] p, int channel, double x, double y) {
        if (x < 0 || y < 0 || x > size - 1 || y > size - 1) {
            return 0.5f;
        }
        int x0 = (int) Math.min(x, size - 2.0);
        int y0 = (int) Math.min(y, size - 2.0);
        float fx = (float) (x - x0);
        float fy = (float) (y - y0);
        int i = channel * plane + y0 * size + x0;
        float top = p[i] * (1 - fx) + p[i + 1] * fx;
        float low = p[i + size] * (1 - fx) + p[i + size + 1] * fx;
        return top * (1 - fy) + low * fy;
    }

    private float[] autoContrast(float[] p) {
        float[] out = new float[p.length];
        for (int c = 0; c < 3; c++) {
            float low = 1;
            float high = 0;
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                low = Math.min(low, p[i]);
                high = Math.max(high, p[i]);
            }
            float span = Math.max(1e-3f, high - low);
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                out[i] = (p[i] - low) / span;
            }
        }
        return out;
    }

    private static float mean(float[] p) {
        double sum = 0;
        for (float v : p) {
            sum += v;
        }
        return (float) (sum / p.length);
    }

    private static float[] towards(float[] p, float centre, double factor) {
        return map(p, v -> (float) (centre + (v - centre) * factor));
    }

    private float[] colour(float[] p, double factor) {
        float[] out = new float[p.length];
        for (int i = 0; i < plane; i++) {
            float grey = 0.299f * p[i] + 0.587f * p[plane + i] + 0.114f * p[2 * plane + i];
            for (int c = 0; c < 3; c++) {
                out[c * plane + i] = (float) (grey + (p[c * plane + i] - grey) * factor);
            }
        }
        return out;
    }

    /// A rectangle of 2 to 33 % of the area becomes normal noise.
    private void erase(RandomGenerator random, float[] out, int at) {
        double area = (0.02 + 0.31 * random.nextDouble()) * plane;
        double aspect = Math.exp((2 * random.nextDouble() - 1) * Math.log(3.3));
        int width = Math.clamp((int) Math.sqrt(area * aspect), 1, size);
        int height = Math.clamp((int) Math.sqrt(area / aspect), 1, size);
        int left = random.nextInt(size - width + 1);
        int top = random.nextInt(size - height + 1);
        for (int c = 0; c < 3; c++) {
            for (int y = top; y < top + height; y++) {
                for (int x = left; x < left + width; x++) {
                    out[at + c * plane + y * size + x] = (float) random.nextGaussian();
                }
            }
        }
    }
}
