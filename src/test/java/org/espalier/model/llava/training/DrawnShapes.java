package org.espalier.model.llava.training;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.espalier.format.Json;

/// A few pictures with questions in easy-VQA's own layout: squares and discs in two colours.
public final class DrawnShapes {

    private DrawnShapes() {}

    public static Path write(Path folder, int pictures) throws IOException {
        Random random = new Random(5);
        Path images = Files.createDirectories(folder.resolve("train/images"));
        List<Object> questions = new ArrayList<>();
        for (int i = 0; i < pictures; i++) {
            boolean disc = i % 2 == 0;
            boolean red = i / 2 % 2 == 0;
            BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
            Graphics2D g = image.createGraphics();
            g.setColor(new Color(240, 235 + random.nextInt(10), 240));
            g.fillRect(0, 0, 64, 64);
            g.setColor(red ? Color.RED : Color.BLUE);
            int x = 4 + random.nextInt(30);
            int y = 4 + random.nextInt(30);
            if (disc) {
                g.fillOval(x, y, 20, 20);
            } else {
                g.fillRect(x, y, 20, 20);
            }
            g.dispose();
            ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
            questions.add(List.of("what shape is in the image?", disc ? "circle" : "rectangle", i));
            questions.add(List.of("what color is the shape?", red ? "red" : "blue", i));
            questions.add(List.of("is there a red shape?", red ? "yes" : "no", i));
        }
        Json.write(folder.resolve("train/questions.json"), questions);
        return folder;
    }
}
