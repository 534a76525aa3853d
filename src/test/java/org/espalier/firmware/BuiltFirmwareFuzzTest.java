package org.espalier.firmware;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import org.espalier.MangledJson;
import org.espalier.Untrusted;

/// Whatever a project's build left, it is read or refused.
class BuiltFirmwareFuzzTest {

    private static final JsonNode SAMPLE = sample();

    private static JsonNode sample() {
        var built = JsonNodeFactory.instance.objectNode().put("schema", BuiltFirmware.SCHEMA);
        for (String text : new String[] {"board", "network", "identity", "elf", "bin", "sha256"}) {
            built.put(text, "stm32f746g-disco");
        }
        return built;
    }

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyBuild(byte[] bytes) {
        Path project = Untrusted.folder("firmware");
        Untrusted.file(Untrusted.folder("firmware/build"), "firmware.json", MangledJson.of(SAMPLE, bytes));
        Untrusted.read(() -> BuiltFirmware.read(project).description(project));
    }

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnySections(byte[] elf) {
        try {
            ElfSections.of(elf);
        } catch (IllegalArgumentException e) {
            if (e.getMessage() == null) {
                throw new AssertionError("a message that says nothing", e);
            }
        }
    }
}
