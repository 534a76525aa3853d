package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.espalier.format.Json;
import org.espalier.model.vit.Subnet;
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NasRetrainStepTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    @BeforeEach
    void trainsASupernet() throws IOException {
        TwoColours.write(dir);
        new NasTrainStep()
                .run(
                        new NasTrainStep.Parameters(
                                dir.resolve("space.json").toString(),
                                dir.resolve("data"),
                                dir.resolve("supernet"),
                                2,
                                3,
                                1,
                                false),
                        TaskContext.NONE);
        Json.write(dir.resolve("subnet.json"), Subnet.uniform(1, 16, 1, 1.0));
    }

    private NasRetrainStep.Parameters parameters(String out, int epochs, boolean int8) {
        return new NasRetrainStep.Parameters(
                dir.resolve("supernet"),
                dir.resolve("subnet.json"),
                dir.resolve("data"),
                dir.resolve(out),
                epochs,
                5,
                1,
                false,
                int8,
                TrainingOptions.STANDARD);
    }

    private byte[] weights(String run) throws IOException {
        return Files.readAllBytes(dir.resolve(run).resolve("model.safetensors"));
    }

    @Test
    void roundingIsFeltInTrainingAndIsPartOfTheCommand() throws IOException {
        new NasRetrainStep().run(parameters("plain", 2, false), TaskContext.NONE);
        new NasRetrainStep().run(parameters("aware", 2, true), TaskContext.NONE);
        new NasRetrainStep().run(parameters("again", 2, true), TaskContext.NONE);
        assertFalse(Arrays.equals(weights("plain"), weights("aware")));
        assertArrayEquals(weights("aware"), weights("again"));
        String record = Files.readString(dir.resolve("aware").resolve("run.json"));
        assertTrue(record.contains("--int8"), record);
    }

    @Test
    void aCancelledRunWithRoundingGoesOnToTheBytesOfAnUndisturbedOne() throws IOException {
        new NasRetrainStep().run(parameters("whole", 12, true), TaskContext.NONE);
        StopAt eleventh = new StopAt((stage, done) -> stage.startsWith("Training 12") && done >= 11);
        assertThrows(
                CancelledException.class, () -> new NasRetrainStep().run(parameters("stopped", 12, true), eleventh));
        new RunResumeStep().run(new RunResumeStep.Parameters(dir.resolve("stopped")), TaskContext.NONE);
        assertArrayEquals(weights("whole"), weights("stopped"));
    }
}
