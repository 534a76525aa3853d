package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.espalier.compress.prune.Magnitude;
import org.espalier.compress.prune.Pattern;
import org.espalier.compress.prune.TieRule;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.model.Component;
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.espalier.tensor.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelMagnitudesStepTest {

    private static final String UP = "model.layers.0.mlp.up_proj.weight";
    private static final String DOWN = "model.layers.0.mlp.down_proj.weight";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    private Path project = Path.of("");
    private Path model = Path.of("");

    @BeforeEach
    void makeAProject() throws IOException {
        project = dir.resolve("project");
        model = dir.resolve("model.safetensors");
        Files.createDirectory(project);
        Files.writeString(
                project.resolve("project.json"),
                "{\"schema\":\"espalier.project/1\",\"name\":\"p\",\"kind\":\"prune\",\"description\":\"\","
                        + "\"model\":\"../model.safetensors\"}");
        write(DType.BF16, 1);
    }

    private void write(DType up, int seed) {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put("model.embed_tokens.weight", TensorData.of(DType.F16, Shape.of(2, 2), new float[] {1, 2, 3, 4}));
        tensors.put(UP, TensorData.of(up, Shape.of(8, 16), values(seed)));
        tensors.put(DOWN, TensorData.of(DType.F16, Shape.of(16, 8), values(seed + 1)));
        SafetensorsWriter.write(model, tensors, Map.of());
    }

    private static float[] values(int seed) {
        Random random = new Random(seed);
        float[] values = new float[128];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 8 == 0 ? 0 : (float) random.nextGaussian();
        }
        return values;
    }

    private ModelMagnitudesStep.Parameters parameters() {
        return new ModelMagnitudesStep.Parameters(model, List.of(0.25, 0.5), project);
    }

    private ModelMagnitudesStep.Result run() {
        return new ModelMagnitudesStep().run(parameters(), TaskContext.NONE);
    }

    /// Sets every weight to zero and leaves size and time as they are.
    private void zeroTheWeights() throws IOException {
        FileTime time = Files.getLastModifiedTime(model);
        try (RandomAccessFile file = new RandomAccessFile(model.toFile(), "rw")) {
            long header = Long.reverseBytes(file.readLong());
            file.seek(8 + header);
            file.write(new byte[(int) (file.length() - 8 - header)]);
        }
        Files.setLastModifiedTime(model, time);
    }

    private Path kept() {
        return Path.of(String.valueOf(run().saved()));
    }

    @Test
    void theSecondQuestionReadsNoWeight() throws IOException {
        assertFalse(new ModelMagnitudesStep().saved(parameters()));
        ModelMagnitudesStep.Result first = run();
        assertEquals("weights", first.source());
        assertEquals(2 * 2 * 128, first.bytesRead());
        assertNotNull(first.gigabytesPerSecond());
        assertEquals(
                16,
                first.layers().stream()
                        .mapToLong(ModelMagnitudesStep.Layer::zeros)
                        .min()
                        .orElse(0));
        zeroTheWeights();
        assertTrue(new ModelMagnitudesStep().saved(parameters()));
        ModelMagnitudesStep.Result second = run();
        assertEquals("saved", second.source());
        assertEquals(0, second.bytesRead());
        assertNull(second.gigabytesPerSecond());
        assertEquals(first.layers(), second.layers());
        assertEquals(List.of(), second.notes());
        assertTrue(Path.of(String.valueOf(second.saved())).startsWith(project.resolve("magnitudes")));
    }

    @Test
    void aChangedCheckpointIsCountedAnew() {
        ModelMagnitudesStep.Result before = run();
        write(DType.BF16, 7); // As many bytes, written right after.
        assertFalse(new ModelMagnitudesStep().saved(parameters()));
        ModelMagnitudesStep.Result after = run();
        assertEquals("weights", after.source());
        assertNotEquals(before.layers(), after.layers());
        assertTrue(
                after.notes().getFirst().startsWith("the weights have changed"),
                after.notes().toString());
        assertEquals("saved", run().source());
    }

    @Test
    void anotherTypeOfTheSameSizeIsCountedAnew() throws IOException {
        run();
        FileTime time = Files.getLastModifiedTime(model);
        byte[] bytes = Files.readAllBytes(model);
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        Files.write(model, text.replace("\"BF16\"", "\"F16\" ").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        Files.setLastModifiedTime(model, time);
        ModelMagnitudesStep.Result after = run();
        assertEquals("weights", after.source());
        assertTrue(
                after.notes().getFirst().contains("other tensors"),
                after.notes().toString());
    }

    @Test
    void brokenCountsAreNamedAndCountedAnew() throws IOException {
        ModelMagnitudesStep.Result before = run();
        Path kept = kept();
        byte[] bytes = Files.readAllBytes(kept);
        bytes[bytes.length - 5] ^= 4;
        Files.write(kept, bytes);
        ModelMagnitudesStep.Result after = run();
        assertEquals("weights", after.source());
        assertEquals(before.layers(), after.layers());
        assertTrue(after.notes().getFirst().startsWith("the kept counts are broken and were counted anew: " + kept));
        assertEquals("saved", run().source());
    }

    @Test
    void countsThatCannotBeKeptAreAnAnswerStill() throws IOException {
        Files.writeString(project.resolve("magnitudes"), "a file where the folder would be");
        ModelMagnitudesStep.Result result = run();
        assertEquals("weights", result.source());
        assertNull(result.saved());
        assertEquals(2, result.layers().size());
        assertTrue(
                result.notes().getFirst().startsWith("the counts could not be kept"),
                result.notes().toString());
    }

    @Test
    void aModelInsideAProjectKeepsItsCountsThere() throws IOException {
        Path inside = Files.createDirectories(project.resolve("pruned/half")).resolve("model.safetensors");
        Files.copy(model, inside);
        ModelMagnitudesStep.Result result = new ModelMagnitudesStep()
                .run(new ModelMagnitudesStep.Parameters(inside, List.of(), null), TaskContext.NONE);
        assertTrue(Path.of(String.valueOf(result.saved())).startsWith(project.resolve("magnitudes")));
    }

    @Test
    void widerWeightsAreLeftOutByName() {
        write(DType.F32, 1);
        ModelMagnitudesStep.Result result = run();
        assertEquals(1, result.layers().size());
        assertEquals(
                List.of("language_model.layers.0.mlp.up_proj F32"),
                result.skipped().stream().map(s -> s.name() + " " + s.dtype()).toList());
        assertEquals(2 * 128, result.bytesRead());
    }

    @Test
    void weightsThatAreNoNumbersAreRefused() {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put(UP, TensorData.of(DType.F16, Shape.of(2, 2), new float[] {1, 2, Float.NaN, 4}));
        SafetensorsWriter.write(model, tensors, Map.of());
        WorkbenchException e = assertThrows(WorkbenchException.class, this::run);
        assertEquals("prune.weight-not-finite", e.code());
    }

    @Test
    void aCancelledCountLeavesNothing() {
        assertThrows(
                CancelledException.class,
                () -> new ModelMagnitudesStep()
                        .run(parameters(), new StopAt((stage, done) -> stage.startsWith("Counting") && done > 0)));
        assertFalse(Files.exists(project.resolve("magnitudes")));
    }

    @Test
    void saysOfTheSampleWhatPruningItByMagnitudeDoes() {
        Path sample = Path.of("assets/llava-easy-vqa");
        ModelMagnitudesStep.Result told = new ModelMagnitudesStep()
                .run(new ModelMagnitudesStep.Parameters(sample, List.of(0.6), project), TaskContext.NONE);
        Path out = dir.resolve("pruned");
        PruneApplyStep.Result pruned = new PruneApplyStep()
                .run(
                        new PruneApplyStep.Parameters(
                                sample,
                                out,
                                false,
                                new Magnitude(),
                                Pattern.UNSTRUCTURED,
                                TieRule.EXACT,
                                0.6,
                                null,
                                null,
                                null,
                                0,
                                EnumSet.of(Component.LANGUAGE_MODEL),
                                0),
                        TaskContext.NONE);
        assertEquals(28, pruned.layers().size());
        for (PruneApplyStep.Layer layer : pruned.layers()) {
            ModelMagnitudesStep.Layer its = told.layers().stream()
                    .filter(l -> l.name().equals(layer.name()))
                    .findFirst()
                    .orElseThrow();
            ModelMagnitudesStep.Cut cut = its.cuts().getFirst();
            assertEquals(Math.sqrt(cut.share()), layer.error(), 1e-6, layer.name());
            assertEquals((double) cut.pruned() / its.weights(), layer.got(), 1e-12, layer.name());
        }
    }
}
