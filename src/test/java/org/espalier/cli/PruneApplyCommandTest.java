package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.espalier.format.Json;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.model.CanonicalName;
import org.espalier.model.llava.TinyLlava;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PruneApplyCommandTest {

    private static final String Q = "language_model.layers.0.self_attn.q_proj";

    @TempDir
    private Path folder;

    private AppliedPrune prune() {
        return new AppliedPrune(folder);
    }

    private Path dense(TinyLlava tiny) throws IOException {
        return tiny.write(Files.createDirectory(folder.resolve("dense")));
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheLayoutAndEveryByteThatIsNotPruned(TinyLlava.Layout layout) throws IOException {
        DType dtype = layout == TinyLlava.Layout.HUB ? DType.BF16 : DType.F16;
        Path dense = dense(TinyLlava.plain().with(layout, dtype));
        JsonNode report = AppliedPrune.json(prune().apply(dense, "--sparsity", "0.5"));
        assertEquals("espalier.prune/1", report.path("schema").asText());
        assertEquals(0.5, report.path("sparsity").asDouble());
        assertEquals(14, report.path("layers").size());
        try (Checkpoint before = Checkpoint.open(dense);
                Checkpoint after = Checkpoint.open(prune().out())) {
            assertEquals(List.copyOf(before.names()), List.copyOf(after.names()));
            for (String name : before.names()) {
                boolean pruned = CanonicalName.of(name)
                        .filter(n -> n.prunable() && n.name().startsWith("language_model."))
                        .isPresent();
                compare(before.tensor(name), after.tensor(name), pruned);
            }
        }
        assertEquals(
                -1, Files.mismatch(dense.resolve("config.json"), prune().out().resolve("config.json")));
        assertEquals(report, Json.read(prune().out().resolve("report.json")));
    }

    /// Half of a pruned tensor is zero, the rest the same bit for bit.
    private static void compare(MappedTensor before, MappedTensor after, boolean pruned) {
        assertEquals(before.dtype(), after.dtype());
        float[] x = before.floats();
        float[] y = after.floats();
        int zeros = 0;
        for (int i = 0; i < x.length; i++) {
            if (pruned && Float.floatToRawIntBits(y[i]) == 0) {
                zeros++;
            } else {
                assertEquals(Float.floatToRawIntBits(x[i]), Float.floatToRawIntBits(y[i]), after.name());
            }
        }
        assertEquals(pruned ? x.length / 2 : 0, zeros, after.name());
    }

    @Test
    void followsAPolicyAndKeepsTheLayersItDoesNotName() throws IOException {
        Path dense = dense(TinyLlava.plain());
        Path policy = Files.writeString(
                folder.resolve("p.json"),
                "{\"schema\":\"espalier.policy/1\",\"layers\":{\"" + Q
                        + "\":0.25,\"language_model.layers.1.*\":0.75,\"language_model.layers.1.mlp.up_proj\":0}}");
        JsonNode report = AppliedPrune.json(prune().apply(dense, "--policy", policy.toString()));
        for (JsonNode layer : report.path("layers")) {
            String name = layer.path("name").asText();
            double asked = name.equals(Q) ? 0.25 : name.contains("layers.1.") && !name.endsWith("up_proj") ? 0.75 : 0;
            assertEquals(asked, layer.path("asked").asDouble(), name);
            assertEquals(asked, layer.path("got").asDouble(), name);
            assertEquals(asked == 0, layer.path("error").asDouble() == 0, name);
            assertEquals(
                    asked,
                    Json.read(prune().out().resolve("policy.json"))
                            .path("layers")
                            .path(name)
                            .asDouble());
        }
        JsonNode compared = Json.mapper()
                .readTree(TerminalTest.say(
                                "model",
                                "compare",
                                dense.toString(),
                                prune().out().toString(),
                                "--json")
                        .out());
        assertEquals(7, compared.path("changedLayers").asInt());
    }

    @Test
    void aPolicyItWroteGivesTheSameCheckpointAgain() throws IOException {
        Path dense = dense(TinyLlava.plain());
        AppliedPrune.json(prune().apply(dense, "--sparsity", "0.3"));
        Path first = Files.move(prune().out(), folder.resolve("first"));
        AppliedPrune.json(
                prune().apply(dense, "--policy", first.resolve("policy.json").toString()));
        assertEquals(
                -1,
                Files.mismatch(first.resolve("model.safetensors"), prune().out().resolve("model.safetensors")));
    }

    @Test
    void aRatioOfZeroCopiesTheModel() throws IOException {
        Path dense = dense(TinyLlava.plain());
        AppliedPrune.json(prune().apply(dense, "--sparsity", "0"));
        assertEquals(
                -1,
                Files.mismatch(dense.resolve("model.safetensors"), prune().out().resolve("model.safetensors")));
    }

    @Test
    void aGroupedPatternHasItsOwnRatio() throws IOException {
        JsonNode report = AppliedPrune.json(prune().apply(dense(TinyLlava.plain()), "--pattern", "2:4"));
        assertEquals(0.5, report.path("sparsity").asDouble());
        try (Checkpoint after = Checkpoint.open(prune().out())) {
            float[] w = after.tensor("language_model.model.layers.1.mlp.down_proj.weight")
                    .floats();
            for (int i = 0; i < w.length; i += 4) {
                int zeros = 0;
                for (int j = 0; j < 4; j++) {
                    zeros += w[i + j] == 0 ? 1 : 0;
                }
                assertEquals(2, zeros);
            }
        }
    }

    @Test
    void theCompatibleTieRulePrunesOneMoreOfEachLayer() throws IOException {
        JsonNode report = AppliedPrune.json(prune().apply(dense(TinyLlava.plain()), "--ties", "compat"));
        assertEquals(
                256 / 2 + 1,
                Math.round(256 * report.path("layers").path(0).path("got").asDouble()));
    }

    @Test
    void prunesTowerAndProjectorWhenAsked() throws IOException {
        JsonNode report = AppliedPrune.json(prune().apply(
                        dense(TinyLlava.plain()), "--components", "vision_tower,projector", "--sparsity", "0.25"));
        assertEquals(3 * 6 + 2, report.path("layers").size());
        assertEquals(
                "vision_tower.encoder.layers.0.self_attn.k_proj",
                Stream.of(0, 1, 2, 3, 4, 5)
                        .map(i -> report.path("layers").path(i).path("name").asText())
                        .filter(name -> name.endsWith("k_proj"))
                        .findFirst()
                        .orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', delimiter = '|', textBlock = """
            --criterion wanda                     | 2 | needs a calibration file
            --criterion obs                       | 2 | assets/data/easy-vqa/calibration.jsonl
            --criterion best                      | 2 | there is no criterion
            --pattern 1:4                         | 2 | there is no pattern
            --components head                     | 2 | there is no component
            --sparsity 1                          | 2 | not in [0, 1)
            --sparsity NaN                        | 2 | not in [0, 1)
            --sparsity half                       | 2 | --sparsity
            --sparsity 0.4 --pattern 2:4          | 2 | prunes 0.5
            --sparsity 0.4 --policy p.json        | 2 | both given
            --policy none.json                    | 3 | no such file
            --ties some                           | 2 | --ties
            --ratios best                         | 2 | no way 'best'
            --ratios owl                          | 2 | needs a calibration file
            --structure cube                      | 2 | no structured cut
            --structure flap --pattern 2:4        | 2 | cuts whole heads
            --modality-weight loud                | 2 | no weighting
            --criterion wanda --calibration n     | 3 | no such file
            """)
    void refusesWhatCannotBeRight(String options, int code, String expected) throws IOException {
        TerminalTest.Said said =
                prune().apply(dense(TinyLlava.plain()), options.strip().split(" "));
        assertEquals(code, said.code(), said.err());
        assertTrue(said.err().contains(expected), said.err());
        assertTrue(said.out().isEmpty(), said.out());
        prune().assertNothingIsLeft();
    }

    @Test
    void refusesAnOutputThatHoldsSomethingUnlessForced() throws IOException {
        Path dense = dense(TinyLlava.plain());
        Files.createDirectory(prune().out());
        Files.writeString(prune().out().resolve("mine.txt"), "mine");
        assertEquals(3, prune().apply(dense).code());
        assertEquals("mine", Files.readString(prune().out().resolve("mine.txt")));
        AppliedPrune.json(prune().apply(dense, "--force"));
        assertFalse(Files.exists(prune().out().resolve("mine.txt")));
    }

    @Test
    void refusesModelsThatAreNotLanguageModels() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put("blocks.0.attn.qkv.weight", TensorData.of(Shape.of(2, 2), new float[4]));
        SafetensorsWriter.write(other.resolve("model.safetensors"), tensors, Map.of());
        Files.writeString(other.resolve("config.json"), "{\"model_type\":\"espalier_vit\"}");
        TerminalTest.Said said = prune().apply(other);
        assertEquals(3, said.code());
        assertTrue(said.err().contains("no layer of component 'language_model'"), said.err());
    }

    @Test
    void namesAWeightThatIsNoNumber() throws IOException {
        Path dense = dense(TinyLlava.plain());
        String tensor = "language_model.model.layers.1.mlp.up_proj.weight";
        Path broken = Files.createDirectory(folder.resolve("broken"));
        try (Checkpoint checkpoint = Checkpoint.open(dense)) {
            float[] w = checkpoint.tensor(tensor).floats();
            w[7] = Float.NaN;
            checkpoint.copyTo(
                    broken,
                    Map.of(tensor, TensorData.of(checkpoint.tensor(tensor).shape(), w)));
        }
        TerminalTest.Said said = prune().apply(broken);
        assertEquals(3, said.code());
        assertTrue(said.err().contains(tensor), said.err());
        prune().assertNothingIsLeft();
    }

    @Test
    void namesALayerThatAGroupedPatternDoesNotFill() throws IOException {
        TinyLlava odd =
                new TinyLlava(TinyLlava.Layout.HUB, DType.F32, 3, 3, 2, List.of(-2), false, false, true, false, 1);
        TerminalTest.Said said = prune().apply(dense(odd), "--pattern", "4:8");
        assertEquals(3, said.code());
        assertTrue(said.err().contains("o_proj.weight' has 6 inputs, which groups of 8 do not fill"), said.err());
    }

    @Test
    void printsATableForPeople() throws IOException {
        TerminalTest.Said said = TerminalTest.say(
                "prune",
                "apply",
                dense(TinyLlava.plain()).toString(),
                "--out",
                prune().out().toString(),
                "--sparsity",
                "0.5");
        assertEquals(0, said.code(), said.err());
        assertTrue(said.out().contains(" 50.00 %   50.00 %"), said.out());
        assertTrue(said.out().contains("of the linear layers of language_model"), said.out());
        assertTrue(said.err().contains("Pruning block 2 of 2"), said.err());
        assertArrayEquals(
                new String[0], said.out().lines().filter(String::isBlank).toArray());
    }
}
