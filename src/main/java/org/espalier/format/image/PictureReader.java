package org.espalier.format.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.espalier.task.WorkbenchException;

/// Decodes one picture and takes its raw samples, so that no colour profile or linear-gray table changes
/// them.
///
/// @param name what messages call the picture
/// @param mostPixels pictures with more are refused before they are decoded
record PictureReader(String name, long mostPixels) {

    private static final long MOST_PIXELS = 50_000_000;

    /// Words of the platform's warnings that tell of a picture which is not whole.
    private static final List<String> DAMAGE = List.of("premature", "eof", "end of", "corrupt");

    /// A reader of pictures of any size a photograph has.
    PictureReader(String name) {
        this(name, MOST_PIXELS);
    }

    RgbImage read(byte[] file) {
        try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(JpegProfile.without(file)))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw refuse(
                        "unknown",
                        name,
                        file.length == 0 ? "the file is empty" : "this is no picture of a known format",
                        "Use a JPEG, PNG, GIF, BMP or TIFF picture.");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream, true, true);
                return decode(reader);
            } finally {
                reader.dispose();
            }
        } catch (WorkbenchException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The platform's decoders answer broken pictures with exceptions of every kind.
            throw WorkbenchException.input(
                    "format.image.broken",
                    name + ": the picture cannot be decoded" + (e.getMessage() == null ? "" : ": " + e.getMessage()),
                    "Replace the picture, or save it again as a plain RGB JPEG or PNG.",
                    e);
        }
    }

    private RgbImage decode(ImageReader reader) throws IOException {
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > mostPixels) {
            throw refuse(
                    "too-large",
                    name,
                    "the picture has " + reader.getWidth(0) + " x " + reader.getHeight(0) + " pixels; up to "
                            + mostPixels + " are read",
                    "Shrink the picture first.");
        }
        // A damaged picture can give thousands of warnings: the first that tells is enough.
        List<String> damage = new ArrayList<>();
        reader.addIIOReadWarningListener((_, warning) -> {
            if (damage.isEmpty() && tellsOfDamage(warning)) {
                damage.add(warning);
            }
        });
        BufferedImage image = reader.read(0);
        if (!damage.isEmpty()) {
            throw refuse(
                    "broken",
                    name,
                    "the picture is cut short or corrupt (" + damage.getFirst() + ")",
                    "Replace the picture.");
        }
        return samples(image);
    }

    private static boolean tellsOfDamage(String warning) {
        String lower = warning.toLowerCase(Locale.ROOT);
        return DAMAGE.stream().anyMatch(lower::contains);
    }

    private RgbImage samples(BufferedImage image) {
        ColorModel colours = image.getColorModel();
        int type = colours.getColorSpace().getType();
        if (type == ColorSpace.TYPE_CMYK) {
            return raw(image, PictureReader::printed);
        }
        if (type != ColorSpace.TYPE_RGB && type != ColorSpace.TYPE_GRAY) {
            throw refuse(
                    "colours", name, "its colours are neither RGB nor gray nor CMYK", "Save the picture as plain RGB.");
        }
        if (colours instanceof ComponentColorModel
                && colours.getComponentSize(0) >= 8
                && colours.getTransferType() <= DataBuffer.TYPE_USHORT) {
            int shift = colours.getComponentSize(0) - 8;
            return type == ColorSpace.TYPE_GRAY
                    ? raw(image, (p, at) -> (p[at] >> shift) * 0x010101)
                    : raw(
                            image,
                            (p, at) -> ((p[at] >> shift) << 16) | ((p[at + 1] >> shift) << 8) | (p[at + 2] >> shift));
        }
        RgbImage out = blank(image);
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int x = 0; x < row.length; x++) {
                put(out, y * row.length + x, row[x]);
            }
        }
        return out;
    }

    /// Packs the samples that begin at an index into 0xRRGGBB.
    private interface Mix {
        int rgb(int[] samples, int at);
    }

    private static RgbImage raw(BufferedImage image, Mix mix) {
        RgbImage out = blank(image);
        int w = image.getWidth();
        int bands = image.getRaster().getNumBands();
        int[] row = new int[w * bands];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRaster().getPixels(0, y, w, 1, row);
            for (int x = 0; x < w; x++) {
                put(out, y * w + x, mix.rgb(row, x * bands));
            }
        }
        return out;
    }

    /// Ink to light without a profile: each of `(255 - K) * (255 - C) / 255`, rounded as Pillow does.
    private static int printed(int[] p, int at) {
        int white = 255 - p[at + 3];
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
            int product = p[at + c] * white + 128;
            rgb = (rgb << 8) | Math.clamp(white - (((product >> 8) + product) >> 8), 0, 255);
        }
        return rgb;
    }

    private static RgbImage blank(BufferedImage image) {
        return new RgbImage(image.getWidth(), image.getHeight(), new byte[image.getWidth() * image.getHeight() * 3]);
    }

    private static void put(RgbImage image, int pixel, int rgb) {
        image.rgb()[pixel * 3] = (byte) (rgb >> 16);
        image.rgb()[pixel * 3 + 1] = (byte) (rgb >> 8);
        image.rgb()[pixel * 3 + 2] = (byte) rgb;
    }

    static WorkbenchException refuse(String code, String name, String what, String remedy) {
        return WorkbenchException.input("format.image." + code, name + ": " + what, remedy);
    }
}
