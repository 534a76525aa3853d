package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.espalier.compress.prune.Modalities;
import org.espalier.compress.prune.Pattern;
import org.espalier.compress.prune.Ratios;
import org.espalier.compress.prune.TieRule;
import org.espalier.compress.prune.Wanda;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.Component;
import org.espalier.task.CancelledException;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In which order layers are seen and pruned, and that a job goes on where it was stopped.
class PruneSequenceTest {

    @TempDir
    private Path folder;

    private Path golden = Path.of("");

    @BeforeEach
    void find() throws URISyntaxException {
        golden = Path.of(Objects.requireNonNull(PruneSequenceTest.class.getResource("prune/masks.json"))
                        .toURI())
                .resolveSibling("");
    }

    private void prune(Path model, String out, String policy, Structure structure, boolean sequential, TaskContext task)
            throws IOException {
        Path file = folder.resolve(out + ".policy.json");
        Files.writeString(file, "{\"schema\":\"espalier.policy/1\",\"layers\":{" + policy + "}}");
        new PruneApplyStep()
                .run(
                        new PruneApplyStep.Parameters(
                                model,
                                folder.resolve(out),
                                false,
                                new Wanda(),
                                Pattern.UNSTRUCTURED,
                                TieRule.EXACT,
                                structure == Structure.NONE ? null : 0.5,
                                structure == Structure.NONE ? file : null,
                                golden.resolve("calibration.jsonl"),
                                golden.resolve("img"),
                                3,
                                EnumSet.of(Component.LANGUAGE_MODEL),
                                0,
                                new PruneApplyStep.Details(Modalities.ALIKE, Ratios.UNIFORM, structure, sequential)),
                        task);
    }

    private byte[] layer(String out, String ending) {
        try (Checkpoint checkpoint = Checkpoint.open(folder.resolve(out))) {
            String name = checkpoint.names().stream()
                    .filter(n -> n.endsWith(ending))
                    .findFirst()
                    .orElseThrow();
            float[] values = checkpoint.tensor(name).floats();
            byte[] zeros = new byte[values.length];
            for (int i = 0; i < zeros.length; i++) {
                zeros[i] = (byte) (values[i] == 0 ? 1 : 0);
            }
            return zeros;
        }
    }

    @Test
    void eachSetOfLayersSeesWhatWasPrunedBeforeItInItsBlock() throws IOException {
        Path dense = golden.resolve("dense");
        String all = "\"*\":0.5";
        prune(dense, "once", all, Structure.NONE, false, TaskContext.NONE);
        prune(dense, "sequential", all, Structure.NONE, true, TaskContext.NONE);
        String block = "\"language_model.layers.0.self_attn.";
        prune(
                dense,
                "inner",
                block + "q_proj\":0.5," + block + "k_proj\":0.5," + block + "v_proj\":0.5",
                Structure.NONE,
                false,
                TaskContext.NONE);
        prune(folder.resolve("inner"), "outer", block + "o_proj\":0.5", Structure.NONE, false, TaskContext.NONE);
        String o = "layers.0.self_attn.o_proj.weight";
        String q = "layers.0.self_attn.q_proj.weight";
        assertArrayEquals(layer("once", q), layer("sequential", q));
        assertArrayEquals(layer("outer", o), layer("sequential", o));
        assertFalse(Arrays.equals(layer("once", o), layer("sequential", o)));
    }

    /// Keeps what was logged, and stops once a file is there.
    private static final class Watch implements QuietListener {
        private final Path stop;
        private final List<String> logged = new ArrayList<>();

        Watch(Path stop) {
            this.stop = stop;
        }

        @Override
        public boolean cancelled() {
            return Files.exists(stop);
        }

        @Override
        public void emit(TaskEvent event) {
            logged.add(event.toString());
        }
    }

    @Test
    void aCutThatWasStoppedGoesOnAtItsBlockToTheSameBytes() throws IOException {
        Path dense = golden.resolve("dense");
        prune(dense, "whole", "\"*\":0.5", Structure.FLAP, false, TaskContext.NONE);
        Path states = folder.resolve(".cut.unfinished/.job/states-1.safetensors");
        Watch first = new Watch(states);
        assertThrows(CancelledException.class, () -> prune(dense, "cut", "\"*\":0.5", Structure.FLAP, false, first));
        assertTrue(Files.exists(states));
        Watch second = new Watch(folder.resolve("none"));
        prune(dense, "cut", "\"*\":0.5", Structure.FLAP, false, second);
        assertTrue(second.logged.toString().contains("Going on"), "the first block was seen again");
        for (String file : List.of("model.safetensors", "config.json")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole").resolve(file)),
                    Files.readAllBytes(folder.resolve("cut").resolve(file)),
                    file);
        }
    }
}
