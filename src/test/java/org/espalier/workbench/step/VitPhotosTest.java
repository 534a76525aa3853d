package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.format.dataset.Split;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.train.Photos;
import org.espalier.search.nas.SearchSpace;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VitPhotosTest {

    @TempDir
    private Path dir;

    @Test
    void whatIsTooMuchForMemoryIsStreamedAndBrokenPicturesAreReplaced() throws IOException {
        Path data = dir.resolve("streamed");
        for (int i = 0; i < 6; i++) {
            BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(i, 0, 0xffffff);
            Path file = data.resolve(i % 2 == 0 ? "a" : "b").resolve(i + ".png");
            Files.createDirectories(file.getParent());
            ImageIO.write(picture, "png", file.toFile());
        }
        Files.writeString(data.resolve("a/1.png"), "no picture");
        Path space = Files.writeString(dir.resolve("space.json"), SmallSupernet.SPACE);
        VitConfig config = SearchSpace.of(space.toString()).config();
        try (ImageFolder folder = ImageFolder.open(data)) {
            VitPhotos whole = new VitPhotos(folder, TaskContext.NONE);
            VitPhotos bounded = new VitPhotos(folder, TaskContext.NONE, 1000);
            Photos memory = whole.training(config);
            Photos streamed = bounded.training(config);
            assertEquals(memory.count() + 1, streamed.count());
            int broken = 1;
            assertEquals(broken + 1, streamed.usable(broken));
            for (int i = 0; i < memory.count(); i++) {
                int at = i < broken ? i : i + 1;
                assertEquals(memory.label(i), streamed.label(at));
                assertArrayEquals(memory.rgb(i), streamed.rgb(at));
            }
            assertEquals(whole.skipped(), bounded.skipped());
            assertEquals(1, bounded.evaluation(config, Split.TRAIN).labels().length);
        }
    }
}
