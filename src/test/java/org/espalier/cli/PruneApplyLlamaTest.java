package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.format.Json;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.model.CanonicalName;
import org.espalier.model.llava.TinyLlava;
import org.espalier.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pruning and cutting a LLaMA, which sees no pictures.
class PruneApplyLlamaTest {

    @TempDir
    private Path folder;

    private AppliedPrune prune() {
        return new AppliedPrune(folder);
    }

    /// A LLaMA and a tokenizer of one letter a token.
    private Path llama() throws IOException {
        TinyLlava tiny = TinyLlava.plain().with(TinyLlava.Layout.ORIGINAL, DType.F32);
        Path llama = tiny.write(Files.createDirectory(folder.resolve("dense")));
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        try (Checkpoint all = Checkpoint.open(llama)) {
            for (String name : all.names()) {
                if (CanonicalName.of(name).orElseThrow().component().word().equals("language_model")) {
                    tensors.put(
                            name,
                            TensorData.of(
                                    all.tensor(name).shape(), all.tensor(name).floats()));
                }
            }
        }
        Files.delete(llama.resolve("model.safetensors"));
        SafetensorsWriter.write(llama.resolve("model.safetensors"), tensors, Map.of());
        Json.write(
                llama.resolve("config.json"),
                ((ObjectNode) tiny.config().path("text_config")).put("model_type", "llama"));
        ObjectNode vocabulary = Json.mapper().createObjectNode();
        List.of("<unk>", "<s>", "</s>", "a", "b", "c", "d").forEach(w -> vocabulary.put(w, vocabulary.size()));
        Files.writeString(
                llama.resolve("tokenizer.json"),
                "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[],\"normalizer\":null,"
                        + "\"pre_tokenizer\":{\"type\":\"Whitespace\"},\"post_processor\":null,\"decoder\":null,"
                        + "\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"<unk>\",\"vocab\":" + vocabulary + "}}");
        Files.writeString(llama.resolve("tokenizer_config.json"), "{\"bos_token\":\"<s>\",\"eos_token\":\"</s>\"}");
        return llama;
    }

    @ParameterizedTest
    @ValueSource(strings = {"wanda", "obs"})
    void prunesAPlainLlamaOnTexts(String criterion) throws IOException {
        Path calibration = Files.writeString(
                folder.resolve("c.jsonl"), "{\"text\":\"a b c d a\",\"answer\":\"b\"}\n{\"prompt\":\"d c b\"}\n");
        JsonNode report = AppliedPrune.json(prune().apply(
                        llama(),
                        "--criterion",
                        criterion,
                        "--sparsity",
                        "0.5",
                        "--calibration",
                        calibration.toString()));
        assertEquals(0.5, report.path("sparsity").asDouble());
        assertEquals(2, report.path("calibration").path("samples").asInt());
        assertEquals(7 + 4, report.path("calibration").path("tokens").asInt());
        assertEquals(0, report.path("calibration").path("imageShare").asDouble());
    }

    @ParameterizedTest
    @ValueSource(strings = {"flap", "flap-global"})
    void cutsHeadsAndNeuronsOfALlama(String structure) throws IOException {
        Path calibration = Files.writeString(
                folder.resolve("c.jsonl"), "{\"text\":\"a b c d a\",\"answer\":\"b\"}\n{\"prompt\":\"d c b\"}\n");
        JsonNode report = AppliedPrune.json(prune().apply(
                        llama(),
                        "--structure",
                        structure,
                        "--sparsity",
                        "0.5",
                        "--calibration",
                        calibration.toString()));
        assertEquals("espalier.prune/1", report.path("schema").asText());
        assertEquals(0.5, report.path("sparsity").asDouble(), 0.2);
        assertEquals(
                structure.equals("flap"),
                report.at("/labels/loads elsewhere").asText().startsWith("yes"));
        assertEquals(0, report.path("zeros").asLong(), "what is cut out is no zero");
        assertTrue(report.path("cut").asLong() > 0);
        JsonNode policy = Json.read(prune().out().resolve("policy.json")).path("layers");
        report.path("layers")
                .forEach(layer -> assertEquals(
                        layer.path("got").asDouble(),
                        policy.path(layer.path("name").asText()).asDouble(),
                        layer.toString()));
        TerminalTest.Said raw =
                TerminalTest.say("model", "logits", prune().out().toString(), "--prompt", "a b c", "--json");
        assertEquals(0, raw.code(), raw.err());
        TerminalTest.Said inspected =
                TerminalTest.say("model", "inspect", prune().out().toString(), "--json");
        assertEquals(0, inspected.code(), inspected.err());
    }

    @Test
    void aPolicyCutsEachBlockByItsOwnShare() throws IOException {
        Path calibration = Files.writeString(folder.resolve("c.jsonl"), "{\"text\":\"a b c d a\",\"answer\":\"b\"}\n");
        Path policy = Files.writeString(
                folder.resolve("p.json"),
                "{\"schema\":\"espalier.policy/1\",\"layers\":{\"language_model.layers.1.*\":0.5}}");
        JsonNode report = AppliedPrune.json(prune().apply(
                        llama(),
                        "--structure",
                        "llm-pruner",
                        "--policy",
                        policy.toString(),
                        "--calibration",
                        calibration.toString()));
        report.path("layers")
                .forEach(layer -> assertEquals(
                        layer.path("name").asText().contains(".layers.1."),
                        layer.path("got").asDouble() > 0,
                        layer.toString()));
        assertTrue(report.at("/labels/loads elsewhere").asText().startsWith("no"));
        TerminalTest.Said raw =
                TerminalTest.say("model", "logits", prune().out().toString(), "--prompt", "a b c", "--json");
        assertEquals(0, raw.code(), raw.err());
    }

    @Test
    void aPlainLlamaGivesLogitsForTexts() throws IOException {
        String model = llama().toString();
        TerminalTest.Said raw = TerminalTest.say("model", "logits", model, "--prompt", "a b c", "--json");
        assertEquals(0, raw.code(), raw.err());
        JsonNode logits = Json.mapper().readTree(raw.out());
        assertEquals("[1,3,4,5]", logits.path("tokens").toString());
        assertEquals(40, logits.path("logits").path(0).size());
        assertEquals(
                raw.out(),
                TerminalTest.say("model", "logits", model, "--text", "a b c", "--json")
                        .out());
        TerminalTest.Said picture =
                TerminalTest.say("model", "logits", model, "--text", "a", "--image", "0.png", "--json");
        assertEquals(2, picture.code());
    }

    @Test
    void aSampleWithAPictureIsRefusedWhereTheModelSeesNone() throws IOException {
        Files.write(folder.resolve("0.png"), new byte[] {1});
        Path calibration =
                Files.writeString(folder.resolve("c.jsonl"), "{\"question_id\":9,\"image\":\"0.png\",\"text\":\"a\"}");
        TerminalTest.Said said =
                prune().apply(llama(), "--criterion", "wanda", "--calibration", calibration.toString());
        assertEquals(3, said.code());
        assertTrue(said.err().contains("calibration sample 9 (line 1): the model sees no pictures"), said.err());
        prune().assertNothingIsLeft();
    }
}
