package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.format.Json;

/// `prune apply` with its result in a folder.
///
/// @param folder of a test; the result is `out` in it
record AppliedPrune(Path folder) {

    Path out() {
        return folder.resolve("out");
    }

    TerminalTest.Said apply(Path model, String... more) {
        return TerminalTest.say(Stream.concat(
                        Stream.of("prune", "apply", model.toString(), "--out", out().toString(), "--quiet", "--json"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    static JsonNode json(TerminalTest.Said said) throws IOException {
        assertEquals(0, said.code(), said.err());
        return Json.mapper().readTree(said.out());
    }

    void assertNothingIsLeft() throws IOException {
        assertFalse(Files.exists(out()));
        try (Stream<Path> rest = Files.list(folder)) {
            assertEquals(
                    List.of(),
                    rest.filter(p -> p.getFileName().toString().startsWith(".")).toList());
        }
    }
}
