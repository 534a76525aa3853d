package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NasTrainStepTest {

    private static final String SPACE = """
            {"model_type":"espalier_vit","image_size":24,"patch_size":8,"in_chans":3,"num_classes":2,"embed_dim":16,
            "depth":1,"num_heads":1,"head_dim":16,"mlp_ratio":2,
            "choices":{"embed_dim":[8,16],"depth":[1],"num_heads":[1],"mlp_ratio":[1,2]},
            "low_rank":"two-factor","rank_ratio_attn":0.5,"rank_ratio_mlp":0.5,"change_qkv":false}""";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private NasTrainStep.Parameters data(String out) throws IOException {
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
        return new NasTrainStep.Parameters(
                dir.resolve("space.json").toString(), dir.resolve("data"), dir.resolve(out), 2, 3, 1, false);
    }

    @Test
    void sameSeedGivesTheSameBytesAndNamesABrokenPicture() throws IOException {
        NasTrainStep.Parameters parameters = data("a");
        Files.writeString(dir.resolve("data/red/broken.png"), "no picture");
        NasTrainStep.Result result = new NasTrainStep().run(parameters, TaskContext.NONE);
        assertEquals(List.of("red/broken.png"), result.skipped());
        assertEquals(2, result.curve().size());
        new NasTrainStep().run(data("b"), TaskContext.NONE);
        for (String file : List.of("model.safetensors", "result.json", "config.json")) {
            assertArrayEquals(
                    Files.readAllBytes(dir.resolve("a").resolve(file)),
                    Files.readAllBytes(dir.resolve("b").resolve(file)),
                    file);
        }
    }

    @Test
    void refusesAClassWithoutAReadablePicture() throws IOException {
        NasTrainStep.Parameters parameters = data("c");
        Files.createDirectories(dir.resolve("data/green"));
        Files.writeString(dir.resolve("data/green/1.png"), "no picture");
        WorkbenchException refusal =
                assertThrows(WorkbenchException.class, () -> new NasTrainStep().run(parameters, TaskContext.NONE));
        assertEquals("train.class.empty", refusal.code());
    }
}
