package org.espalier.workbench.step;

import java.util.Arrays;
import java.util.List;
import org.espalier.search.prune.ExactPruner;
import org.espalier.task.Worded;
import org.espalier.task.WorkbenchException;

/// What an ablation compares.
enum PruneAblationMethod implements Worded {
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

    PruneAblationMethod(String title, Pruning pruning) {
        this.title = title;
        this.pruning = pruning;
    }

    /// As tables call it.
    String title() {
        return title;
    }

    /// As the command line calls it.
    @Override
    public String word() {
        return title.replace(' ', '-');
    }

    Pruning pruning() {
        return pruning;
    }

    /// The method of a word.
    ///
    /// @throws WorkbenchException if there is none
    static PruneAblationMethod parse(String word) {
        return Worded.parse(values(), word, "ablation.method", "there is no method '" + word + "' to compare");
    }

    /// All words, in the order of the table.
    static List<String> words() {
        return Arrays.stream(values()).map(PruneAblationMethod::word).toList();
    }
}
