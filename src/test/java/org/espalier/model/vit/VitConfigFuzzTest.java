package org.espalier.model.vit;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.espalier.MangledJson;
import org.espalier.Untrusted;
import org.espalier.format.Json;

/// Whatever the files of a supernet say, they describe nets that can be built or are refused.
class VitConfigFuzzTest {

    private static final Path SUPERNET = Path.of("assets/vit-clothing");
    private static final JsonNode CONFIG = Json.read(SUPERNET.resolve("config.json"));
    private static final JsonNode SUBNET = Json.read(SUPERNET.resolve("subnet.json"));
    private static final VitConfig SAMPLE = VitConfigFile.parse(CONFIG, "sample");

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyConfiguration(byte[] bytes) {
        Path file = Untrusted.file(Untrusted.folder("vit"), "config.json", MangledJson.of(CONFIG, bytes));
        Untrusted.read(() -> {
            VitConfig config = VitConfigFile.read(file);
            if (!VitConfigFile.parse(VitConfigFile.toJson(config), "again").equals(config)) {
                throw new AssertionError("written and read again it is another: " + config);
            }
        });
    }

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnySubnet(byte[] bytes) {
        Path file = Untrusted.file(Untrusted.folder("vit"), "subnet.json", MangledJson.of(SUBNET, bytes));
        Untrusted.read(() -> SAMPLE.check(SubnetFile.read(file)));
    }
}
