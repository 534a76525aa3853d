package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class TerminalTest {

    record Said(int code, String out, String err) {}

    static Said say(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Terminal.run(
                List.of(args),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void theVersionIsOneLine() {
        Said said = say("--version");
        assertEquals(0, said.code());
        assertEquals("espalier 0.1.0", said.out().strip());
    }

    @Test
    void anUnknownOptionIsTwoLinesOnStandardErrorAndExitTwo() {
        Said said = say("--colour");
        assertEquals(2, said.code());
        assertEquals("", said.out());
        List<String> lines = said.err().strip().lines().toList();
        assertEquals(2, lines.size());
        assertTrue(lines.getFirst().startsWith("espalier: "));
        assertTrue(lines.getLast().startsWith("  what to do: "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nas space mcu-micro --budget 99999999999999999999 | '99999999999999999999' is no whole number up to 9223372036854775807
            nas space mcu-micro --image 1.5                   | '1.5' is no whole number up to 2147483647
            nas space mcu-micro --rank half                   | 'half' is no number
            model inspect ''                                  | the path is empty
            model inspect a\0b                                | is no path
            """, quoteCharacter = '"')
    void aTextThatIsNoValueIsRefusedInTheUsersTerms(String words, String message) {
        String[] args = words.replace("''", "\1").split(" ");
        Said said = say(Stream.of(args).map(word -> word.replace("\1", "")).toArray(String[]::new));
        assertEquals(2, said.code());
        assertTrue(said.err().contains(message), said.err());
    }

    @Test
    void aWordThatIsNeitherCommandNorProjectIsNamed() {
        Said said = say("modle", "inspect");
        assertEquals(2, said.code());
        assertTrue(said.err().startsWith("espalier: there is no command and no project 'modle inspect'"), said.err());
    }

    @Test
    void aFileThatIsNoProjectIsNotOpened() {
        Said said = say("README.md");
        assertEquals(3, said.code());
        assertTrue(said.err().contains("README.md is not a project"), said.err());
    }

    @Test
    void withJsonAnErrorIsOneObjectOnStandardError() {
        Said said = say("model", "--json");
        assertEquals(2, said.code());
        assertEquals("", said.out());
        assertEquals(1, said.err().strip().lines().count());
        assertTrue(said.err().startsWith("{\"error\":{\"code\":\"usage\",\"message\":"));
    }

    @Test
    void aGroupAloneNamesWhatItHolds() {
        Said said = say("prune");
        assertEquals(2, said.code());
        assertTrue(said.err().contains("'prune' needs one of"));
    }

    /// What breaks below a command.
    @CommandLine.Command(name = "espalier")
    record Broken(Error error) implements Callable<Integer> {

        @Override
        public Integer call() {
            throw error;
        }
    }

    static Stream<Error> errors() {
        return Stream.of(new StackOverflowError(), new UnsatisfiedLinkError("no torch"), new InternalError("a fault"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorOfTheMachineIsADefectInTwoLinesAndExitOne(Error error) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Terminal.run(
                new Broken(error), List.of(), System.out, new PrintStream(err, true, StandardCharsets.UTF_8));
        List<String> lines =
                err.toString(StandardCharsets.UTF_8).strip().lines().toList();
        assertEquals(1, code);
        assertEquals(2, lines.size());
        assertTrue(lines.getFirst().contains(error.getClass().getSimpleName()), lines.getFirst());
        assertTrue(lines.getLast().contains("report"), lines.getLast());
    }
}
