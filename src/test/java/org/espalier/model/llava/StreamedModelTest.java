package org.espalier.model.llava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.format.Json;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamedModelTest {

    private static final TinyLlava TINY = TinyLlava.plain();
    private static final Prompt TEXT = new Prompt(new int[] {6, 7, 8, 9, 10}, List.of());

    @TempDir
    private Path folder;

    @Test
    void saysWhatTheLoadedModelSays() {
        TINY.write(folder);
        try (LlavaModel loaded = LlavaModel.open(folder);
                StreamedModel streamed = StreamedModel.open(folder)) {
            assertTrue(streamed.llava().isPresent());
            assertArrayEquals(loaded.logits(TINY.prompt()), streamed.logits(TINY.prompt()));
        }
    }

    @Test
    void readsTextsWithoutTowerAndProjector() throws IOException {
        TINY.write(folder);
        float[] expected;
        try (LlavaModel loaded = LlavaModel.open(folder)) {
            expected = loaded.logits(TEXT);
        }
        try (StreamedModel streamed = StreamedModel.open(folder, false, Map.of())) {
            assertFalse(streamed.llava().isPresent());
            assertArrayEquals(expected, streamed.logits(TEXT));
            Prompt picture = TINY.prompt();
            assertThrows(WorkbenchException.class, () -> streamed.logits(picture));
        }
        Files.writeString(
                folder.resolve("config.json"),
                Json.line(((com.fasterxml.jackson.databind.node.ObjectNode)
                                TINY.config().path("text_config"))
                        .put("model_type", "llama")));
        try (StreamedModel llama = StreamedModel.open(folder)) {
            assertArrayEquals(expected, llama.logits(TEXT));
        }
    }

    @Test
    void holdsAChangedBlockUntilAnotherIsAskedFor() {
        TINY.write(folder);
        try (StreamedModel model = StreamedModel.open(folder);
                BlockStates states = BlockStates.of(model, List.of(TEXT), TaskContext.NONE)) {
            Linear down = model.decoder().blocks().getFirst().down();
            float[] stored = down.weight().toFloatArray();
            down.weight().set(new float[stored.length]);
            List<Float> seen = new ArrayList<>();
            states.observeEach(
                    0,
                    (_, _) -> (name, _) -> {
                        if (name.endsWith("down_proj")) {
                            seen.add(model.decoder()
                                    .blocks()
                                    .getFirst()
                                    .down()
                                    .weight()
                                    .sum()
                                    .getFloat());
                        }
                    },
                    TaskContext.NONE);
            assertEquals(List.of(0f), seen);
            assertEquals(
                    "language_model.layers.1.mlp.down_proj",
                    model.decoder().blocks().getLast().down().name());
            assertArrayEquals(
                    stored, model.decoder().blocks().getFirst().down().weight().toFloatArray());
        }
    }

    @Test
    void refusesAnotherArchitecture() throws IOException {
        TINY.write(folder);
        Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"espalier_vit\"}");
        assertThrows(WorkbenchException.class, () -> StreamedModel.open(folder));
        WorkbenchException e =
                assertThrows(WorkbenchException.class, () -> StreamedModel.open(folder, false, Map.of()));
        assertTrue(e.getMessage().contains("espalier_vit"), e.getMessage());
    }
}
