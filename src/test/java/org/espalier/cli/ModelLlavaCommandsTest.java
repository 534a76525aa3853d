package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.espalier.format.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelLlavaCommandsTest {

    private static final String SAMPLE = "assets/llava-easy-vqa";
    private static final String PICTURE = "assets/data/easy-vqa/test/images/0.png";

    private static JsonNode json(String... args) throws IOException {
        TerminalTest.Said said = TerminalTest.say(args);
        assertEquals(0, said.code(), said.err());
        return Json.mapper().readTree(said.out());
    }

    @Test
    void asksAndSaysHowFast() throws IOException {
        JsonNode answer = json(
                "model", "ask", SAMPLE, "--image", PICTURE, "--text", "What color is the shape?", "--json", "--quiet");
        assertEquals("espalier.answer/1", answer.path("schema").asText());
        assertEquals("red", answer.path("text").asText());
        assertEquals(1, answer.path("tokens").size());
        assertEquals(75, answer.path("promptTokens").asInt());
        assertTrue(answer.path("prefillSeconds").asDouble() > 0);
    }

    @Test
    void streamsTheAnswerForAPerson() {
        TerminalTest.Said said = TerminalTest.say(
                "model", "ask", SAMPLE, "--image", PICTURE, "--text", "what color is the shape?", "--quiet");
        assertEquals(0, said.code(), said.err());
        assertTrue(said.out().startsWith("red\n75 prompt tokens"), said.out());
    }

    @Test
    void givesTokensAndTheLastPositionsLogits() throws IOException {
        JsonNode logits = json(
                "model",
                "logits",
                SAMPLE,
                "--image",
                PICTURE,
                "--prompt",
                "USER: <image>\nwhat color is the shape? ASSISTANT:",
                "--json");
        assertEquals("espalier.logits/1", logits.path("schema").asText());
        assertEquals(75, logits.path("tokens").size());
        assertEquals(1, logits.path("logits").size());
        JsonNode row = logits.path("logits").path(0);
        int best = 0;
        for (int i = 1; i < row.size(); i++) {
            best = row.path(i).asDouble() > row.path(best).asDouble() ? i : best;
        }
        assertEquals(36, row.size());
        assertEquals(26, best);
    }

    @Test
    void evaluatesTheFirstQuestions() throws IOException {
        JsonNode evaluation = json("model", "evaluate", SAMPLE, "--samples", "40", "--json", "--quiet");
        assertEquals("espalier.evaluation/1", evaluation.path("schema").asText());
        assertEquals("easy-vqa", evaluation.path("benchmark").asText());
        assertEquals(40, evaluation.path("samples").asInt());
        assertTrue(evaluation.path("accuracy").asDouble() > 90);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 | model ask assets/llava-easy-vqa --image assets/data/easy-vqa/test/images/0.png
            2 | model ask assets/llava-easy-vqa --text a --prompt b
            2 | model ask assets/llava-easy-vqa --text a --max-new 0
            2 | model evaluate assets/llava-easy-vqa --benchmark nonsense
            2 | model logits assets/llava-easy-vqa --text a --subnet b.json
            3 | model ask assets/llava-easy-vqa --text a --image missing.png
            3 | model ask assets/llava-easy-vqa --prompt red --image assets/data/easy-vqa/test/images/0.png
            3 | model ask missing --text a
            3 | model logits assets/data/easy-vqa --text a
            3 | model evaluate assets/llava-easy-vqa --data assets/llava-easy-vqa
            """)
    void wrongCommandLinesAndInputsHaveTheirExitCodes(int code, String line) {
        TerminalTest.Said said = TerminalTest.say(line.strip().split(" "));
        assertEquals(code, said.code(), said.err());
        assertTrue(said.err().contains("what to do:"), said.err());
    }
}
