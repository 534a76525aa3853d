package org.espalier.model.llava;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.espalier.MangledJson;
import org.espalier.Untrusted;
import org.espalier.format.Json;

/// Whatever a model's `config.json` says, it is a shape that can be run or is refused.
class ConfigFuzzTest {

    private static final JsonNode SAMPLE = Json.read(Path.of("assets/llava-easy-vqa/config.json"));

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyConfiguration(byte[] bytes) {
        JsonNode tree;
        try {
            tree = Json.mapper().readTree(MangledJson.of(SAMPLE, bytes));
        } catch (IOException e) {
            return; // The file's reader says so.
        }
        Untrusted.read(() -> {
            TextConfig text = ConfigReader.readText("config.json", tree);
            if (text.heads() % text.keyValueHeads() != 0 || text.headDim() % 2 != 0 || text.layers() < 1) {
                throw new AssertionError("no decoder has this shape: " + text);
            }
        });
        Untrusted.read(() -> ConfigReader.read("config.json", tree).tokensPerPicture());
    }
}
