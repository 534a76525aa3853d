package org.espalier.format.image;

import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Turns a picture into a model's input the way Hugging Face's CLIP image processor does: pad, resize,
/// centre crop, scale, normalise, each if its flag says so.
///
/// @param pad first pad to a square with the mean colour, as LLaVA's own evaluation does
/// @param resize null: keep the size
/// @param crop null: keep the size
/// @param scale factor on each byte, mostly 1/255
/// @param mean subtracted per channel after scaling; zeros: nothing
/// @param std divides per channel after that; ones: nothing
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record ClipPreprocessor(
        boolean pad,
        @Nullable Target resize,
        Resampling resampling,
        @Nullable Crop crop,
        double scale,
        float[] mean,
        float[] std) {

    private static final float[] CLIP_MEAN = {(float) 0.48145466, (float) 0.4578275, (float) 0.40821073};
    private static final float[] CLIP_STD = {(float) 0.26862954, (float) 0.26130258, (float) 0.27577711};

    /// A size to reach.
    public sealed interface Target {
        /// The shorter side becomes `pixels`, the other keeps the proportion, rounded down.
        record ShortestEdge(int pixels) implements Target {}

        /// Both sides are given; the proportion may change.
        record Exact(int height, int width) implements Target {}
    }

    /// The middle part of this size; a picture that is smaller gets a black border.
    public record Crop(int height, int width) {}

    /// What a model's folder says: `preprocessor_config.json`, else what [#clip(int)] does at the size in
    /// `config.json`.
    ///
    /// @throws WorkbenchException if neither is there, or the file asks for something unknown
    public static ClipPreprocessor open(Path folder) {
        return PreprocessorConfig.open(folder);
    }

    /// CLIP's own constants at an input of `size` x `size` pixels.
    public static ClipPreprocessor clip(int size) {
        return square(size, CLIP_MEAN, CLIP_STD);
    }

    /// Shortest edge to `size` bicubic, centre crop to `size` x `size`, scaled to 0..1, then `(x - mean) /
    /// std`.
    public static ClipPreprocessor square(int size, float[] mean, float[] std) {
        return new ClipPreprocessor(
                false, new Target.ShortestEdge(size), Resampling.BICUBIC, new Crop(size, size), 1 / 255.0, mean, std);
    }

    /// The same with or without padding to a square.
    public ClipPreprocessor withPad(boolean wanted) {
        return new ClipPreprocessor(wanted, resize, resampling, crop, scale, mean, std);
    }

    /// The picture after padding, resizing and cropping.
    public RgbImage shape(RgbImage picture) {
        RgbImage image = pad ? squared(picture) : picture;
        Target target = resize;
        if (target != null) {
            image = resized(image, target);
        }
        Crop middle = crop;
        return middle == null ? image : cropped(image, middle);
    }

    /// The model's input: channel, row, column; `3 * height * width` values of the shaped picture.
    public float[] values(RgbImage picture) {
        RgbImage image = shape(picture);
        int pixels = image.width() * image.height();
        float[] out = new float[3 * pixels];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < pixels; i++) {
                float value = (float) ((image.rgb()[i * 3 + c] & 0xFF) * scale);
                out[c * pixels + i] = (value - mean[c]) / std[c];
            }
        }
        return out;
    }

    private RgbImage squared(RgbImage image) {
        int side = Math.max(image.width(), image.height());
        if (image.width() == image.height()) {
            return image;
        }
        byte[] colour = new byte[3];
        for (int c = 0; c < 3; c++) {
            colour[c] = (byte) (int) (mean[c] * 255.0);
        }
        return placed(image, side, side, (side - image.width()) / 2, (side - image.height()) / 2, colour);
    }

    private RgbImage resized(RgbImage image, Target target) {
        return switch (target) {
            case Target.Exact e -> Images.resize(image, e.width(), e.height(), resampling);
            case Target.ShortestEdge s -> {
                int shorter = Math.min(image.width(), image.height());
                int longer = Math.max(image.width(), image.height());
                long other = (long) s.pixels() * longer / shorter;
                if (other > Images.LONGEST_SIDE) {
                    throw PictureReader.refuse(
                            "too-narrow",
                            image.toString(),
                            "resized to a shorter side of " + s.pixels() + " its longer one would have " + other
                                    + " pixels",
                            "Crop the picture to a less extreme proportion.");
                }
                yield image.width() <= image.height()
                        ? Images.resize(image, s.pixels(), (int) other, resampling)
                        : Images.resize(image, (int) other, s.pixels(), resampling);
            }
        };
    }

    private static RgbImage cropped(RgbImage image, Crop crop) {
        RgbImage from = image;
        if (crop.height() > image.height() || crop.width() > image.width()) {
            int height = Math.max(crop.height(), image.height());
            int width = Math.max(crop.width(), image.width());
            int left = (width - image.width() + 1) / 2;
            int top = (height - image.height() + 1) / 2;
            from = placed(image, width, height, left, top, new byte[3]);
        }
        int top = (from.height() - crop.height()) / 2;
        int left = (from.width() - crop.width()) / 2;
        byte[] rgb = new byte[crop.width() * crop.height() * 3];
        for (int y = 0; y < crop.height(); y++) {
            int row = ((top + y) * from.width() + left) * 3;
            System.arraycopy(from.rgb(), row, rgb, y * crop.width() * 3, crop.width() * 3);
        }
        return new RgbImage(crop.width(), crop.height(), rgb);
    }

    private static RgbImage placed(RgbImage image, int width, int height, int left, int top, byte[] colour) {
        byte[] rgb = new byte[width * height * 3];
        if (!Arrays.equals(colour, new byte[3])) {
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = colour[i % 3];
            }
        }
        for (int y = 0; y < image.height(); y++) {
            System.arraycopy(
                    image.rgb(), y * image.width() * 3, rgb, ((top + y) * width + left) * 3, image.width() * 3);
        }
        return new RgbImage(width, height, rgb);
    }
}
