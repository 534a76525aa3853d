package org.espalier.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.format.Json;
import org.espalier.model.llava.training.DrawnShapes;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.NasTrainStep;
import org.espalier.workbench.step.TwoColours;

/// Every long command, small enough to run in seconds.
final class KillTrials {

    private static final String SMALL = "src/test/resources/org/espalier/workbench/step/prune";

    /// Many moments are gone on from in the process that tries them; every so manieth is not.
    private static final int SELDOM = 10;

    /// What a row says where every file is as in the undisturbed run.
    static final String NOTHING = "none";

    private static final JsonNode PROJECT = Json.read(Path.of("projects/prune-llava/project.json"));

    private KillTrials() {}

    /// A trial of one command, by its name in [#commands].
    ///
    /// @param folder of the trials; what they read that does not ship is made in its `inputs`
    /// @param fresh of so many moments one is gone on from in a process of its own
    static KillTrial trial(Path folder, String name, long seed, int fresh) throws IOException {
        Path inputs = folder.resolve("inputs");
        List<String> command = commands(inputs).get(name);
        if (command == null) {
            throw new IOException("no command is called " + name);
        }
        return new KillTrial(
                folder.resolve(name),
                command,
                name.equals("model-magnitudes") ? inputs.resolve("project") : null,
                seed,
                fresh);
    }

    /// The commands by name; `OUT` stands for the place of the result.
    ///
    /// @param inputs a folder for what they read that does not ship
    static Map<String, List<String>> commands(Path inputs) throws IOException {
        if (!Files.exists(inputs.resolve("shapes"))) {
            Files.createDirectories(inputs);
            TwoColours.write(inputs);
            DrawnShapes.write(inputs.resolve("shapes"), 28);
            Json.write(Files.createDirectories(inputs.resolve("project")).resolve("project.json"), PROJECT);
        }
        Path trained = inputs.resolve("supernet");
        if (!Files.exists(trained)) {
            new NasTrainStep()
                    .run(
                            new NasTrainStep.Parameters(
                                    inputs.resolve("space.json").toString(),
                                    inputs.resolve("data"),
                                    trained,
                                    2,
                                    3,
                                    1,
                                    false),
                            TaskContext.NONE);
        }
        String space = "INPUTS/space.json";
        String data = " --data INPUTS/data";
        String supernet = "INPUTS/supernet";
        String llava = SMALL + "/dense";
        String calibrated = " --calibration " + SMALL + "/calibration.jsonl --images " + SMALL + "/img --out OUT";
        Map<String, String> commands = new LinkedHashMap<>();
        commands.put("prune-apply-obs", "prune apply " + llava + " --criterion obs --samples 4" + calibrated);
        commands.put("prune-apply-wanda", "prune apply " + llava + " --criterion wanda --samples 4" + calibrated);
        commands.put("prune-apply-magnitude", "prune apply assets/llava-easy-vqa --criterion magnitude --out OUT");
        commands.put("prune-apply-flap", "prune apply " + llava + " --structure flap --samples 4" + calibrated);
        commands.put(
                "prune-search",
                "prune search assets/llava-easy-vqa --samples 4 --population 4 --generations 3 --parents 2"
                        + " --evolve-every 1 --candidates 2 --projector-steps 1 --mode nested"
                        + " --calibration assets/data/easy-vqa/calibration.jsonl"
                        + " --images assets/data/easy-vqa/train/images --out OUT");
        commands.put("prune-pack", "prune pack assets/llava-easy-vqa --out OUT");
        commands.put("model-magnitudes", "model magnitudes assets/llava-easy-vqa --project OUT");
        commands.put("nas-train", "nas train " + space + data + " --epochs 22 --out OUT");
        commands.put(
                "nas-evolve",
                "nas evolve " + space + data + " --points 4 --iterations 2 --epochs 2 --samples 2"
                        + " --ranks 0.4,0.8,0.2 --patches 4,8,2 --out OUT");
        commands.put(
                "nas-search",
                "nas search " + supernet + data + " --population 4 --generations 3 --parents 2 --pictures 8 --out OUT");
        commands.put("nas-retrain", "nas retrain " + supernet + data + " --epochs 22 --out OUT");
        commands.put(
                "model-train",
                "model train --data INPUTS/shapes"
                        + " --tower-passes 2 --tower-batch 8 --passes 3 --batch 8 --held-out 4 --out OUT");
        commands.put(
                "model-evaluate",
                "model evaluate assets/llava-easy-vqa --benchmark easy-vqa --data assets/data/easy-vqa --samples 6"
                        + " --out OUT");
        commands.put("mcu-quantize", "mcu quantize " + supernet + " --calibration INPUTS/data --out OUT");
        commands.put("mcu-firmware", "mcu firmware assets/vit-clothing-int8 --board stm32f746g-disco --out OUT");
        Map<String, List<String>> split = new LinkedHashMap<>();
        // The folder's name may have spaces: it is put in once the words stand apart.
        commands.forEach((name, words) -> split.put(
                name,
                Stream.of(words.split(" "))
                        .map(word -> word.replace("INPUTS", inputs.toString()))
                        .toList()));
        return split;
    }

    /// Tries a command and says what came of it, as a line of the table in the guide.
    static String row(Path folder, String name, int moments, long seed) throws InterruptedException {
        String found;
        try {
            KillTrial.Outcome outcome = trial(folder, name, seed, SELDOM).run(moments);
            found = outcome.moments() + " | " + outcome.unfinished() + " | "
                    + (outcome.differences().isEmpty() ? NOTHING : outcome.differences());
        } catch (IOException e) {
            found = "- | - | " + e.getMessage();
        }
        return "| `" + name + "` | " + found + " |";
    }
}
