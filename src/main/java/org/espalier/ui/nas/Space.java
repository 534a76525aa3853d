package org.espalier.ui.nas;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.format.Json;
import org.espalier.model.vit.Choices;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.NasSpaceOptions;
import org.espalier.workbench.step.NasSpaceStep;
import org.jspecify.annotations.Nullable;

/// A supernet's configuration as the page edits it: choices switched on and off, other sizes.
///
/// @param supernet its folder
/// @param config the supernet's own `config.json`
record Space(Path supernet, JsonNode config) {

    /// The kinds of choices, by their names in the configuration.
    static final List<String> KINDS = List.of("embed_dim", "depth", "num_heads", "mlp_ratio");

    /// What the user set.
    ///
    /// @param choices kind -> the values left on
    /// @param rankAttention rank ratio of attention; null where the space has no two factors
    record Edited(
            Map<String, List<Double>> choices,
            int image,
            int patch,
            @Nullable Double rankAttention,
            @Nullable Double rankMlp) {}

    static Space read(Path supernet) {
        return new Space(supernet, Json.read(Files.isDirectory(supernet) ? supernet.resolve("config.json") : supernet));
    }

    /// Every value of a kind; the supernet's own where it offers no choice.
    List<Double> values(String kind) {
        List<Double> values = new ArrayList<>();
        config.path("choices").path(kind).forEach(value -> values.add(value.asDouble()));
        return values.isEmpty() ? List.of(config.path(kind).asDouble()) : values;
    }

    int image() {
        return config.path("image_size").asInt();
    }

    int patch() {
        return config.path("patch_size").asInt();
    }

    /// Whether the rank of attention and MLP can be set apart.
    boolean twoFactors() {
        return config.path("low_rank").asText().equals("two-factor");
    }

    double rank(String of) {
        return config.path("rank_ratio_" + of).asDouble();
    }

    /// Everything on, at the supernet's own sizes.
    Edited whole() {
        Map<String, List<Double>> choices = new LinkedHashMap<>();
        KINDS.forEach(kind -> choices.put(kind, values(kind)));
        boolean two = twoFactors();
        return new Edited(choices, image(), patch(), two ? rank("attn") : null, two ? rank("mlp") : null);
    }

    /// Whether the sizes are those that the supernet was trained at.
    boolean trained(Edited edited) {
        Edited whole = whole();
        return edited.image() == whole.image()
                && edited.patch() == whole.patch()
                && Objects.equals(edited.rankAttention(), whole.rankAttention())
                && Objects.equals(edited.rankMlp(), whole.rankMlp());
    }

    /// The choices left on; null if that is all of them.
    @Nullable
    Choices only(Edited edited) {
        return edited.choices().equals(whole().choices()) || !config.has("choices")
                ? null
                : new Choices(
                        whole(edited, "embed_dim"),
                        whole(edited, "depth"),
                        whole(edited, "num_heads"),
                        edited.choices().getOrDefault("mlp_ratio", List.of()));
    }

    private static List<Integer> whole(Edited edited, String kind) {
        return edited.choices().getOrDefault(kind, List.of()).stream()
                .map(Double::intValue)
                .toList();
    }

    /// Counts the nets of the edited space and the share of them that fits the board.
    NasSpaceStep.Result count(Edited edited, String board, TaskContext context) {
        var options = new NasSpaceOptions(
                supernet.toString(),
                edited.image(),
                edited.patch(),
                null,
                edited.rankAttention(),
                edited.rankMlp(),
                null,
                null,
                "corrected",
                board,
                null,
                only(edited));
        return new NasSpaceStep().run(new NasSpaceStep.Parameters(options), context);
    }
}
