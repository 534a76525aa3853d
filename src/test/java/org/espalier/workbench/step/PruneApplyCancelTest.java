package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.espalier.compress.prune.Obs;
import org.espalier.compress.prune.Pattern;
import org.espalier.compress.prune.TieRule;
import org.espalier.model.Component;
import org.espalier.task.CancelledException;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneApplyCancelTest {

    @TempDir
    private Path folder;

    /// Counts how often it is asked whether to stop, and says yes from the `stopAt`-th time on.
    private static final class Impatient implements QuietListener {
        private final int stopAt;
        private final AtomicInteger asked = new AtomicInteger();
        private final List<String> stages = new ArrayList<>();

        Impatient(int stopAt) {
            this.stopAt = stopAt;
        }

        @Override
        public void stage(String name) {
            stages.add(name.replaceFirst(", about .* left$", "")); // a slow machine says how long it takes
        }

        @Override
        public void progress(long done, long total) {
            assertTrue(done <= total, done + " of " + total);
        }

        @Override
        public boolean cancelled() {
            return asked.incrementAndGet() >= stopAt;
        }
    }

    private @Nullable Path images;

    private static Path golden() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(PruneApplyCancelTest.class.getResource("prune/masks.json"))
                        .toURI())
                .resolveSibling("");
    }

    private void prune(TaskContext context) throws URISyntaxException {
        Path golden = golden();
        new PruneApplyStep()
                .run(
                        new PruneApplyStep.Parameters(
                                golden.resolve("dense"),
                                folder.resolve("out"),
                                false,
                                new Obs(),
                                Pattern.UNSTRUCTURED,
                                TieRule.EXACT,
                                0.5,
                                null,
                                golden.resolve("calibration.jsonl"),
                                images == null ? golden.resolve("img") : images,
                                3,
                                EnumSet.allOf(Component.class),
                                0),
                        context);
    }

    @Test
    void aJobDoesNotGoOnWithOtherPictures() throws IOException, URISyntaxException {
        Impatient patient = new Impatient(Integer.MAX_VALUE);
        prune(patient);
        org.espalier.format.OutputFolder.delete(folder.resolve("out"));
        images = folder.resolve("img");
        Files.createDirectories(images);
        try (Stream<Path> pictures = Files.list(golden().resolve("img"))) {
            for (Path picture : pictures.toList()) {
                Files.copy(picture, images.resolve(picture.getFileName()));
            }
        }
        int late = patient.asked.get() - 3;
        assertThrows(CancelledException.class, () -> prune(new Impatient(late)));
        Files.copy(images.resolve("7.png"), images.resolve("0.png"), StandardCopyOption.REPLACE_EXISTING);
        Impatient again = new Impatient(Integer.MAX_VALUE);
        prune(again);
        assertTrue(again.stages.contains("Pruning block 1 of 2"), again.stages.toString());
    }

    @Test
    void stoppingAnywhereLeavesNoResultAndTheNextRunGivesTheSameBytes() throws IOException, URISyntaxException {
        Impatient patient = new Impatient(Integer.MAX_VALUE);
        prune(patient);
        assertTrue(patient.stages.contains("Pruning block 2 of 2"), patient.stages.toString());
        assertTrue(patient.stages.contains("Pruning vision block 1 of 2"), patient.stages.toString());
        assertTrue(patient.stages.contains("Pruning the projector"), patient.stages.toString());
        byte[] expected = Files.readAllBytes(folder.resolve("out/model.safetensors"));
        org.espalier.format.OutputFolder.delete(folder.resolve("out"));
        int questions = patient.asked.get();
        boolean shorter = false;
        for (int i = 0; i <= 6; i++) {
            int stopAt = 1 + i * (questions - 1) / 6;
            assertThrows(CancelledException.class, () -> prune(new Impatient(stopAt)), "stopped at " + stopAt);
            try (Stream<Path> left = Files.list(folder)) {
                assertTrue(
                        left.allMatch(p -> p.getFileName().toString().equals(".out.unfinished")),
                        "stopped at " + stopAt);
            }
            Impatient again = new Impatient(Integer.MAX_VALUE);
            prune(again);
            assertArrayEquals(
                    expected, Files.readAllBytes(folder.resolve("out/model.safetensors")), "stopped at " + stopAt);
            try (Stream<Path> left = Files.list(folder)) {
                assertEquals(List.of(folder.resolve("out")), left.toList());
            }
            shorter |= !again.stages.contains("Pruning block 1 of 2") && again.stages.contains("Pruning block 2 of 2");
            org.espalier.format.OutputFolder.delete(folder.resolve("out"));
        }
        assertTrue(shorter, "no run went on at the second block");
    }
}
