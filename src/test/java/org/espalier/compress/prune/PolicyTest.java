package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {

    private static final List<String> LAYERS = List.of(
            "language_model.layers.0.self_attn.q_proj",
            "language_model.layers.0.mlp.up_proj",
            "language_model.layers.1.mlp.up_proj",
            "language_model.layers.10.mlp.up_proj");

    @TempDir
    Path folder;

    private Policy read(String text) throws IOException {
        return Policy.read(Files.writeString(folder.resolve("policy.json"), text));
    }

    private Policy rules(String layers) throws IOException {
        return read("{\"schema\":\"espalier.policy/1\",\"layers\":" + layers + "}");
    }

    @Test
    void theWholeNameWinsOverAPatternAndTheLongerPatternOverTheShorter() throws IOException {
        Policy policy = rules("""
                {"language_model.layers.0.mlp.up_proj": 0.25, "language_model.layers.1*": 0.5,
                 "language_model.layers.1.*": 0.75, "language_model.*": 0.125}""");
        assertEquals(
                Map.of(LAYERS.get(0), 0.125, LAYERS.get(1), 0.25, LAYERS.get(2), 0.75, LAYERS.get(3), 0.5),
                policy.resolve(LAYERS));
        assertEquals(LAYERS, List.copyOf(policy.resolve(LAYERS).keySet()));
    }

    @Test
    void layersThatNoRuleNamesAreKept() throws IOException {
        assertEquals(
                0.0,
                rules("{\"language_model.layers.1.*\":0.5}").resolve(LAYERS).get(LAYERS.getFirst()));
    }

    @Test
    void aRuleThatMatchesNothingIsAnError() throws IOException {
        Policy policy = rules("{\"language_model.*\":0.5,\"vision_tower.*\":0.2}");
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> policy.resolve(LAYERS));
        assertEquals("prune.policy.unmatched", e.code());
        assertTrue(e.getMessage().contains("'vision_tower.*'"), e.getMessage());
        assertTrue(e.remedy().contains(LAYERS.getFirst()), e.remedy());
    }

    @Test
    void readsWhatItWrote() {
        Path file = folder.resolve("written.json");
        Policy.uniform(0.5).write(file);
        assertEquals(Policy.uniform(0.5), Policy.read(file));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', delimiter = '|', textBlock = """
            ''                                                            | empty
            nothing                                                       | not valid JSON
            [0.5]                                                         | not a JSON object
            {"layers":{"a":0.5}}                                          | "schema" is missing
            {"schema":"espalier.policy/2","layers":{"a":0.5}}             | espalier.policy/2
            {"schema":"espalier.policy/1"}                                | "layers" is not an object
            {"schema":"espalier.policy/1","layers":{}}                    | at least one layer
            {"schema":"espalier.policy/1","layers":[0.5]}                 | "layers" is not an object
            {"schema":"espalier.policy/1","layers":{"a":1}}               | the ratio of 'a' is 1
            {"schema":"espalier.policy/1","layers":{"a":-0.1}}            | the ratio of 'a' is -0.1
            {"schema":"espalier.policy/1","layers":{"a":1e999}}           | the ratio of 'a'
            {"schema":"espalier.policy/1","layers":{"a":"0.5"}}           | the ratio of 'a' is "0.5"
            {"schema":"espalier.policy/1","layers":{"a":NaN}}             | not valid JSON
            {"schema":"espalier.policy/1","layers":{"a":null}}            | the ratio of 'a' is null
            {"schema":"espalier.policy/1","layers":{"a":0.5,"a":0.6}}     | not valid JSON
            {"schema":"espalier.policy/1","layers":{"a*b":0.5}}           | has a '*' before its end
            {"schema":"espalier.policy/1","layers":{"":0.5}}              | empty
            """)
    void refusesABrokenFileAndSaysWhy(String text, String expected) {
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> read(text == null ? "" : text));
        assertEquals(WorkbenchException.Fault.INPUT, e.fault());
        assertTrue(e.getMessage().contains("policy.json"), e.getMessage());
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void refusesASparsityOutOfRange() {
        for (double ratio : new double[] {-0.1, 1, 7, Double.NaN, Double.POSITIVE_INFINITY}) {
            WorkbenchException e = assertThrows(WorkbenchException.class, () -> Policy.uniform(ratio));
            assertEquals(WorkbenchException.Fault.USAGE, e.fault());
        }
    }

    @Test
    void refusesAMissingFile() {
        assertThrows(WorkbenchException.class, () -> Policy.read(folder.resolve("none.json")));
        assertThrows(WorkbenchException.class, () -> Policy.read(folder));
    }
}
