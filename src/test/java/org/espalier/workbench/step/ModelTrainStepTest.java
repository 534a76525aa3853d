package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.model.llava.training.DrawnShapes;
import org.espalier.model.llava.training.TrainingOptions;
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelTrainStepTest {

    private static final int PICTURES = 28;
    private static final TrainingOptions SHORT = new TrainingOptions(3, 2, 8, 2, 8, 1e-3f, 0.15f, 4, 0);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private ModelTrainStep.Parameters train(String out) throws IOException {
        if (!Files.exists(dir.resolve("data"))) {
            DrawnShapes.write(dir.resolve("data"), PICTURES);
        }
        return new ModelTrainStep.Parameters(dir.resolve("data"), dir.resolve(out), false, 1, SHORT);
    }

    private void resume(String run) {
        new RunResumeStep().run(new RunResumeStep.Parameters(dir.resolve(run)), TaskContext.NONE);
    }

    private void sameBytes(String undisturbed, String resumed) throws IOException {
        for (String file : List.of("result.json", "model.safetensors")) {
            assertArrayEquals(
                    Files.readAllBytes(dir.resolve(undisturbed).resolve(file)),
                    Files.readAllBytes(dir.resolve(resumed).resolve(file)),
                    file);
        }
        assertFalse(Files.exists(dir.resolve(resumed).resolve("state.safetensors")));
    }

    @ParameterizedTest
    @CsvSource({"Training the vision tower, 4", "Training the whole model, 4"})
    void aCancelledTrainingGoesOnToTheBytesOfAnUndisturbedOne(String stage, long step) throws IOException {
        new ModelTrainStep().run(train("whole"), TaskContext.NONE);
        ModelTrainStep.Parameters p = train("stopped");
        StopAt there = new StopAt((now, done) -> now.equals(stage) && done >= step);
        assertThrows(CancelledException.class, () -> new ModelTrainStep().run(p, there));
        assertTrue(Files.exists(dir.resolve("stopped/state.safetensors")), "a pass was done");
        assertFalse(Files.exists(dir.resolve("stopped/model.safetensors")));
        resume("stopped");
        sameBytes("whole", "stopped");
    }

    @Test
    void aKilledTrainingGoesOnToTheBytesOfAnUndisturbedOne() throws IOException, InterruptedException {
        ModelTrainStep.Parameters p = train("whole");
        ChildProgram.killWhen(
                line -> line.contains("whole model: 65"),
                List.of(
                        "model",
                        "train",
                        "--data",
                        p.data().toString(),
                        "--out",
                        dir.resolve("killed").toString(),
                        "--seed=3",
                        "--tower-passes=2",
                        "--tower-batch=8",
                        "--passes=2",
                        "--batch=8",
                        "--held-out=4"));
        resume("killed");
        new ModelTrainStep().run(p, TaskContext.NONE);
        sameBytes("whole", "killed");
    }
}
