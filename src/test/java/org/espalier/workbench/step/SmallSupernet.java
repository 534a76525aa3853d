package org.espalier.workbench.step;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.espalier.task.TaskContext;

/// Red and blue pictures in three parts, and a small supernet that was trained on them for a moment.
final class SmallSupernet {

    static final String SPACE = """
            {"model_type":"espalier_vit","image_size":24,"patch_size":8,"in_chans":3,"num_classes":2,"embed_dim":16,
            "depth":2,"num_heads":2,"head_dim":8,"mlp_ratio":2,
            "choices":{"embed_dim":[8,16],"depth":[1,2],"num_heads":[1,2],"mlp_ratio":[1,2]},
            "low_rank":"two-factor","rank_ratio_attn":0.5,"rank_ratio_mlp":0.5,"change_qkv":false}""";

    private SmallSupernet() {}

    /// A space as it is, under the limits of an STM32F746.
    static NasSpaceOptions space(String space) {
        return new NasSpaceOptions(space, null, null, null, null, null, null, null, "corrected", null, null);
    }

    /// Writes `space.json`, `data` and `supernet`.
    static void make(Path dir) throws IOException {
        Files.writeString(dir.resolve("space.json"), SPACE);
        for (int i = 0; i < 36; i++) {
            BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < 1024; p++) {
                picture.setRGB(p % 32, p / 32, (i % 2 == 0 ? 0xc03030 : 0x3030c0) + 5 * i + p % 7);
            }
            String part = i < 20 ? "train" : i < 28 ? "validation" : "test";
            Path file = dir.resolve("data")
                    .resolve(part)
                    .resolve(i % 2 == 0 ? "red" : "blue")
                    .resolve(i + ".png");
            Files.createDirectories(file.getParent());
            ImageIO.write(picture, "png", file.toFile());
        }
        new NasTrainStep()
                .run(
                        new NasTrainStep.Parameters(
                                dir.resolve("space.json").toString(),
                                dir.resolve("data"),
                                dir.resolve("supernet"),
                                2,
                                1,
                                1,
                                false,
                                new TrainingOptions(
                                        "sandwich", 8, null, null, null, null, 0.1, 5, 0.2, "stm32f746g-disco", null)),
                        TaskContext.NONE);
    }
}
