package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationFileTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void putAPictureThere() throws IOException {
        Files.write(folder.resolve("0.png"), new byte[] {1});
    }

    private List<CalibrationSample> read(String text, int count, long seed) throws IOException {
        return CalibrationFile.read(Files.writeString(folder.resolve("c.jsonl"), text), folder, count, seed);
    }

    @Test
    void readsQuestionsAndLiteralPrompts() throws IOException {
        List<CalibrationSample> samples = read("""
                {"question_id":7,"image":"0.png","text":"what?","answer":"this"}

                {"question_id":"q-8","prompt":"USER: <image> ASSISTANT:","image":null}
                {"text":"no id"}""", 64, 0);
        Path picture = folder.toAbsolutePath().normalize().resolve("0.png");
        assertEquals(
                List.of(
                        new CalibrationSample(1, "7", picture, "what?", false, "this"),
                        new CalibrationSample(3, "q-8", null, "USER: <image> ASSISTANT:", true, null),
                        new CalibrationSample(4, "4", null, "no id", false, null)),
                samples);
    }

    @Test
    void takesTheFirstOnesOrDrawsWithASeed() throws IOException {
        String text = IntStream.range(0, 50)
                .mapToObj(i -> "{\"question_id\":" + i + ",\"text\":\"q\"}")
                .collect(Collectors.joining("\n"));
        assertEquals(List.of("0", "1", "2"), ids(read(text, 3, 0)));
        List<String> drawn = ids(read(text, 10, 1));
        assertEquals(10, drawn.stream().distinct().count());
        assertEquals(drawn, ids(read(text, 10, 1)));
        assertNotEquals(drawn, ids(read(text, 10, 2)));
        assertEquals(
                drawn.stream()
                        .sorted(java.util.Comparator.comparing(Integer::valueOf))
                        .toList(),
                drawn);
        assertEquals(50, read(text, 64, 3).size());
    }

    private static List<String> ids(List<CalibrationSample> samples) {
        return samples.stream().map(CalibrationSample::id).toList();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', delimiter = '|', textBlock = """
            nothing                                                 | line 2: not valid JSON
            {"question_id":1,"text":"q"                             | line 2: not valid JSON
            ["q"]                                                   | line 2: not a JSON object
            {"question_id":1}                                       | line 2: no "text" and no "prompt"
            {"question_id":1,"text":"q","prompt":"p"}               | line 2: both "text" and "prompt"
            {"question_id":1,"text":5}                              | line 2: "text" is not a text
            {"question_id":1.5,"text":"q"}                          | line 2: "question_id" is neither
            {"question_id":1,"text":"q","answer":["a"]}             | line 2: "answer" is not a text
            {"question_id":1,"text":"q","text":"r"}                 | line 2: not valid JSON
            {"question_id":1,"text":"q","image":"../secret.png"}    | is not inside
            {"question_id":1,"text":"q","image":"/etc/passwd"}      | is not inside
            {"question_id":1,"text":"q","image":""}                 | is not inside
            {"question_id":1,"text":"q","image":"none.png"}         | line 2: there is no picture
            """)
    void refusesABrokenLineAndSaysWhich(String line, String expected) {
        WorkbenchException e = assertThrows(
                WorkbenchException.class, () -> read("{\"question_id\":0,\"text\":\"fine\"}\n" + line + "\n", 64, 0));
        assertEquals(WorkbenchException.Fault.INPUT, e.fault());
        assertTrue(e.getMessage().contains("c.jsonl"), e.getMessage());
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void refusesAnEmptyFileAMissingOneAndOneThatIsNoText() throws IOException {
        assertTrue(assertThrows(WorkbenchException.class, () -> read("\n\n", 64, 0))
                .getMessage()
                .contains("no samples"));
        assertThrows(WorkbenchException.class, () -> CalibrationFile.read(folder.resolve("none.jsonl"), folder, 64, 0));
        Path bytes = Files.write(folder.resolve("b.jsonl"), new byte[] {(byte) 0xC3, 0x28, 10});
        assertTrue(assertThrows(WorkbenchException.class, () -> CalibrationFile.read(bytes, folder, 64, 0))
                .getMessage()
                .contains("not UTF-8"));
        assertThrows(WorkbenchException.class, () -> CalibrationFile.read(folder, folder, 64, 0));
    }

    @Test
    void refusesALineThatNeverEnds() throws IOException {
        Path file = Files.writeString(folder.resolve("long.jsonl"), "x".repeat(2_000_000));
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> CalibrationFile.read(file, folder, 64, 0));
        assertTrue(e.getMessage().contains("line 1: longer than"), e.getMessage());
    }

    @Test
    void doesNotReadBeyondWhatItTakes() throws IOException {
        assertEquals(1, read("{\"text\":\"first\"}\nbroken", 1, 0).size());
    }
}
