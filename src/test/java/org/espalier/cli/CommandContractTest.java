package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.espalier.format.Json;
import org.espalier.format.OutputFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// Every command, given what it cannot use, says so in the documented form: the exit code, one message with a remedy,
/// nothing on standard output, and the same as one JSON object with `--json`. Never a defect, never a stack trace.
class CommandContractTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path dir;

    private static final Map<String, String> PLACES = new LinkedHashMap<>();

    /// `CODES command`; codes that are both right stand as `2|3`.
    private static final String CASES = cases("contract-cases.txt");

    @BeforeAll
    static void prepare() throws IOException {
        PLACES.put("llava", "assets/llava-easy-vqa");
        PLACES.put("vit", "assets/vit-clothing");
        PLACES.put("net", "assets/vit-clothing-int8");
        PLACES.put("easy", "assets/data/easy-vqa");
        PLACES.put("calibration", "assets/data/easy-vqa/calibration.jsonl");
        PLACES.put("clothing", "assets/data/clothing10");
        PLACES.put("picture", "assets/data/easy-vqa/test/images/0.png");
        PLACES.put("pictures", "assets/data/easy-vqa/test/images");
        place("missing", dir.resolve("missing"));
        place("fresh", dir.resolve("fresh"));
        place("empty", Files.createDirectory(dir.resolve("empty")));
        place("void", Files.writeString(dir.resolve("void"), ""));
        place("text", Files.writeString(dir.resolve("text"), "this is a text\n"));
        place("full", Files.createDirectory(dir.resolve("full")));
        Files.writeString(dir.resolve("full/note"), "mine");
        place("nonsense", Files.createDirectory(dir.resolve("nonsense")));
        Files.writeString(dir.resolve("nonsense/config.json"), "{\"model_type\":7,\"layers\":[[[]]],\"depth\":-1}");
        Files.writeString(dir.resolve("nonsense/model.safetensors"), "not one");
        place("bad-run", Files.createDirectory(dir.resolve("bad-run")));
        Files.writeString(dir.resolve("bad-run/run.json"), "{\"schema\":\"espalier.run/1\"}");
        place("foreign", run("foreign", "mcu plan"));
        place("evaluation", run("evaluation", "model evaluate"));
        place(
                "subnet-huge",
                Files.writeString(
                        dir.resolve("huge.json"),
                        "{\"depth\":2000000000,\"embedDim\":2000000000,\"heads\":[1],\"mlpRatio\":[1]}"));
    }

    @AfterEach
    void clean() {
        OutputFolder.delete(dir.resolve("fresh"));
    }

    private static void place(String name, Path path) {
        PLACES.put(name, path.toString());
    }

    private static Path run(String name, String step) throws IOException {
        Path run = Files.createDirectory(dir.resolve(name));
        Files.writeString(
                run.resolve("run.json"),
                "{\"schema\":\"espalier.run/1\",\"step\":\"" + step
                        + "\",\"parameters\":{},\"seed\":null,\"command\":[],"
                        + "\"inputs\":{},\"version\":\"0.1.0\",\"environment\":{}}");
        return run;
    }

    static Stream<String> cases() {
        return CASES.lines();
    }

    private static List<String> arguments(String line) {
        List<String> arguments = new ArrayList<>();
        for (String word : line.substring(line.indexOf(' ') + 1).split(" ", -1)) {
            String argument = word;
            for (Map.Entry<String, String> place : PLACES.entrySet()) {
                argument = argument.replace("{" + place.getKey() + "}", place.getValue());
            }
            arguments.add(argument);
        }
        return arguments;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refusesWithCodeMessageAndRemedy(String line) {
        List<String> codes = Arrays.asList(line.substring(0, line.indexOf(' ')).split("\\|", -1));
        List<String> plain = new ArrayList<>(arguments(line));
        boolean leaf = plain.size() > 1 || plain.getFirst().equals("doctor");
        if (leaf) {
            plain.add("--quiet");
        }
        TerminalTest.Said said = TerminalTest.say(plain.toArray(String[]::new));
        assertTrue(codes.contains(Integer.toString(said.code())), line + "\nexit " + said.code() + "\n" + said.err());
        assertEquals("", said.out(), line);
        List<String> lines = said.err().strip().lines().toList();
        assertEquals(2, lines.size(), said.err());
        assertTrue(lines.getFirst().startsWith("espalier: ") && lines.getFirst().length() > 20, said.err());
        assertTrue(
                lines.getLast().startsWith("  what to do: ") && lines.getLast().length() > 20, said.err());
        assertFalse(said.err().contains("\tat ") || said.err().contains("Exception"), said.err());
        plain.add("--json");
        TerminalTest.Said json = TerminalTest.say(plain.toArray(String[]::new));
        assertEquals(said.code(), json.code(), json.err());
        assertEquals("", json.out(), line);
        assertEquals(1, json.err().strip().lines().count(), json.err());
        JsonNode error = parse(json.err()).path("error");
        assertTrue(error.path("code").asText().matches("[a-z0-9-]+(\\.[a-z0-9-]+)*"), json.err());
        if (leaf) {
            assertEquals(
                    lines.getFirst().substring("espalier: ".length()),
                    error.path("message").asText(),
                    line);
        }
        assertFalse(error.path("remedy").asText().isEmpty(), line);
        assertFalse(Files.exists(dir.resolve("fresh")), line + " left something at --out");
        assertTrue(Files.exists(dir.resolve("full/note")), line + " touched what was there");
    }

    private static String cases(String file) {
        try (InputStream in = Objects.requireNonNull(CommandContractTest.class.getResourceAsStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    @Test
    void everyCommandIsTriedAndHasHelpWithAnExample() {
        List<String> missing = new ArrayList<>();
        walk(EspalierCommand.line(List.of()), "", missing);
        assertEquals(List.of(), missing);
    }

    private static void walk(CommandLine command, String path, List<String> missing) {
        command.getSubcommands().forEach((name, sub) -> {
            String full = path.isEmpty() ? name : path + " " + name;
            if (!sub.getSubcommands().isEmpty()) {
                walk(sub, full, missing);
                return;
            }
            TerminalTest.Said help = TerminalTest.say((full + " --help").split(" ", -1));
            if (help.code() != 0 || !help.out().contains("Example")) {
                missing.add(full + ": no help with an example");
            }
            boolean tried = CASES.lines().anyMatch(line -> (line + " ").contains(" " + full + " "));
            if (!tried && !full.equals("board list")) {
                missing.add(full + ": no case here");
            }
        });
    }
}
