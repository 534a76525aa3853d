package org.espalier.workbench.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.workbench.run.RunStore;

/// A project as large as they come, to see whether the window stays fluid: a checkpoint of seven billion weights, which
/// is a file of holes, and the run of a policy search of five hundred candidates, which are random numbers.
public final class LargeProject {

    /// Candidates of the search.
    public static final int CANDIDATES = 500;

    private static final int GENERATION = 20;

    private record Searched(Path model) {}

    private record Nothing(String schema) {}

    private LargeProject() {}

    /// Writes it into `folder` and returns the project's folder.
    ///
    /// @param seed of the candidates
    public static Path write(Path folder, long seed) {
        try {
            Path project = Files.createDirectories(folder.resolve("project"));
            Path model = Files.createDirectories(folder.resolve("model"));
            LlavaFile shape = LlavaFile.SEVEN_BILLION;
            Files.writeString(model.resolve("config.json"), shape.config());
            LlavaFile.write(model.resolve("model.safetensors"), shape.tensors(), UnaryOperator.identity());
            Files.writeString(project.resolve("project.json"), """
                    {"schema": "espalier.project/1", "name": "Seven billion", "kind": "prune",
                     "description": "", "model": "../model"}
                    """);
            RunStore.in(project.resolve("runs"))
                    .start(
                            "prune search",
                            new Searched(model),
                            List.of("prune", "search", model.toString()),
                            List.of(),
                            TaskContext.NONE)
                    .record(context -> search(seed, context));
            return project;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Events as a search of 64 parts writes them.
    private static Nothing search(long seed, TaskContext context) {
        Random random = new Random(seed);
        for (int i = 0; i < CANDIDATES; i++) {
            Map<String, Double> ratios = new LinkedHashMap<>();
            for (int block = 0; block < LlavaFile.SEVEN_BILLION.blocks(); block++) {
                ratios.put("language_model.layers." + block + ".self_attn", random.nextDouble());
                ratios.put("language_model.layers." + block + ".mlp", random.nextDouble());
            }
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("generation", i / GENERATION);
            fields.put("id", "%016x".formatted(random.nextLong()));
            fields.put("objective", 1 + random.nextDouble());
            fields.put("ratios", ratios);
            context.emit(new TaskEvent("candidate", fields));
            if (i % GENERATION == GENERATION - 1) {
                double best = random.nextDouble();
                context.emit(new TaskEvent(
                        "generation",
                        Map.of(
                                "generation",
                                i / GENERATION,
                                "scored",
                                i,
                                "objective",
                                1 + best,
                                "mean",
                                1.5,
                                "loss",
                                0.9,
                                "heldOut",
                                1.1,
                                "gap",
                                0.2)));
            }
        }
        return new Nothing("espalier.prune-search/1");
    }
}
