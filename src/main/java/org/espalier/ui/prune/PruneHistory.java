package org.espalier.ui.prune;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunStatus;
import org.espalier.workbench.run.RunStore;
import org.jspecify.annotations.Nullable;

/// What the project's runs say about pruning: each pruned checkpoint with its layers, and measured accuracies.
///
/// @param pruned oldest first
/// @param measured model's folder -> its newest measurement
/// @param packed model's folder -> the newest packed file made of it
/// @param searches policy searches, oldest first
record PruneHistory(List<Pruned> pruned, Map<Path, Measured> measured, Map<Path, Packed> packed, List<Run> searches) {

    /// A finished `prune apply`.
    ///
    /// @param zeros weights that are zero or cut out
    /// @param ratios layer -> share of them in it
    /// @param errors layer -> relative change of its weights
    record Pruned(
            Path run,
            Path model,
            Path out,
            String criterion,
            String pattern,
            List<String> components,
            long samples,
            long seed,
            double sparsity,
            long zeros,
            long weights,
            Map<String, Double> ratios,
            Map<String, Double> errors) {}

    /// A finished `model evaluate`.
    record Measured(double accuracy, long questions) {}

    /// A finished `prune pack`.
    ///
    /// @param denseBytes of the checkpoint's tensors
    record Packed(Path file, long bytes, long denseBytes) {}

    static PruneHistory read(RunStore store) {
        List<Run> done = store.list().stream()
                .filter(run -> run.status() == RunStatus.DONE)
                .toList();
        Map<Path, Measured> measured = new LinkedHashMap<>();
        for (Run run : done) {
            Path model = path(run.record().parameters().path("model"));
            JsonNode result = run.result().orElse(null);
            if (run.record().step().equals("model evaluate") && model != null && result != null) {
                measured.put(
                        model,
                        new Measured(
                                result.path("accuracy").asDouble(),
                                result.path("samples").asLong()));
            }
        }
        List<Pruned> pruned = done.stream()
                .filter(run -> run.record().step().equals("prune apply"))
                .flatMap(run -> pruned(run).stream())
                .toList();
        Map<Path, Packed> packed = packed(done);
        List<Run> searches = store.list().stream()
                .filter(run -> run.record().step().equals("prune search"))
                .toList();
        return new PruneHistory(pruned, measured, packed, searches);
    }

    /// The packed files that are still there.
    private static Map<Path, Packed> packed(List<Run> done) {
        Map<Path, Packed> packed = new LinkedHashMap<>();
        for (Run run : done) {
            Path model = path(run.record().parameters().path("model"));
            JsonNode result = run.result().orElse(null);
            Path file = result == null ? null : path(result.path("file"));
            if (run.record().step().equals("prune pack")
                    && model != null
                    && result != null
                    && file != null
                    && Files.isRegularFile(file)) {
                packed.put(
                        model,
                        new Packed(
                                file,
                                result.path("bytes").asLong(),
                                result.path("denseBytes").asLong()));
            }
        }
        return packed;
    }

    private static Optional<Pruned> pruned(Run run) {
        JsonNode asked = run.record().parameters();
        JsonNode result = run.result().orElse(null);
        Path model = path(asked.path("model"));
        Path out = path(asked.path("out"));
        if (result == null || model == null || out == null) {
            return Optional.empty();
        }
        Map<String, Double> ratios = new LinkedHashMap<>();
        Map<String, Double> errors = new LinkedHashMap<>();
        result.path("layers").forEach(layer -> {
            ratios.put(layer.path("name").asText(), layer.path("got").asDouble());
            errors.put(layer.path("name").asText(), layer.path("error").asDouble());
        });
        List<String> components = new java.util.ArrayList<>();
        result.path("components").forEach(c -> components.add(c.asText()));
        return Optional.of(new Pruned(
                run.folder(),
                model,
                out,
                result.path("criterion").asText(),
                result.path("pattern").asText(),
                components,
                result.path("calibration").path("samples").asLong(0),
                result.path("seed").asLong(),
                result.path("sparsity").asDouble(),
                result.path("zeros").asLong() + result.path("cut").asLong(),
                result.path("weights").asLong(),
                ratios,
                errors));
    }

    /// A path as JSON holds it: plain, or as a `file:` address.
    private static @Nullable Path path(JsonNode node) {
        String text = node.asText("");
        if (text.isEmpty()) {
            return null;
        }
        Path path = text.startsWith("file:") ? Path.of(URI.create(text)) : Path.of(text);
        return path.toAbsolutePath().normalize();
    }

    /// What the newest policy search of a model has told; nothing if there was none.
    SearchProgress lastSearch(Path model) {
        Path wanted = model.toAbsolutePath().normalize();
        return searches.reversed().stream()
                .filter(run -> wanted.equals(path(run.record().parameters().path("model"))))
                .findFirst()
                .map(SearchProgress::of)
                .orElseGet(SearchProgress::new);
    }

    /// The measurement of a model.
    @Nullable
    Measured of(Path model) {
        return measured.get(model.toAbsolutePath().normalize());
    }

    /// The checkpoints pruned from a model, oldest first.
    List<Pruned> from(Path model) {
        Path wanted = model.toAbsolutePath().normalize();
        return pruned.stream().filter(p -> p.model().equals(wanted)).toList();
    }
}
