package org.espalier.model.llava.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.format.Json;
import org.espalier.format.dataset.EasyVqa;
import org.espalier.format.dataset.Split;
import org.espalier.format.tokenizer.TextTokenizer;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.TorchThreads;
import org.espalier.task.CancelledException;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlavaTrainingTest {

    private static final TrainingOptions SHORT = new TrainingOptions(3, 3, 8, 2, 8, 1e-3f, 0.15f, 4, 0);

    @TempDir
    Path folder;

    @BeforeAll
    static void oneThreadAddsInOneOrder() {
        TorchThreads.use(1);
    }

    @Test
    void lossFallsAndTheSameSeedGivesTheSameBytes() throws IOException {
        Path first = Files.createDirectories(folder.resolve("a"));
        Path second = Files.createDirectories(folder.resolve("b"));
        TrainingFile store = new TrainingFile(folder.resolve("state.safetensors"));
        try (EasyVqa data = EasyVqa.open(DrawnShapes.write(folder.resolve("data"), 28))) {
            LlavaTraining.Trained trained = LlavaTraining.train(data, SHORT, store, TaskContext.NONE);
            List<CurvePoint> curve = trained.curve();
            assertEquals(5, curve.size());
            assertTrue(curve.get(2).loss() < curve.get(0).loss(), curve.toString());
            assertTrue(curve.get(4).loss() < curve.get(3).loss(), curve.toString());
            HuggingFaceFolder.write(first, trained);
            // The second run begins where the first one ended.
            HuggingFaceFolder.write(second, LlavaTraining.train(data, SHORT, store, TaskContext.NONE));
        }
        assertArrayEquals(
                Files.readAllBytes(first.resolve("model.safetensors")),
                Files.readAllBytes(second.resolve("model.safetensors")));
        assertTokenizerAgrees(first);
    }

    private static void assertTokenizerAgrees(Path folder) {
        Vocabulary words = Vocabulary.of(List.of("what color is the shape?"));
        try (LlavaModel model = LlavaModel.open(folder);
                TextTokenizer tokenizer = TextTokenizer.open(folder)) {
            assertEquals(64, model.config().tokensPerPicture());
            List<String> own = spelled(words.ids(), words.encode("what color is the shape?"));
            JsonNode vocabulary = Json.read(folder.resolve("tokenizer.json")).at("/model/vocab");
            Map<String, Integer> ids = new HashMap<>();
            vocabulary
                    .properties()
                    .forEach(e -> ids.put(e.getKey(), e.getValue().intValue()));
            assertEquals(own, spelled(ids, tokenizer.encode("What COLOR is  the shape?")));
            assertEquals(Vocabulary.BEGIN, tokenizer.bos());
            assertTrue(tokenizer.ends(Vocabulary.END));
        }
    }

    private static List<String> spelled(Map<String, Integer> ids, int[] tokens) {
        return Arrays.stream(tokens)
                .mapToObj(token -> ids.entrySet().stream()
                        .filter(e -> e.getValue() == token)
                        .findFirst()
                        .orElseThrow()
                        .getKey())
                .toList();
    }

    @Test
    void stopsWhenAsked() throws IOException {
        TaskContext impatient = new QuietListener() {
            private boolean cancelled;

            @Override
            public void stage(String name) {
                cancelled = name.startsWith("Training");
            }

            @Override
            public boolean cancelled() {
                return cancelled;
            }
        };
        try (EasyVqa data = EasyVqa.open(DrawnShapes.write(folder, 4))) {
            assertThrows(CancelledException.class, () -> LlavaTraining.train(data, SHORT, new Nowhere(), impatient));
        }
    }

    @Test
    void readsWhatQuestionsSayAboutAPicture() throws IOException {
        try (EasyVqa data = EasyVqa.open(DrawnShapes.write(folder, 4))) {
            List<Scene> scenes = Scene.read(data, Split.TRAIN, 64, TaskContext.NONE);
            assertEquals(List.of(0, 1, 0, 1), scenes.stream().map(Scene::shape).toList());
            assertEquals(List.of(5, 5, 1, 1), scenes.stream().map(Scene::colour).toList());
        }
    }

    /// Keeps nothing.
    private static final class Nowhere implements TrainingStore {

        @Override
        public @Nullable Kept load(TrainingOptions options) {
            return null;
        }

        @Override
        public void save(TrainingOptions options, Kept kept) {}
    }
}
