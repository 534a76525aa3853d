package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.espalier.format.Json;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {

    @Test
    void whatIsMissingAlwaysComesWithARemedy() throws IOException {
        TerminalTest.Said said = TerminalTest.say("doctor", "--json");
        assertEquals(0, said.code());
        JsonNode json = Json.mapper().readTree(said.out());
        assertEquals("espalier.doctor/1", json.path("schema").asText());
        assertFalse(json.path("items").isEmpty());
        for (JsonNode item : json.path("items")) {
            assertFalse(item.path("detail").asText().isBlank(), item.toString());
            assertEquals(item.path("present").asBoolean(), item.path("remedy").isNull(), item.toString());
        }
    }
}
