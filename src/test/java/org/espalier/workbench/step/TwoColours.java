package org.espalier.workbench.step;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/// A very small space, `space.json`, and forty pictures of two classes, `data/`, on which it trains in a moment.
public final class TwoColours {

    private static final String SPACE = """
            {"model_type":"espalier_vit","image_size":24,"patch_size":8,"in_chans":3,"num_classes":2,"embed_dim":16,
            "depth":1,"num_heads":1,"head_dim":16,"mlp_ratio":2,
            "choices":{"embed_dim":[8,16],"depth":[1],"num_heads":[1],"mlp_ratio":[1,2]},
            "low_rank":"two-factor","rank_ratio_attn":0.5,"rank_ratio_mlp":0.5,"change_qkv":false}""";

    private TwoColours() {}

    public static void write(Path dir) throws IOException {
        Files.writeString(dir.resolve("space.json"), SPACE);
        for (int i = 0; i < 40; i++) {
            BufferedImage picture = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < 1600; p++) {
                picture.setRGB(p % 40, p / 40, i % 2 == 0 ? 0xc03030 + i : 0x3030c0 + i);
            }
            Path file = dir.resolve("data").resolve(i % 2 == 0 ? "blue" : "red").resolve(i + ".png");
            Files.createDirectories(file.getParent());
            ImageIO.write(picture, "png", file.toFile());
        }
    }
}
