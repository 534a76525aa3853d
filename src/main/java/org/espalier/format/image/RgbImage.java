package org.espalier.format.image;

import java.util.Arrays;

/// A picture of 8-bit pixels: rows from the top, pixels from the left, each red, green, blue.
///
/// @param width pixels in a row, at least 1
/// @param height rows, at least 1
/// @param rgb `width * height * 3` bytes, unsigned; not copied
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode look into it.
public record RgbImage(int width, int height, byte[] rgb) {

    /// Checks the sizes.
    ///
    /// @throws IllegalArgumentException if they do not agree
    public RgbImage {
        if (width < 1 || height < 1 || rgb.length != (long) width * height * 3) {
            throw new IllegalArgumentException(rgb.length + " bytes for " + width + " x " + height + " pixels");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RgbImage image
                && width == image.width
                && height == image.height
                && Arrays.equals(rgb, image.rgb);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return "picture of " + width + " x " + height;
    }
}
