package org.espalier.ui.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.scene.image.Image;
import org.espalier.workbench.project.Project;

/// A few pictures from a sample's own data, for its card.
final class SamplePictures {

    private static final int COUNT = 4;
    private static final double SIZE = 144;
    private static final int DEPTH = 6;

    private SamplePictures() {}

    static List<Image> of(Project project) {
        Optional<Path> data = project.path(project.file().data()).filter(Files::isDirectory);
        if (data.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(data.get(), DEPTH)) {
            List<Path> all = tree.filter(SamplePictures::isPicture).sorted().toList();
            // Spread over the whole set, so that the four show different things.
            return Stream.iterate(0, i -> i + 1)
                    .limit(Math.min(COUNT, all.size()))
                    .map(i -> all.get((int) ((long) i * all.size() / COUNT)))
                    .map(file -> new Image(file.toUri().toString(), SIZE, SIZE, true, true))
                    .filter(image -> !image.isError())
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private static boolean isPicture(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg");
    }
}
