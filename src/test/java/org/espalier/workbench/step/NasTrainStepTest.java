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
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunStatus;
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

    private NasTrainStep.Parameters longer(NasTrainStep.Parameters p) {
        return new NasTrainStep.Parameters(p.space(), p.data(), p.out(), 12, p.seed(), p.threads(), p.force());
    }

    private void sameResult(String undisturbed, String resumed) throws IOException {
        for (String file : List.of("result.json", "model.safetensors", "subnet.json")) {
            assertArrayEquals(
                    Files.readAllBytes(dir.resolve(undisturbed).resolve(file)),
                    Files.readAllBytes(dir.resolve(resumed).resolve(file)),
                    file);
        }
        assertEquals(RunStatus.DONE, Run.open(dir.resolve(resumed)).status());
    }

    @Test
    void aCancelledRunGoesOnToTheBytesOfAnUndisturbedOne() throws IOException {
        new NasTrainStep().run(longer(data("whole")), TaskContext.NONE);
        NasTrainStep.Parameters stopped = longer(data("stopped"));
        StopAt eleventh = new StopAt((stage, done) -> stage.startsWith("Training 12") && done >= 11);
        assertThrows(CancelledException.class, () -> new NasTrainStep().run(stopped, eleventh));
        assertEquals(RunStatus.CANCELLED, Run.open(dir.resolve("stopped")).status());
        new RunResumeStep().run(new RunResumeStep.Parameters(dir.resolve("stopped")), TaskContext.NONE);
        sameResult("whole", "stopped");
    }

    @Test
    void aKilledRunGoesOnToTheBytesOfAnUndisturbedOne() throws IOException, InterruptedException {
        NasTrainStep.Parameters p = longer(data("whole"));
        List<String> command = List.of(
                "nas",
                "train",
                p.space(),
                "--data",
                p.data().toString(),
                "--out",
                dir.resolve("killed").toString(),
                "--epochs",
                "12",
                "--seed",
                "3");
        ChildProgram.killWhen(line -> line.contains("90 %"), command);
        new RunResumeStep().run(new RunResumeStep.Parameters(dir.resolve("killed")), TaskContext.NONE);
        new NasTrainStep().run(p, TaskContext.NONE);
        sameResult("whole", "killed");
    }

    @Test
    void refusesToMixTwoDataSetsInOneRun() throws IOException {
        NasTrainStep.Parameters stopped = data("changed");
        assertThrows(
                CancelledException.class,
                () -> new NasTrainStep().run(stopped, new StopAt((stage, _) -> stage.startsWith("Training"))));
        Files.delete(dir.resolve("data/red/1.png"));
        WorkbenchException refusal = assertThrows(
                WorkbenchException.class,
                () -> new RunResumeStep().run(new RunResumeStep.Parameters(dir.resolve("changed")), TaskContext.NONE));
        assertEquals("run.input.changed", refusal.code());
    }
}
