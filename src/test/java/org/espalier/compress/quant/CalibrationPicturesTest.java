package org.espalier.compress.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.espalier.format.image.RgbImage;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationPicturesTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    /// The numbers of the pictures chosen, out of 40.
    private List<Integer> chosen(long seed) {
        return CalibrationPictures.read(dir, 8, seed, CalibrationPicturesTest::corner, TaskContext.NONE).stream()
                .map(picture -> picture.rgb()[2] & 0xFF)
                .toList();
    }

    private static RgbImage corner(RgbImage picture) {
        return new RgbImage(1, 1, Arrays.copyOf(picture.rgb(), 3));
    }

    @Test
    void aSeedTakesOnePictureOfEachStretchAndSeedZeroTheFirst() throws IOException {
        for (int i = 0; i < 40; i++) {
            BufferedImage picture = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < 16; p++) {
                picture.setRGB(p % 4, p / 4, i);
            }
            ImageIO.write(
                    picture, "png", dir.resolve(String.format("%02d.png", i)).toFile());
        }
        Files.writeString(dir.resolve("._00.png"), "what a Mac's archiver leaves beside a picture");
        assertEquals(List.of(0, 5, 10, 15, 20, 25, 30, 35), chosen(0));
        assertEquals(
                List.of(0, 1, 2, 3, 4, 5, 6, 7),
                chosen(3).stream().map(n -> n / 5).toList());
        assertEquals(chosen(3), chosen(3));
        assertNotEquals(chosen(3), chosen(4));
    }
}
