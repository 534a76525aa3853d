package org.espalier.workbench.step;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.espalier.task.Worded;
import org.espalier.task.WorkbenchException;

/// Ways to choose a subnet within limits that `nas ablation` compares.
enum NasAblationMethod implements Worded {
    /// The one uniform subnet (the same block throughout) that leaves least of the flash unused: picked by hand, by
    /// no measurement.
    FULLEST,
    /// The best of uniform subnets, those that fill the flash best, as many as a search measures.
    UNIFORM,
    /// The best of subnets drawn at random.
    RANDOM,
    /// AutoFormer's evolution: every child is measured.
    EVOLUTION,
    /// Evolution that measures the most promising of many children.
    GUIDED;

    /// As the command line and tables call it.
    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The method of a word.
    ///
    /// @throws WorkbenchException if there is none
    static NasAblationMethod parse(String word) {
        return Worded.parse(values(), word, "ablation.method", "there is no method '" + word + "' to compare");
    }

    /// All words, in the order of the table.
    static List<String> words() {
        return Arrays.stream(values()).map(NasAblationMethod::word).toList();
    }
}
