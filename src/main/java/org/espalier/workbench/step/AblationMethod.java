package org.espalier.workbench.step;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.espalier.search.prune.ExactPruner;
import org.espalier.task.WorkbenchException;

/// What an ablation compares.
enum AblationMethod {
    /// Masks by magnitude, all ratios alike.
    MAGNITUDE("magnitude", Pruning.OURS),
    /// Wanda's rule, all ratios alike.
    WANDA("wanda", Pruning.WANDA),
    /// SparseGPT's rule, all ratios alike.
    OBS_UNIFORM("obs uniform", Pruning.PUBLISHED),
    /// SparseGPT's rule with OWL's ratios.
    OBS_OWL("obs owl", Pruning.PUBLISHED),
    /// SparseGPT's rule with random ratios, the least loss on the samples wins.
    OBS_RANDOM("obs random search", Pruning.PUBLISHED),
    /// This program's way to prune, all ratios alike.
    REFIT_UNIFORM("refit uniform", Pruning.OURS),
    /// This program's way to prune with random ratios, the least objective wins.
    RANDOM("random search", Pruning.OURS),
    /// Evolution by the loss alone.
    WITHOUT_OMEGA("without omega", Pruning.OURS),
    /// Evolution by the objective, the projector as it is.
    WITHOUT_PROJECTOR("without projector", Pruning.OURS),
    /// All of it.
    WHOLE("whole", Pruning.OURS);

    /// How layers are pruned once their ratios are known.
    enum Pruning {
        /// Wanda.
        WANDA,
        /// OBS as published.
        PUBLISHED,
        /// OBS towards the dense model, refit.
        OURS;

        ExactPruner.Method method() {
            return switch (this) {
                case WANDA -> ExactPruner.Method.wanda();
                case PUBLISHED -> ExactPruner.Method.published();
                case OURS -> ExactPruner.Method.corrected();
            };
        }
    }

    private final String title;
    private final Pruning pruning;

    AblationMethod(String title, Pruning pruning) {
        this.title = title;
        this.pruning = pruning;
    }

    /// As tables call it.
    String title() {
        return title;
    }

    /// As the command line calls it.
    String word() {
        return title.replace(' ', '-');
    }

    Pruning pruning() {
        return pruning;
    }

    /// The method of a word.
    ///
    /// @throws WorkbenchException if there is none
    static AblationMethod parse(String word) {
        return Arrays.stream(values())
                .filter(method -> method.word().equals(word))
                .findFirst()
                .orElseThrow(() -> WorkbenchException.usage(
                        "ablation.method",
                        "there is no method '" + word + "' to compare",
                        "Choose of "
                                + Arrays.stream(values())
                                        .map(AblationMethod::word)
                                        .collect(Collectors.joining(", ")) + "."));
    }
}
