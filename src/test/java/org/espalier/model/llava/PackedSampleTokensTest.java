package org.espalier.model.llava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.image.Images;
import org.espalier.format.packed.PackedWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.model.CanonicalName;
import org.espalier.model.Component;
import org.espalier.model.llava.decode.TokenDecoder;
import org.espalier.task.TaskContext;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.kernel.CompiledKernels;
import org.espalier.tensor.kernel.Kernels;
import org.espalier.tensor.kernel.Multiplier;
import org.espalier.tensor.kernel.RowTeam;
import org.espalier.tensor.kernel.ScalarKernels;
import org.espalier.tensor.kernel.VectorKernels;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The sample pruned by magnitude and packed, in both sixteen-bit types: our decoder with each kind of kernel chooses
/// the tokens that PyTorch chooses on the unpacked checkpoint.
class PackedSampleTokensTest {

    private static final int TOKENS = 256;
    private static final Path SAMPLE = Path.of("assets/llava-easy-vqa");
    private static final Path PICTURE = Path.of("assets/data/easy-vqa/test/images/0.png");

    /// The compiler's work is done once.
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path built;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @CsvSource({"BF16, 50 %", "BF16, 70 %", "BF16, 2:4", "F16, 50 %", "F16, 70 %", "F16, 2:4"})
    void everyKernelChoosesThePyTorchPathsTokens(DType type, String pattern) throws IOException {
        Path file = packed(type, pattern);
        try (LlavaModel model = LlavaModel.open(folder);
                PackedModel packed = PackedModel.open(file);
                Questions questions =
                        Questions.open(packed.folder(), packed.model().config(), true)) {
            GreedyDecoder greedy =
                    new GreedyDecoder(model, _ -> false, Set.of(model.config().imageToken()));
            Prompt prompt = questions.question("what color is the shape?", List.of(Images.read(PICTURE)));
            int[] expected =
                    greedy.answer(prompt, TOKENS, _ -> {}, TaskContext.NONE).tokens();
            assertEquals(TOKENS, expected.length);
            GreedyDecoder unpacked = new GreedyDecoder(packed.model(), greedy.stop(), greedy.forbidden());
            for (Kernels kernels : kernels()) {
                try (RowTeam team = new RowTeam(2)) {
                    TokenDecoder decoder = new TokenDecoder(packed.weights(), new Multiplier(kernels, team));
                    int[] tokens = new TokenAnswers(unpacked, decoder)
                            .answer(prompt, TOKENS, _ -> {}, TaskContext.NONE)
                            .tokens();
                    assertArrayEquals(expected, tokens, kernels.name());
                }
            }
        }
    }

    private static List<Kernels> kernels() {
        List<Kernels> kernels =
                new ArrayList<>(List.of(new ScalarKernels(), VectorKernels.of(256), VectorKernels.of(512)));
        CompiledKernels.in(built).ifPresent(kernels::add);
        return kernels;
    }

    /// The sample in a type, its decoder's layers pruned, as a folder and beside it as a packed file.
    private Path packed(DType type, String pattern) throws IOException {
        Set<String> layers;
        try (Checkpoint checkpoint = Checkpoint.open(SAMPLE)) {
            layers = checkpoint.names().stream()
                    .filter(name -> CanonicalName.of(name)
                            .filter(role -> role.prunable() && role.component() == Component.LANGUAGE_MODEL)
                            .isPresent())
                    .collect(Collectors.toSet());
            Map<String, TensorData> replaced = new LinkedHashMap<>();
            for (String name : checkpoint.names()) {
                MappedTensor tensor = checkpoint.tensor(name);
                float[] values = tensor.floats();
                if (layers.contains(name)) {
                    prune(values, pattern);
                }
                replaced.put(name, TensorData.of(type, tensor.shape(), values));
            }
            checkpoint.copyTo(folder, replaced);
        }
        Path file = folder.resolve("packed").resolve("model.packed");
        Files.createDirectory(file.getParent());
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            PackedWriter.write(checkpoint, layers, false, file, TaskContext.NONE);
        }
        return file;
    }

    private static void prune(float[] values, String pattern) {
        if (pattern.equals("2:4")) {
            for (int at = 0; at < values.length; at += 4) {
                dropSmallest(values, at, 4, 2);
            }
        } else {
            double ratio = Double.parseDouble(pattern.replace(" %", "")) / 100;
            dropSmallest(values, 0, values.length, (int) (values.length * ratio));
        }
    }

    private static void dropSmallest(float[] values, int from, int count, int drop) {
        float[] sizes = new float[count];
        for (int i = 0; i < count; i++) {
            sizes[i] = Math.abs(values[from + i]);
        }
        Arrays.sort(sizes);
        int left = drop;
        for (int i = from; i < from + count && left > 0; i++) {
            if (Math.abs(values[i]) <= sizes[drop - 1]) {
                values[i] = 0;
                left--;
            }
        }
    }
}
