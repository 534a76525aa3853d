package org.espalier.model.llava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockStatesTest {

    private static final TinyLlava TINY = TinyLlava.plain();
    private static final Prompt FIVE = new Prompt(new int[] {6, 7, 8, 9, 10}, List.of());
    private static final Prompt OTHER_FIVE = new Prompt(new int[] {6, 11, 12, 13, 14}, List.of());
    private static final Prompt THREE = new Prompt(new int[] {6, 7, 8}, List.of());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Path file;

    @BeforeEach
    void model() {
        TINY.write(folder);
        file = folder.resolve("states.safetensors");
    }

    private StreamedModel open() {
        return StreamedModel.open(folder);
    }

    @Test
    void whatWasSavedIsRestored() {
        List<Prompt> prompts = List.of(FIVE, THREE, OTHER_FIVE);
        try (StreamedModel model = open();
                BlockStates states = BlockStates.of(model, prompts, TaskContext.NONE)) {
            states.save(file);
            try (BlockStates restored = BlockStates.restore(model, prompts, file)) {
                assertEquals(2, restored.states().size());
                for (int i = 0; i < 2; i++) {
                    assertArrayEquals(
                            states.states().get(i).toFloatArray(),
                            restored.states().get(i).toFloatArray());
                }
            }
        }
    }

    @Test
    void statesOfOtherPromptsAreRefused() {
        try (StreamedModel model = open()) {
            try (BlockStates states = BlockStates.of(model, List.of(FIVE, OTHER_FIVE), TaskContext.NONE)) {
                states.save(file);
            }
            for (List<Prompt> others : List.of(
                    List.of(FIVE),
                    List.of(THREE, THREE),
                    List.of(FIVE, OTHER_FIVE, THREE),
                    List.of(FIVE, FIVE, FIVE))) {
                refused(model, others);
            }
        }
    }

    @Test
    void statesOfAnotherModelOrTypeAreRefused() {
        try (StreamedModel model = open()) {
            for (Shape shape : List.of(Shape.of(1, 5, 2L * TinyLlava.HIDDEN), Shape.of(5, TinyLlava.HIDDEN))) {
                float[] values = new float[Math.toIntExact(shape.elements())];
                SafetensorsWriter.write(file, new TreeMap<>(Map.of("0", TensorData.of(shape, values))), Map.of());
                refused(model, List.of(FIVE));
            }
        }
    }

    private void refused(StreamedModel model, List<Prompt> prompts) {
        WorkbenchException e = assertThrows(
                WorkbenchException.class,
                () -> BlockStates.restore(model, prompts, file).close());
        assertEquals("llava.states", e.code());
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
        assertTrue(e.remedy().contains(folder.toString()), e.remedy());
    }
}
