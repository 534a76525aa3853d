package org.espalier.format.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.espalier.task.WorkbenchException;

/// Reads pictures and changes their size.
public final class Images {

    /// A picture file larger than this is not read.
    static final long LARGEST_FILE = 100_000_000;

    static final int LONGEST_SIDE = 30_000;

    private Images() {}

    /// Reads a JPEG, PNG, GIF, BMP or TIFF picture as RGB: alpha is dropped, gray repeated, palettes
    /// looked up, colour profiles ignored. That is what Pillow's `convert("RGB")` does.
    ///
    /// @throws WorkbenchException if the file is missing, no picture, broken, or has over 50 million pixels
    public static RgbImage read(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw PictureReader.refuse(
                        "too-large",
                        file.toString(),
                        "the file has " + Files.size(file) + " bytes; pictures of up to " + LARGEST_FILE + " are read",
                        "Shrink the picture first.");
            }
            return read(Files.readAllBytes(file), file.toString());
        } catch (NoSuchFileException e) {
            throw WorkbenchException.input("format.missing", file + ": no such file", "Check the path.", e);
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.unreadable", file + ": cannot be read: " + e.getMessage(), "Check its rights.", e);
        }
    }

    /// Reads a picture that is already in memory.
    ///
    /// @param name what messages call it
    /// @throws WorkbenchException as [#read(Path)]
    public static RgbImage read(byte[] file, String name) {
        return new PictureReader(name).read(file);
    }

    /// The picture at another size, with antialiasing, every byte as Pillow computes it.
    ///
    /// @throws IllegalArgumentException if a side is not 1 to 30000
    static RgbImage resize(RgbImage image, int width, int height, Resampling filter) {
        if (width < 1 || height < 1 || width > LONGEST_SIDE || height > LONGEST_SIDE) {
            throw new IllegalArgumentException("no picture can have " + width + " x " + height + " pixels");
        }
        return Resize.to(image, width, height, filter);
    }
}
