package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

    @Test
    void saysWhichKernelsWereChosenByWhichFiguresAndHowLongThatTook() throws IOException {
        JsonNode first = kernels();
        assertTrue(first.path("present").asBoolean());
        String figure = "\\d+\\.\\d";
        String choice = "[^;]+, " + figure + " billion weights/s(, [^,;]+ times as long)*" + ", found out in " + figure
                + "\\d s ";
        String detail = first.path("detail").asText();
        assertTrue(
                detail.matches("bf16 dense: " + choice + "(just now|earlier); bf16 sparse: " + choice
                        + "(just now|earlier) \\(measured, one thread, kept in .+kernels\\.properties\\)"),
                detail);
        assertEquals(
                detail.replace("just now", "earlier"),
                kernels().path("detail").asText(),
                "asked again, nothing is timed again");
    }

    private static JsonNode kernels() throws IOException {
        for (JsonNode item : Json.mapper()
                .readTree(TerminalTest.say("doctor", "--json").out())
                .path("items")) {
            if (item.path("name").asText().equals("Decoder kernels")) {
                return item;
            }
        }
        throw new AssertionError("no line about kernels");
    }
}
