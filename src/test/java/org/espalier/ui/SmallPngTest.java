package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/// Pictures are written small and look the same.
class SmallPngTest {

    private static BufferedImage read(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static int furthest(BufferedImage a, BufferedImage b) {
        int most = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                most = Math.max(most, SmallPng.distance(a.getRGB(x, y), b.getRGB(x, y)));
            }
        }
        return most;
    }

    @Test
    void aPictureOfFewColoursGetsAPaletteWithinWhatNobodySees() throws IOException {
        BufferedImage grey = new BufferedImage(512, 64, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 512; x++) {
            for (int y = 0; y < 64; y++) {
                grey.setRGB(x, y, new Color(x / 2, x / 2, Math.min(255, x / 2 + y / 32)).getRGB());
            }
        }
        BufferedImage back = read(SmallPng.of(grey));
        assertInstanceOf(IndexColorModel.class, back.getColorModel());
        assertTrue(furthest(grey, back) <= SmallPng.UNSEEN);
    }

    @Test
    void aPhotographKeepsEveryColourItHas() throws IOException {
        BufferedImage photo = new BufferedImage(128, 128, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int i = 0; i < 128 * 128; i++) {
            photo.setRGB(i % 128, i / 128, random.nextInt(1 << 24));
        }
        BufferedImage back = read(SmallPng.of(photo));
        assertEquals(0, furthest(photo, back));
    }
}
