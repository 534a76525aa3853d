package org.espalier.compress.quant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.format.dataset.Split;
import org.espalier.format.image.Images;
import org.espalier.format.image.RgbImage;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// Pictures to calibrate on: a folder of pictures, or a data set, of which the training part is used if it has parts.
public final class CalibrationPictures {

    private static final Set<String> SUFFIXES = Set.of("jpg", "jpeg", "png", "bmp", "gif", "tif", "tiff");

    private CalibrationPictures() {}

    /// Reads up to `wanted` pictures, evenly spaced over all there are.
    ///
    /// @param seed 0: the first of each stretch; else one of each at random
    /// @param shape what becomes of each at once, so that no more than one is held at its own size
    /// @throws WorkbenchException if there are none, or one is broken
    public static List<RgbImage> read(
            Path source, int wanted, long seed, UnaryOperator<RgbImage> shape, TaskContext context) {
        if (wanted < 1) {
            throw WorkbenchException.usage(
                    "quant.samples", "--samples is " + wanted, "Ask for at least one calibration picture.");
        }
        List<Path> plain = pictures(source);
        if (!plain.isEmpty()) {
            return spaced(plain, wanted, seed, file -> shape.apply(Images.read(file)), context);
        }
        try (ImageFolder folder = ImageFolder.open(source)) {
            List<ImageFolder.Item> items = folder.items(Split.TRAIN);
            if (items.isEmpty()) {
                items = folder.items(Split.TEST);
            }
            if (items.isEmpty()) {
                throw WorkbenchException.input(
                        "quant.calibration.empty",
                        source + ": there is no picture to calibrate on",
                        "Give a folder of pictures, or a data set with a train/ part.");
            }
            return spaced(items, wanted, seed, item -> shape.apply(folder.read(item)), context);
        }
    }

    private interface Reader<T> {
        RgbImage read(T item);
    }

    private static <T> List<RgbImage> spaced(
            List<T> items, int wanted, long seed, Reader<T> reader, TaskContext context) {
        var random = new SplittableRandom(seed);
        int count = Math.min(wanted, items.size());
        List<RgbImage> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            context.checkCancelled();
            int from = (int) ((long) i * items.size() / count);
            int to = (int) ((i + 1L) * items.size() / count);
            pictures.add(reader.read(items.get(seed == 0 ? from : random.nextInt(from, to))));
            context.progress(i + 1, count);
        }
        return pictures;
    }

    private static List<Path> pictures(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(CalibrationPictures::isPicture).sorted().toList();
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.unreadable", folder + ": cannot be read: " + e.getMessage(), "Check its rights.", e);
        }
    }

    private static boolean isPicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && Files.isRegularFile(file)
                && SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1));
    }
}
