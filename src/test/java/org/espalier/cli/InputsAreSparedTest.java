package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.espalier.workbench.run.Fingerprint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `--force` replaces what is at `--out`, with all in it. A command that was pointed at a folder which holds what it
/// reads would end with a result and without its model.
class InputsAreSparedTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private Path work;

    @BeforeEach
    void copies() throws IOException {
        work = Files.createDirectory(dir.resolve("my work"));
        copy(Path.of("src/test/resources/org/espalier/workbench/step/prune"), work.resolve("prune"));
        copy(Path.of("assets/vit-clothing"), work.resolve("vit"));
        copy(Path.of("assets/vit-clothing-int8"), work.resolve("net"));
        copy(Path.of("assets/data/clothing10"), work.resolve("clothing"));
        copy(Path.of("assets/data/easy-vqa"), work.resolve("easy"));
        Files.writeString(
                work.resolve("policy.json"),
                "{\"schema\":\"espalier.policy/1\",\"layers\":{\"language_model.*\":0.5}}");
        Files.createSymbolicLink(dir.resolve("link"), work);
        Files.createSymbolicLink(work.resolve("assets"), Path.of("assets").toAbsolutePath());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    private static Map<String, String> tree(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(root)) {
            tree.filter(Files::isRegularFile).forEach(file -> files.putAll(Fingerprint.of(java.util.List.of(file))));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return files;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prune apply {in}/prune/dense --out {in}",
                "prune apply {in}/prune/dense --out {in}/prune/dense",
                "prune apply {in}/prune/dense --out {in}/prune",
                "prune apply {link}/prune/dense --out {in}",
                "prune apply {in}/prune/dense --out {link}/prune",
                "prune apply {in}/assets/llava-easy-vqa --out {in}",
                "prune apply assets/llava-easy-vqa --policy {in}/policy.json --out {in}",
                "prune apply assets/llava-easy-vqa --criterion wanda --calibration {in}/easy/calibration.jsonl"
                        + " --images {in}/easy/train/images --out {in}",
                "prune apply assets/llava-easy-vqa --criterion wanda --calibration assets/data/easy-vqa/calibration.jsonl"
                        + " --images {in}/easy/train/images --out {in}",
                "prune search assets/llava-easy-vqa --calibration {in}/easy/calibration.jsonl"
                        + " --images {in}/easy/train/images --out {in}",
                "prune search assets/llava-easy-vqa --calibration assets/data/easy-vqa/calibration.jsonl"
                        + " --images assets/data/easy-vqa/train/images --data {in}/easy --out {in}",
                "prune ablation {in}/prune/dense --data assets/data/easy-vqa --out {in}",
                "prune ablation assets/llava-easy-vqa --data {in}/easy --out {in}",
                "prune pack {in}/prune/dense --out {in}/prune/dense/model.safetensors",
                "prune pack {link}/prune/dense --out {in}/prune/dense/config.json",
                "model train --data {in}/easy --out {in}",
                "model evaluate {in}/prune/dense --benchmark easy-vqa --data assets/data/easy-vqa --out {in}",
                "model evaluate assets/llava-easy-vqa --benchmark easy-vqa --data {in}/easy --out {in}",
                "mcu quantize {in}/vit --calibration assets/data/clothing10 --out {in}",
                "mcu quantize assets/vit-clothing --calibration {in}/clothing --out {in}",
                "mcu quantize assets/vit-clothing --subnet {in}/vit/subnet.json --calibration assets/data/clothing10"
                        + " --out {in}",
                "mcu quantize assets/vit-clothing --data {in}/clothing --calibration assets/data/clothing10 --out {in}",
                "mcu firmware {in}/net --board stm32f746g-disco --out {in}",
                "nas train mcu-micro --data {in}/clothing --out {in}",
                "nas train mcu-micro --data assets/data/clothing10 --from {in}/vit --out {in}",
                "nas retrain {in}/vit --data assets/data/clothing10 --out {in}",
                "nas retrain assets/vit-clothing --subnet {in}/vit/subnet.json --data assets/data/clothing10 --out {in}",
                "nas search {in}/vit --data assets/data/clothing10 --out {in}",
                "nas search assets/vit-clothing --data {in}/clothing --out {in}",
                "nas evolve mcu-micro --data {in}/clothing --out {in}",
                "nas ablation {in}/vit --data assets/data/clothing10 --out {in}"
            })
    void aResultIsNotPutInPlaceOfWhatItIsMadeOf(String command) throws IOException {
        String[] words = Stream.concat(Stream.of(command.split(" ", -1)), Stream.of("--force", "--quiet", "--json"))
                .map(word -> word.replace("{in}", work.toString())
                        .replace("{link}", dir.resolve("link").toString()))
                .toArray(String[]::new);
        Map<String, String> before = tree(dir);
        TerminalTest.Said said = TerminalTest.say(words);
        assertTrue(said.err().contains("\"output.input\""), said.code() + " " + said.err() + said.out());
        assertEquals(3, said.code(), said.err());
        assertEquals(before, tree(dir));
    }

    @Test
    void theTourSparesTheProjectsItShows() throws IOException {
        String home = System.getProperty("espalier.home");
        copy(Path.of("projects"), work.resolve("projects"));
        try {
            System.setProperty("espalier.home", work.toString());
            TerminalTest.Said said = TerminalTest.say(
                    "tour", "--out", work.resolve("projects").toString(), "--force", "--quiet", "--json");
            assertTrue(said.err().contains("\"output.input\""), said.err());
        } finally {
            if (home == null) {
                System.clearProperty("espalier.home");
            } else {
                System.setProperty("espalier.home", home);
            }
        }
        assertTrue(Files.isRegularFile(work.resolve("projects/prune-llava/project.json")));
    }

    @Test
    void aTowerThatLiesBesideItsModelIsSparedToo() throws IOException {
        Path model = Files.createDirectory(work.resolve("llava"));
        Files.writeString(model.resolve("config.json"), "{\"mm_vision_tower\":\"openai/clip-vit\"}");
        Files.writeString(model.resolve("model.safetensors"), "never read");
        Path tower = Files.createDirectory(work.resolve("clip-vit"));
        Files.writeString(tower.resolve("model.safetensors"), "the tower");
        TerminalTest.Said said = TerminalTest.say(
                "model",
                "evaluate",
                model.toString(),
                "--benchmark",
                "easy-vqa",
                "--data",
                "assets/data/easy-vqa",
                "--out",
                tower.toString(),
                "--force",
                "--quiet",
                "--json");
        assertTrue(said.err().contains("\"output.input\""), said.err());
        assertEquals("the tower", Files.readString(tower.resolve("model.safetensors")));
    }

    @Test
    void aPackedFileInTheModelsFolderIsReplaced() {
        String model = work.resolve("prune/dense").toString();
        String packed = work.resolve("prune/dense/packed.safetensors").toString();
        TerminalTest.Said first = TerminalTest.say("prune", "pack", model, "--out", packed);
        assertEquals(0, first.code(), first.err());
        TerminalTest.Said again = TerminalTest.say("prune", "pack", model, "--out", packed, "--force");
        assertEquals(0, again.code(), again.err());
    }
}
