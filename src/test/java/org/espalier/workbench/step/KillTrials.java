package org.espalier.workbench.step;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.model.llava.training.DrawnShapes;

/// Every long command, small enough to run in seconds, and a program that kills them: `installer/faults kill`.
final class KillTrials {

    private static final String LLAVA = "assets/llava-easy-vqa";
    private static final String VIT = "assets/vit-clothing";
    private static final String EASY_VQA = "assets/data/easy-vqa";
    private static final String CLOTHING = "assets/data/clothing10";

    private KillTrials() {}

    /// The commands by name; `OUT` stands for the place of the result.
    ///
    /// @param inputs a folder for what they read that does not ship
    static Map<String, List<String>> commands(Path inputs) throws IOException {
        if (!Files.exists(inputs.resolve("shapes"))) {
            Files.createDirectories(inputs);
            TwoColours.write(inputs);
            DrawnShapes.write(inputs.resolve("shapes"), 28);
        }
        String space = inputs.resolve("space.json").toString();
        String colours = inputs.resolve("data").toString();
        Map<String, List<String>> commands = new LinkedHashMap<>();
        String calibrated = " --calibration " + EASY_VQA + "/calibration.jsonl --images " + EASY_VQA + "/train/images";
        commands.put(
                "prune-apply", words("prune apply " + LLAVA + " --criterion obs --samples 8 --out OUT" + calibrated));
        commands.put(
                "prune-structure",
                words("prune apply " + LLAVA + " --structure flap --samples 4 --out OUT" + calibrated));
        commands.put(
                "prune-search",
                words("prune search " + LLAVA + " --samples 8 --population 4 --generations 3 --parents 2"
                        + " --evolve-every 1 --candidates 2 --projector-steps 1 --mode nested --out OUT" + calibrated));
        commands.put("nas-train", words("nas train", space, "--data", colours, "--epochs=22", "--out=OUT"));
        commands.put(
                "nas-evolve",
                words(
                        "nas evolve",
                        space,
                        "--data",
                        colours,
                        "--points=4 --iterations=2 --epochs=2 --samples=2 --out OUT"));
        commands.put(
                "nas-search",
                words("nas search " + VIT + " --data " + CLOTHING
                        + " --population 4 --generations 2 --parents 2 --pictures 16 --out OUT"));
        commands.put("nas-retrain", words("nas retrain", VIT, "--data", CLOTHING, "--epochs=2 --out OUT"));
        commands.put(
                "model-train",
                words(
                        "model train --data",
                        inputs.resolve("shapes").toString(),
                        "--tower-passes=2 --tower-batch=8 --passes=3 --batch=8 --held-out=4 --out OUT"));
        commands.put(
                "model-evaluate",
                words("model evaluate " + LLAVA + " --benchmark easy-vqa --data " + EASY_VQA
                        + " --samples 24 --out OUT"));
        commands.put(
                "mcu-quantize",
                words("mcu quantize " + VIT + " --calibration " + CLOTHING + " --samples 8 --out OUT"));
        return commands;
    }

    private static List<String> words(String... parts) {
        List<String> words = new ArrayList<>();
        for (String part : parts) {
            words.addAll(List.of(part.replace("--out=OUT", "--out OUT").split(" ")));
        }
        return List.copyOf(words);
    }

    /// Kills each named command, or all, and prints a line of the table in the guide for each.
    ///
    /// @param arguments folder, number of kills, seed, names
    static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        int kills = Integer.parseInt(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        List<String> names = List.of(arguments).subList(3, arguments.length);
        for (Map.Entry<String, List<String>> command :
                commands(folder.resolve("inputs")).entrySet()) {
            if (names.isEmpty() || names.contains(command.getKey())) {
                KillTrial trial = new KillTrial(folder.resolve(command.getKey()), command.getValue(), seed);
                String row;
                try {
                    KillTrial.Outcome outcome = trial.kill(kills);
                    row = outcome.kills() + " | " + outcome.chains() + " | "
                            + (outcome.differences().isEmpty() ? "none" : outcome.differences());
                } catch (IOException e) {
                    row = "- | - | " + e.getMessage();
                }
                System.out.println("| `" + command.getKey() + "` | " + row + " |");
            }
        }
    }
}
