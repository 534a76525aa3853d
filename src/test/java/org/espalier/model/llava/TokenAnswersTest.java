package org.espalier.model.llava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.packed.PackedWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.model.CanonicalName;
import org.espalier.model.llava.decode.MatrixSource;
import org.espalier.model.llava.decode.TokenDecoder;
import org.espalier.model.llava.decode.TokenState;
import org.espalier.model.llava.decode.TokenWeights;
import org.espalier.task.TaskContext;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.kernel.Kernels;
import org.espalier.tensor.kernel.Multiplier;
import org.espalier.tensor.kernel.RowTeam;
import org.espalier.tensor.kernel.ScalarKernels;
import org.espalier.tensor.kernel.VectorKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenAnswersTest {

    private static final int TOKENS = 256;

    @TempDir
    Path folder;

    static Stream<TinyLlava> variants() {
        TinyLlava.Layout hub = TinyLlava.Layout.HUB;
        return Stream.of(
                TinyLlava.plain().with(hub, DType.BF16),
                TinyLlava.plain().with(TinyLlava.Layout.ORIGINAL, DType.F16),
                new TinyLlava(hub, DType.F32, 4, 1, 6, List.of(-2), true, false, true, false, 2),
                new TinyLlava(hub, DType.BF16, 4, 2, 4, List.of(-2), false, true, true, true, 4));
    }

    /// The folder's checkpoint with half of the smallest weights of each prunable layer set to zero,
    /// packed.
    private Path packed(Path source, boolean eightBit) throws java.io.IOException {
        Path pruned = Files.createTempDirectory(folder, "pruned");
        try (Checkpoint checkpoint = Checkpoint.open(source)) {
            Map<String, TensorData> replaced = new LinkedHashMap<>();
            for (String name : layers(checkpoint)) {
                MappedTensor tensor = checkpoint.tensor(name);
                float[] values = tensor.floats();
                float[] sizes = new float[values.length];
                for (int i = 0; i < sizes.length; i++) {
                    sizes[i] = Math.abs(values[i]);
                }
                java.util.Arrays.sort(sizes);
                for (int i = 0; i < values.length; i++) {
                    values[i] = Math.abs(values[i]) <= sizes[sizes.length / 2] ? 0 : values[i];
                }
                replaced.put(name, TensorData.of(tensor.dtype(), tensor.shape(), values));
            }
            checkpoint.copyTo(pruned, replaced);
        }
        Path file = pruned.resolve("model.packed");
        try (Checkpoint checkpoint = Checkpoint.open(pruned)) {
            PackedWriter.write(checkpoint, layers(checkpoint), eightBit, file, TaskContext.NONE);
        }
        return file;
    }

    private static Set<String> layers(Checkpoint checkpoint) {
        return checkpoint.names().stream()
                .filter(name -> name.contains("layers.") && !name.contains("vision"))
                .filter(name -> CanonicalName.of(name).orElseThrow().prunable())
                .collect(Collectors.toSet());
    }

    private static int[] own(GreedyDecoder greedy, TokenWeights weights, Kernels kernels, Prompt prompt) {
        try (RowTeam team = new RowTeam(2)) {
            TokenDecoder decoder = new TokenDecoder(weights, new Multiplier(kernels, team));
            return new TokenAnswers(greedy, decoder)
                    .answer(prompt, TOKENS, _ -> {}, TaskContext.NONE)
                    .tokens();
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void choosesThePyTorchPathsTokensDenseAndPacked(TinyLlava tiny) throws java.io.IOException {
        Path source = tiny.write(Files.createDirectory(folder.resolve("dense")));
        Path file = packed(source, false);
        Path pruned = file.resolveSibling(".");
        try (LlavaModel model = LlavaModel.open(pruned.normalize());
                PackedModel packed = PackedModel.open(file);
                Checkpoint checkpoint = Checkpoint.open(pruned.normalize())) {
            GreedyDecoder greedy = new GreedyDecoder(model, _ -> false, Set.of(TinyLlava.IMAGE_TOKEN));
            int[] expected = greedy.answer(tiny.prompt(), TOKENS, _ -> {}, TaskContext.NONE)
                    .tokens();
            assertEquals(TOKENS, expected.length);
            TokenWeights dense = TokenWeights.read(
                    MatrixSource.of(checkpoint), model.config().text());
            GreedyDecoder unpacked = new GreedyDecoder(packed.model(), greedy.stop(), greedy.forbidden());
            for (Kernels kernels : List.of(new ScalarKernels(), VectorKernels.of(256))) {
                assertArrayEquals(expected, own(greedy, dense, kernels, tiny.prompt()), "dense");
                assertArrayEquals(expected, own(unpacked, packed.weights(), kernels, tiny.prompt()), "packed");
            }
            assertTrue(packed.weights().bytesPerToken() > 0);
        }
    }

    @Test
    void choosesThePyTorchPathsTokensOnTheSample() throws java.io.IOException {
        Path file = packed(Path.of("assets/llava-easy-vqa"), false);
        try (LlavaModel model = LlavaModel.open(file.resolveSibling("."));
                PackedModel packed = PackedModel.open(file);
                Questions questions =
                        Questions.open(packed.folder(), packed.model().config(), true)) {
            GreedyDecoder greedy =
                    new GreedyDecoder(model, _ -> false, Set.of(model.config().imageToken()));
            Prompt prompt = questions.question(
                    "what color is the shape?",
                    List.of(org.espalier.format.image.Images.read(Path.of("assets/data/easy-vqa/test/images/0.png"))));
            int[] expected =
                    greedy.answer(prompt, TOKENS, _ -> {}, TaskContext.NONE).tokens();
            assertArrayEquals(expected, own(greedy, packed.weights(), VectorKernels.of(512), prompt));
        }
    }

    @Test
    void remembersWhatAPassAtATimeWouldHaveSeen() throws java.io.IOException {
        TinyLlava tiny = TinyLlava.plain().with(TinyLlava.Layout.HUB, DType.F32);
        Path source = tiny.write(Files.createDirectory(folder.resolve("steps")));
        try (LlavaModel model = LlavaModel.open(source);
                Checkpoint checkpoint = Checkpoint.open(source);
                RowTeam team = new RowTeam(1)) {
            TokenWeights weights = TokenWeights.read(
                    MatrixSource.of(checkpoint), model.config().text());
            TokenDecoder decoder = new TokenDecoder(weights, new Multiplier(new ScalarKernels(), team));
            TokenState state = new TokenState(weights.config());
            int[] tokens = {1, 9, 17, 30, 11};
            float[] logits = {};
            for (int token : tokens) {
                logits = decoder.forward(token, state);
            }
            float[] expected = model.logits(new Prompt(tokens, List.of()));
            assertEquals(tokens.length, state.seen());
            for (int i = 0; i < logits.length; i++) {
                assertEquals(expected[i], logits[i], 1e-4, "logit " + i);
            }
        }
    }
}
