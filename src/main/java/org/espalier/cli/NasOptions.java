package org.espalier.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.espalier.model.vit.Choices;
import org.espalier.plan.Boards;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.step.NasSpaceOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that say which space and which limits.
final class NasOptions {

    @Option(names = "--image", paramLabel = "PIXELS", description = "Side of the input picture; default the space's.")
    private @Nullable Integer image;

    @Option(names = "--patch", paramLabel = "PIXELS", description = "Side of a patch; default the space's.")
    private @Nullable Integer patch;

    @Option(names = "--rank", paramLabel = "R", description = "Rank ratio of three factors; default the space's.")
    private @Nullable Double rank;

    @Option(names = "--rank-attention", paramLabel = "R", description = "Rank ratio of attention, two factors.")
    private @Nullable Double rankAttention;

    @Option(names = "--rank-mlp", paramLabel = "R", description = "Rank ratio of the MLP, two factors.")
    private @Nullable Double rankMlp;

    @Option(names = "--budget", paramLabel = "BYTES", description = "SRAM a net may use; default the board's.")
    private @Nullable Long budget;

    @Option(names = "--flash", paramLabel = "BYTES", description = "Flash a net may use; default the board's.")
    private @Nullable Long flash;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "corrected",
            description = "compat: the published formulas; corrected: residuals and flash counted (default).")
    private String mode = "corrected";

    @Option(names = "--board", paramLabel = "ID", description = "Board; default " + Boards.DEFAULT + ".")
    private @Nullable String board;

    @Option(
            names = "--latency",
            paramLabel = "MS",
            description = "Milliseconds one inference may take (estimated); default no limit.")
    private @Nullable Double latency;

    @Option(
            names = "--only",
            paramLabel = "KIND=VALUES",
            description = "Leave only these choices of a kind (embed_dim, depth, num_heads, mlp_ratio), such as"
                    + " depth=4,5; may be given for several kinds.")
    private Map<String, String> only = new LinkedHashMap<>();

    NasSpaceOptions of(String space) {
        Within.range("--image", image, 1, 4096);
        Within.range("--patch", patch, 1, 4096);
        Within.range("--rank", rank, 0, 1);
        Within.range("--rank-attention", rankAttention, 0, 1);
        Within.range("--rank-mlp", rankMlp, 0, 1);
        Within.range("--budget", budget, 1, 1L << 40);
        Within.range("--flash", flash, 1, 1L << 40);
        Within.range("--latency", latency, 0, 1e9);
        return new NasSpaceOptions(
                space, image, patch, rank, rankAttention, rankMlp, budget, flash, mode, board, latency, choices());
    }

    private @Nullable Choices choices() {
        if (only.isEmpty()) {
            return null;
        }
        if (!Choices.KINDS.containsAll(only.keySet())) {
            throw wrong("a kind is one of " + String.join(", ", Choices.KINDS));
        }
        return Choices.of(kind -> values(kind, Integer::valueOf), kind -> values(kind, Double::valueOf));
    }

    private <T> List<T> values(String kind, Function<String, T> number) {
        try {
            String values = only.get(kind);
            return values == null
                    ? List.of()
                    : Arrays.stream(values.split(",", -1))
                            .map(String::strip)
                            .map(number)
                            .toList();
        } catch (NumberFormatException e) {
            throw wrong(kind + "=" + only.get(kind) + ": values are numbers");
        }
    }

    private static WorkbenchException wrong(String what) {
        return WorkbenchException.usage("nas.only", "--only: " + what, "Write it as in --only depth=4,5.");
    }
}
