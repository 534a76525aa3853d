package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final String CASES = """
            2 model
            2 modle
            2 model inspect
            2 model inspect {llava} --no-such-option
            3 model inspect {missing}
            3 model inspect {empty}
            3 model inspect {void}
            3 model inspect {text}
            3 model inspect {pictures}
            3 model inspect {nonsense}
            3 model logits {missing} --text hello
            3 model logits {empty} --text hello
            3 model logits {text} --text hello
            2 model logits {llava}
            2|3 model logits {llava} --text hello --prompt hello
            3 model logits {llava} --text hello --image {missing}
            3 model logits {llava} --text hello --image {text}
            2 model logits {llava} --prompt hello<image> --text
            2|3 model logits {vit}
            3 model logits {vit} --tensor {missing}
            3 model logits {vit} --tensor {text}
            3 model logits {vit} --image {picture} --subnet {missing}
            3 model logits {vit} --image {picture} --subnet {text}
            3 model logits {vit} --image {picture} --subnet {nonsense}/config.json
            2|3 model logits {llava} --text hello --tensor {text}
            3 model ask {missing} --text hello
            3 model ask {vit} --text hello
            3 model ask {llava} --text hello --image {void}
            2 model ask {llava} --text hello --max-new -1
            2 model ask {llava} --text hello --max-new many
            2 model ask {llava} --text hello --max-new 99999999999
            2 model ask {llava}
            3 model evaluate {missing} --benchmark easy-vqa --data {easy}
            3 model evaluate {empty} --benchmark easy-vqa --data {easy}
            3 model evaluate {llava} --benchmark easy-vqa --data {missing}
            3 model evaluate {llava} --benchmark easy-vqa --data {empty}
            2 model evaluate {llava} --benchmark imagenet --data {easy}
            2 model evaluate {llava} --benchmark easy-vqa --data {easy} --samples -3
            2 model evaluate {llava} --benchmark easy-vqa --data {easy} --samples x
            2 model evaluate
            2 model evaluate --benchmark scienceqa --data {empty}
            2 model evaluate --benchmark pope --answers {text}
            2 model evaluate {llava} --benchmark llava-bench --data {empty}
            2 model evaluate {llava} --benchmark pope --answers {text} --data {empty}
            2 model evaluate --benchmark llava-bench --answers {text} --judged yesterday
            3 model evaluate --benchmark llava-bench --answers {text}
            3 model evaluate --benchmark llava-bench --answers {void}
            3 model evaluate --benchmark mm-vet --answers {missing}
            3 model evaluate --benchmark mm-vet --answers {nonsense}/config.json
            3 model evaluate --benchmark scienceqa --data {empty} --answers {text}
            3 model evaluate --benchmark scienceqa --data {missing} --answers {text}
            3 model evaluate --benchmark vizwiz --data {text} --answers {text}
            3 model evaluate --benchmark easy-vqa --data {easy} --answers {text}
            3 model evaluate --benchmark easy-vqa --data {easy} --answers {empty}
            3 model evaluate {llava} --benchmark easy-vqa --data {easy} --samples 1 --out {full}
            3 model compare {missing} {llava}
            3 model compare {llava} {missing}
            3 model compare {llava} {empty}
            3 model compare {llava} {text}
            2 model compare {llava}
            2 model magnitudes
            3 model magnitudes {missing}
            3 model magnitudes {empty}
            3 model magnitudes {void}
            3 model magnitudes {text}
            3 model magnitudes {nonsense}
            3 model magnitudes {vit} --project {empty}
            3 model magnitudes {llava} --project {missing}
            3 model magnitudes {llava} --project {empty}
            2 model magnitudes {llava} --sparsity 1.5
            2 model magnitudes {llava} --sparsity 0.5,NaN
            2 model magnitudes {llava} --sparsity much
            2 model train
            3 model train --data {missing} --out {fresh}
            3 model train --data {empty} --out {fresh}
            3 model train --data {easy} --out {full}
            2 model train --data {easy} --out {fresh} --passes -1
            2 model train --data {easy} --out {fresh} --batch 0
            2 model train --data {easy} --out {fresh} --held-out -4
            2 model train --data {easy} --out {fresh} --pictures -4
            2 model train --data {easy} --out {fresh} --learning-rate -1
            2 model train --data {easy} --out {fresh} --learning-rate NaN
            2 model train --data {easy} --out {fresh} --threads -1
            2 model train --data {easy} --out {fresh} --tower-passes 999999999
            2 prune apply
            2 prune apply {llava}
            3 prune apply {missing} --what-if
            3 prune apply {empty} --what-if
            3 prune apply {vit} --what-if
            2 prune apply {llava} --what-if --sparsity 1
            3 prune apply {missing} --out {fresh}
            3 prune apply {empty} --out {fresh}
            3 prune apply {text} --out {fresh}
            3 prune apply {vit} --out {fresh}
            3 prune apply {llava} --out {full}
            3 prune apply {llava} --out {text}
            2 prune apply {llava} --out {fresh} --sparsity -0.1
            2 prune apply {llava} --out {fresh} --sparsity 1.5
            2 prune apply {llava} --out {fresh} --sparsity NaN
            2 prune apply {llava} --out {fresh} --sparsity much
            2 prune apply {llava} --out {fresh} --criterion guess
            2 prune apply {llava} --out {fresh} --pattern 3:2
            2 prune apply {llava} --out {fresh} --ties maybe
            2 prune apply {llava} --out {fresh} --components tail
            2 prune apply {llava} --out {fresh} --criterion wanda
            2 prune apply {llava} --out {fresh} --sparsity 0.5 --policy {text}
            3 prune apply {llava} --out {fresh} --policy {missing}
            3 prune apply {llava} --out {fresh} --policy {text}
            3 prune apply {llava} --out {fresh} --policy {void}
            3 prune apply {llava} --out {fresh} --policy {nonsense}/config.json
            3 prune apply {llava} --out {fresh} --criterion wanda --calibration {missing}
            3 prune apply {llava} --out {fresh} --criterion wanda --calibration {void}
            3 prune apply {llava} --out {fresh} --criterion obs --calibration {text}
            3 prune apply {llava} --out {fresh} --criterion wanda --calibration {calibration} --images {missing}
            2 prune apply {llava} --out {fresh} --criterion wanda --calibration {calibration} --samples 0
            2 prune apply {llava} --out {fresh} --criterion wanda --calibration {calibration} --samples -1
            2 prune search {llava}
            2 prune search {llava} --out {fresh}
            3 prune search {missing} --out {fresh} --calibration {calibration}
            3 prune search {llava} --out {full} --calibration {calibration}
            3 prune search {llava} --out {fresh} --calibration {missing}
            3 prune search {llava} --out {fresh} --calibration {void}
            3 prune search {llava} --out {fresh} --calibration {text}
            3 prune search {vit} --out {fresh} --calibration {calibration}
            2 prune search {llava} --out {fresh} --calibration {calibration} --target 2
            2 prune search {llava} --out {fresh} --calibration {calibration} --target NaN
            2 prune search {llava} --out {fresh} --calibration {calibration} --population 0
            2 prune search {llava} --out {fresh} --calibration {calibration} --population -3
            2 prune search {llava} --out {fresh} --calibration {calibration} --proposals 0
            2 prune search {llava} --out {fresh} --calibration {calibration} --generations -1
            2 prune search {llava} --out {fresh} --calibration {calibration} --samples 0
            2 prune search {llava} --out {fresh} --calibration {calibration} --omega odd
            2 prune search {llava} --out {fresh} --calibration {calibration} --eta much
            2 prune search {llava} --out {fresh} --calibration {calibration} --mode slow
            2 prune search {llava} --out {fresh} --calibration {calibration} --unit odd
            2 prune search {llava} --out {fresh} --calibration {calibration} --workers -1
            2 prune ablation {llava} --out {fresh}
            3 prune ablation {missing} --data {easy} --out {fresh}
            3 prune ablation {llava} --data {missing} --out {fresh}
            3 prune ablation {llava} --data {empty} --out {fresh}
            3 prune ablation {vit} --data {easy} --out {fresh}
            3 prune ablation {llava} --data {easy} --out {full}
            2 prune ablation {llava} --data {easy} --out {fresh} --sparsities 0.5,2
            2 prune ablation {llava} --data {easy} --out {fresh} --sparsities much
            2 prune ablation {llava} --data {easy} --out {fresh} --seeds 0
            2 prune ablation {llava} --data {easy} --out {fresh} --samples -1
            2 prune ablation {llava} --data {easy} --out {fresh} --questions -1
            2 prune ablation {llava} --data {easy} --out {fresh} --population 0
            2 prune ablation {llava} --data {easy} --out {fresh} --generations -2
            2 prune pack
            2 prune pack {llava}
            3 prune pack {missing} --out {fresh}
            3 prune pack {empty} --out {fresh}
            3 prune pack {text} --out {fresh}
            3 prune pack {llava} --out {text}
            3 nas space {missing}
            3 nas space {text}
            3 nas space {empty}
            2|3 nas space no-such-space
            2|3 nas space mcu-micro --patch -4
            2|3 nas space mcu-micro --patch 7
            2|3 nas space mcu-micro --image 0
            2|3 nas space mcu-micro --image 2000000000
            2|3 nas space mcu-micro --rank-attention -1 --rank-mlp 0.5
            2|3 nas space mcu-micro --rank-attention NaN --rank-mlp 0.5
            2|3 nas space autoformer-t --rank 50
            2|3 nas space mcu-micro --budget -5
            2 nas space mcu-micro --budget lots
            2 nas space mcu-micro --mode odd
            2|3 nas space mcu-micro --board arduino
            2 nas subnet mcu-micro
            3 nas subnet mcu-micro --subnet {missing}
            3 nas subnet mcu-micro --subnet {text}
            3 nas subnet mcu-micro --subnet {void}
            3 nas subnet mcu-micro --subnet {nonsense}/config.json
            3 nas subnet mcu-micro --subnet {subnet-huge}
            2 nas step
            3 nas step --points {missing}
            3 nas step --points {void}
            3 nas step --points {text}
            3 nas step --points {nonsense}/config.json
            2 nas step --points {text} --mode odd
            2 nas train mcu-micro
            3 nas train mcu-micro --data {missing} --out {fresh}
            3 nas train mcu-micro --data {empty} --out {fresh}
            3 nas train mcu-micro --data {text} --out {fresh}
            3 nas train mcu-micro --data {clothing} --out {full}
            3 nas train {missing} --data {clothing} --out {fresh}
            2 nas train mcu-micro --data {clothing} --out {fresh} --epochs 0
            2 nas train mcu-micro --data {clothing} --out {fresh} --epochs -1
            2 nas train mcu-micro --data {clothing} --out {fresh} --threads -1
            3 nas train --resume {missing}
            3 nas train --resume {empty}
            3 nas train --resume {evaluation}
            2|3 nas search
            3 nas search {missing} --data {clothing} --out {fresh}
            3 nas search {vit} --data {missing} --out {fresh}
            3 nas search {llava} --data {clothing} --out {fresh}
            2|3 nas search {vit} --data {clothing} --out {fresh} --population 0
            2|3 nas search {vit} --data {clothing} --out {fresh} --generations -1
            3 nas search --resume {empty}
            2|3 nas evolve mcu-micro
            3 nas evolve mcu-micro --data {missing} --out {fresh}
            3 nas evolve {missing} --data {clothing} --out {fresh}
            3 nas evolve mcu-micro --data {clothing} --out {full}
            2|3 nas evolve mcu-micro --data {clothing} --out {fresh} --points -1
            2|3 nas evolve mcu-micro --data {clothing} --out {fresh} --epochs 0
            2|3 nas evolve mcu-micro --data {clothing} --out {fresh} --ranks 1,2
            3 nas evolve mcu-micro --one-rank --data {missing} --out {fresh}
            3 nas evolve mcu-micro --resume {empty}
            2|3 nas memory {missing}
            2|3 nas memory mcu-micro --patch -4
            3 nas definitions {missing}
            3 nas definitions deit-ti no-such-space
            2|3 nas definitions mcu-micro --patch -4
            2 nas definitions --mode odd
            3 nas largest {missing}
            2 nas largest mcu-micro --by weight
            2|3 nas largest mcu-micro --board arduino
            2|3 nas largest mcu-micro --budget -5
            2 nas measure {vit}
            3 nas measure {missing} --data {clothing}
            3 nas measure {vit} --data {missing} --samples 1
            2 nas measure {vit} --data {clothing} --samples 0
            4 nas measure {vit} --data {clothing} --samples 1 --flash 1000
            2 nas ablation {vit}
            3 nas ablation {missing} --data {clothing} --out {fresh}
            3 nas ablation {vit} --data {missing} --out {fresh}
            2 nas ablation {vit} --data {clothing} --out {fresh} --methods odd
            2 nas ablation {vit} --data {clothing} --out {fresh} --seeds 0
            2 nas ablation {vit} --data {clothing} --out {fresh} --finalists 0
            2 nas ablation {vit} --data {clothing} --out {fresh} --uniform -1
            3 nas ablation --resume {empty}
            2 nas search {vit} --data {clothing} --out {fresh} --proposals 0
            2 nas search {vit} --data {clothing} --out {fresh} --uniform -1
            2 nas search {vit} --data {clothing} --out {fresh} --finalists 0
            2 nas search {vit} --data {clothing} --finalists 2
            2 nas search {vit} --data {clothing} --out {fresh} --finalists 2 --finalist-rate 2
            2|3 nas retrain
            3 nas retrain {vit} --data {missing} --out {fresh}
            3 nas retrain {missing} --data {clothing} --out {fresh}
            3 nas retrain --resume {empty}
            2 mcu quantize {vit}
            3 mcu quantize {missing} --calibration {clothing} --out {fresh}
            3 mcu quantize {llava} --calibration {clothing} --out {fresh}
            3 mcu quantize {vit} --calibration {missing} --out {fresh}
            3 mcu quantize {vit} --calibration {empty} --out {fresh}
            3 mcu quantize {vit} --calibration {clothing} --out {full}
            3 mcu quantize {vit} --subnet {text} --calibration {clothing} --out {fresh}
            2|3 mcu quantize {vit} --calibration {clothing} --out {fresh} --samples -1
            2|3 mcu quantize {vit} --calibration {clothing} --out {fresh} --samples 0
            3 mcu classify {missing} --image {picture}
            3 mcu classify {empty} --image {picture}
            3 mcu classify {llava} --image {picture}
            3 mcu classify {net} --image {missing}
            3 mcu classify {net} --image {text}
            3 mcu classify {net} --image {void}
            2 mcu classify {net}
            3 mcu plan {missing}
            3 mcu plan {vit}
            2|3 mcu plan {net} --board arduino
            3 mcu firmware {missing} --board stm32f746g-disco --out {fresh}
            3 mcu firmware {vit} --board stm32f746g-disco --out {fresh}
            3 mcu firmware {net} --board stm32f746g-disco --out {full}
            2|3 mcu firmware {net} --board arduino --out {fresh}
            3 board flash {missing} --board virtual:stm32f746g-disco
            3 board flash {empty} --board virtual:stm32f746g-disco
            3 board flash {llava} --board virtual:stm32f746g-disco
            3 board classify {empty} --board virtual:stm32f746g-disco --image {picture}
            2 board classify {empty} --board virtual:stm32f746g-disco
            3 board benchmark {empty} --board virtual:stm32f746g-disco --data {clothing} --samples 1
            2|3 board benchmark {empty} --board virtual:stm32f746g-disco --data {clothing} --samples -1
            3 board diff {empty} --board virtual:stm32f746g-disco --image {picture}
            3 board diff {missing} --image {picture}
            2 board diff {empty}
            3 board serve {empty} --seconds 1
            3 board serve {missing} --seconds 1
            2|3 board serve {empty} --seconds -1
            2|3|5 board serve {empty} --board serial:/dev/null --seconds 1
            2 board monitor
            2|3|5 board monitor --board virtual:no-such-board --seconds 1
            3|5 board monitor --board /dev/no-such-port --seconds 1
            2 board
            2 project
            3 project show {missing}
            3 project show {empty}
            3 project check {empty}
            3 project check {text}
            2 project new
            2 project new {fresh}
            2|3 project new {full} --model {missing}
            2 project new {fresh} --model {llava} --kind cake
            3 run list {missing}
            3 run list {empty}
            3 run show {missing}
            3 run show {empty}
            3 run show {bad-run}
            3 run show {text}
            3 run copy-command {empty}
            3 run resume {missing}
            3 run resume {empty}
            3 run resume {bad-run}
            3 run resume {foreign}
            3 run compare {empty} {evaluation}
            3 run compare {evaluation} {missing}
            2 run compare {evaluation}
            2 run
            3 tour --out {full}
            2 tour --questions -1 --out {fresh}
            2 view --out {fresh}
            2 view nowhere --out {fresh}
            2 view memory --out {fresh} --size 12
            2 view memory --out {fresh} --size 99999999x99999999
            2 view memory --out {fresh} --theme pink
            2 walk
            3 walk nowhere
            2 bench no-such-suite
            2 bench firmware --seed x
            2 doctor extra
            2 prune search {llava} --out {fresh} --calibration {calibration} --spark nonsense
            2 nas search {vit} --data {clothing} --out {fresh} --spark spark://host
            2 nas search {vit} --data {clothing} --out {fresh} --workers 0
            2 cluster
            3 cluster master --spark-secret {text}
            2 cluster worker
            2 cluster worker local[2]
            3 cluster worker spark://127.0.0.1:7077 --spark-secret {missing}
            """;

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
        walk(new CommandLine(new EspalierCommand()), "", missing);
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
