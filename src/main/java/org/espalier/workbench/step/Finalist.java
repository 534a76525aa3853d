package org.espalier.workbench.step;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.model.vit.Subnet;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// A subnet of a supernet after it was fine-tuned for itself, a run of its own.
///
/// @param subnet whose slices were trained on
/// @param folder name of the run's folder
/// @param before accuracy of the inherited weights on validation, percent
/// @param validation accuracy after fine-tuning, percent
/// @param test accuracy after fine-tuning on the test part, percent; null if there is none
public record Finalist(
        Subnet subnet,
        String folder,
        double before,
        double validation,
        @Nullable Double test) {

    /// How finalists are fine-tuned, all of them alike.
    ///
    /// @param supernet folder with the weights they inherit
    /// @param data folder or zip file of pictures
    /// @param epochs passes over the training pictures
    /// @param training what differs from the standard recipe
    record Round(Path supernet, Path data, int epochs, long seed, TrainingOptions training) {}

    /// Fine-tunes subnets, the best by inherited weights first, and puts the most accurate on validation first; of
    /// equal ones the earlier. The first one's run is `name` in the folder, the others' `name-2` and on; the file
    /// `name-subnet.json` says what each was. What was finished before is read, not done again.
    ///
    /// @throws WorkbenchException input if there is no validation part to judge by
    static List<Finalist> best(Path folder, String name, List<Subnet> subnets, Round round, TaskContext context) {
        List<Finalist> finalists = new ArrayList<>();
        for (int i = 0; i < subnets.size(); i++) {
            String run = i == 0 ? name : name + "-" + (i + 1);
            Path file = folder.resolve(run + "-subnet.json");
            Json.write(file, subnets.get(i));
            finalists.add(tuned(folder.resolve(run), file, round, context));
        }
        return finalists.stream()
                .sorted(Comparator.comparingDouble((Finalist f) -> -f.validation()))
                .toList();
    }

    private static Finalist tuned(Path folder, Path subnet, Round round, TaskContext context) {
        JsonNode result = result(folder, subnet, round, context);
        if (!result.path("before").isNumber() || !result.path("validation").isNumber()) {
            throw WorkbenchException.input(
                    "nas.finalists.validation",
                    round.data() + " has no validation part, by which the finalists would be judged",
                    "Divide it into train/, validation/ and test/, or search without finalists.");
        }
        JsonNode test = result.path("test");
        return new Finalist(
                Json.mapper().convertValue(result.path("subnet"), Subnet.class),
                String.valueOf(folder.getFileName()),
                result.path("before").asDouble(),
                result.path("validation").asDouble(),
                test.isNumber() ? test.asDouble() : null);
    }

    private static JsonNode result(Path folder, Path subnet, Round round, TaskContext context) {
        NasRetrainStep step = new NasRetrainStep();
        NasRetrainStep.Parameters wanted = new NasRetrainStep.Parameters(
                round.supernet(),
                subnet,
                round.data(),
                folder,
                round.epochs(),
                round.seed(),
                1,
                false,
                false,
                round.training());
        return NasAblationSeed.done(folder, () -> step.run(wanted, context), () -> step.resume(folder, context));
    }
}
