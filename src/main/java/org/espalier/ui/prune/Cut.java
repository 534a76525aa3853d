package org.espalier.ui.prune;

import java.util.List;
import org.espalier.compress.prune.Pattern;
import org.espalier.workbench.step.Structure;

/// What the page's pattern takes out: single weights, some of each group, or whole heads and neurons.
///
/// @param pattern of single weights
/// @param structure of heads and neurons
record Cut(Pattern pattern, Structure structure) {

    /// What can be chosen, by the command line's words.
    static final List<String> WORDS = List.of("unstructured", "2:4", "4:8", "flap", "flap-global", "llm-pruner");

    /// What a word stands for.
    static Cut of(String word) {
        return WORDS.indexOf(word) > 2
                ? new Cut(Pattern.UNSTRUCTURED, Structure.parse(word))
                : new Cut(Pattern.parse(word), Structure.NONE);
    }

    /// Whether heads and neurons go.
    boolean structured() {
        return structure != Structure.NONE;
    }

    /// Whether ratios may differ by layer: not in groups, and not where a rule shares them out.
    boolean editable() {
        return !structured() && !pattern.grouped();
    }
}
