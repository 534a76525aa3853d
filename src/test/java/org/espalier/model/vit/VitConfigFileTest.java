package org.espalier.model.vit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VitConfigFileTest {

    private static final Path SAMPLE = Path.of("assets/vit-clothing/config.json");

    @Test
    void whatIsWrittenIsReadAgain() {
        VitConfig config = VitConfigFile.read(SAMPLE);
        assertEquals(config, VitConfigFile.parse(VitConfigFile.toJson(config), "again"));
    }

    @Test
    void aConfigurationWithoutChoicesIsTheLargestNetOnly() {
        ObjectNode tree = VitConfigFile.toJson(VitConfigFile.read(SAMPLE));
        tree.putObject("choices");
        VitConfig config = VitConfigFile.parse(tree, "one");
        assertEquals(Choices.NONE, config.choices());
        assertTrue(VitConfigFile.toJson(config).path("choices").isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"depth, 1.5", "embed_dim, 64.25", "num_heads, 5000000000"})
    void aCountThatIsNoWholeNumberIsRefused(String kind, double value) {
        ObjectNode tree = VitConfigFile.toJson(VitConfigFile.read(SAMPLE));
        ((ObjectNode) tree.path("choices")).set(kind, Json.mapper().valueToTree(List.of(value)));
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> VitConfigFile.parse(tree, "c.json"));
        assertTrue(e.getMessage().startsWith("c.json: " + kind + " holds"), e.getMessage());
        assertTrue(e.getMessage().contains("not a whole number"), e.getMessage());
    }
}
