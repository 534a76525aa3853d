package org.espalier.compress.prune;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.List;
import org.espalier.MangledJson;
import org.espalier.Untrusted;

/// Whatever a policy or a calibration file says, ratios are ratios and pictures lie in their folder, or it is refused.
class PolicyFuzzTest {

    private static final List<String> LAYERS =
            List.of("language_model.layers.0.self_attn.q_proj", "language_model.layers.1.mlp.up_proj");
    private static final JsonNode SAMPLE = sample();

    private static JsonNode sample() {
        var policy = JsonNodeFactory.instance.objectNode().put("schema", Policy.SCHEMA);
        policy.putObject("layers").put(LAYERS.getFirst(), 0.45).put("language_model.layers.1.*", 0.5);
        return policy;
    }

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyPolicy(byte[] bytes) {
        Path file = Untrusted.file(Untrusted.folder("policy"), "policy.json", MangledJson.of(SAMPLE, bytes));
        Untrusted.read(() -> Policy.read(file).resolve(LAYERS).forEach((layer, ratio) -> {
            if (!(ratio >= 0 && ratio < 1)) {
                throw new AssertionError("the ratio of " + layer + " is " + ratio);
            }
        }));
    }

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyCalibration(byte[] bytes) {
        Path folder = Untrusted.folder("calibration");
        Path images = Untrusted.folder("calibration/images");
        Untrusted.file(images, "0.png", new byte[0]);
        Path file = Untrusted.file(folder, "calibration.jsonl", bytes);
        for (long seed = 0; seed < 2; seed++) {
            long chosen = seed;
            Untrusted.read(() -> CalibrationFile.read(file, images, 2, chosen).forEach(sample -> {
                Path image = sample.image();
                if (image != null && !image.startsWith(images.toAbsolutePath().normalize())) {
                    throw new AssertionError("a picture lies outside: " + image);
                }
            }));
        }
    }
}
