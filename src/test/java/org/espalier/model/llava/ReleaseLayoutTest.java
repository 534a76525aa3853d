package org.espalier.model.llava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.espalier.format.Json;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.image.ClipPreprocessor;
import org.espalier.format.pytorch.TorchArchive;
import org.espalier.format.safetensors.TensorData;
import org.espalier.tensor.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The original release: pickled shards, a projector file and CLIP's tower in a folder of its own.
class ReleaseLayoutTest {

    private static final TinyLlava TINY =
            TinyLlava.plain().with(TinyLlava.Layout.ORIGINAL, org.espalier.tensor.DType.F32);

    @TempDir
    private Path folder;

    private float[] expected = new float[0];

    @BeforeEach
    void write() throws IOException {
        try (LlavaModel loaded = LlavaModel.open(TinyLlava.plain().write(folder.resolve("hub")))) {
            expected = loaded.logits(TINY.prompt());
        }
        release(folder.resolve("llava"), folder.resolve("clip-tiny"));
    }

    private static void release(Path model, Path tower) throws IOException {
        Files.createDirectories(model);
        Files.createDirectories(tower);
        SequencedMap<String, TorchArchive.Raw> language = new LinkedHashMap<>();
        SequencedMap<String, TorchArchive.Raw> projector = new LinkedHashMap<>();
        SequencedMap<String, TorchArchive.Raw> vision = new LinkedHashMap<>();
        vision.put("text_model.embeddings.weight", TorchArchive.Raw.floats(new long[] {1}, new float[1]));
        SequencedMap<String, long[]> shapes = TINY.shapes();
        TINY.values().forEach((name, values) -> {
            TorchArchive.Raw raw = TorchArchive.Raw.floats(Objects.requireNonNull(shapes.get(name)), values);
            if (name.startsWith("vision_tower.")) {
                vision.put("vision_model." + name.substring("vision_tower.".length()), raw);
            } else {
                (name.startsWith("multi_modal_projector.") ? projector : language).put(TINY.stored(name), raw);
            }
        });
        TorchArchive.write(model.resolve("pytorch_model-00001-of-00001.bin"), language);
        TorchArchive.write(model.resolve("mm_projector.bin"), projector);
        TorchArchive.write(tower.resolve("pytorch_model.bin"), vision);
        ObjectNode map = Json.mapper().createObjectNode();
        language.keySet().forEach(name -> map.put(name, "pytorch_model-00001-of-00001.bin"));
        ObjectNode index = Json.mapper().createObjectNode();
        index.putObject("metadata").put("total_size", 1);
        index.set("weight_map", map);
        Json.write(model.resolve("pytorch_model.bin.index.json"), index);
        ObjectNode config = ((ObjectNode) TINY.config().path("text_config")).deepCopy();
        config.put("model_type", "llava").put("mm_vision_tower", "openai/clip-tiny");
        config.put("mm_projector_type", "mlp2x_gelu").put("mm_vision_select_layer", -2);
        config.put("image_token_index", TinyLlava.IMAGE_TOKEN);
        Json.write(model.resolve("config.json"), config);
        ObjectNode clip = Json.mapper().createObjectNode().put("model_type", "clip");
        clip.set("vision_config", TINY.config().path("vision_config"));
        Json.write(tower.resolve("config.json"), clip);
        Files.writeString(
                tower.resolve("preprocessor_config.json"),
                "{\"size\":{\"shortest_edge\":8},\"crop_size\":{\"height\":8,\"width\":8}}");
    }

    @Test
    void saysWhatTheHubsLayoutSays() {
        try (LlavaModel model = LlavaModel.open(folder.resolve("llava"))) {
            assertArrayEquals(expected, model.logits(TINY.prompt()));
        }
        assertEquals(
                3 * 8 * 8,
                ClipPreprocessor.open(folder.resolve("llava"))
                        .values(new org.espalier.format.image.RgbImage(9, 8, new byte[9 * 8 * 3]))
                        .length);
    }

    @Test
    void isWrittenBackAsItWasAndStandsAlone() throws IOException {
        Path out = folder.resolve("elsewhere/out");
        String changed = "model.layers.0.mlp.up_proj.weight";
        try (Checkpoint checkpoint = Checkpoint.open(folder.resolve("llava"))) {
            assertTrue(checkpoint.has("vision_model.encoder.layers.0.mlp.fc1.weight"));
            checkpoint.copyTo(out, Map.of());
            assertSame("pytorch_model-00001-of-00001.bin", "mm_projector.bin", "config.json");
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("clip-tiny/pytorch_model.bin")),
                    Files.readAllBytes(out.resolve("clip-tiny/pytorch_model.bin")));
            Shape shape = checkpoint.tensor(changed).shape();
            checkpoint.copyTo(out, Map.of(changed, TensorData.of(shape, new float[(int) shape.elements()])));
            assertSame("mm_projector.bin");
        }
        try (LlavaModel model = LlavaModel.open(out);
                Checkpoint copy = Checkpoint.open(out)) {
            assertEquals(
                    copy.tensor(changed).shape().elements(),
                    copy.tensor(changed).zeros());
            assertEquals(expected.length, model.logits(TINY.prompt()).length);
        }
    }

    private void assertSame(String... files) throws IOException {
        for (String file : files) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("llava").resolve(file)),
                    Files.readAllBytes(folder.resolve("elsewhere/out").resolve(file)),
                    file);
        }
    }
}
