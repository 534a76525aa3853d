package org.espalier.search.prune;

import org.espalier.task.Worded;
import org.espalier.task.WorkbenchException;

/// What a projector learns in a step of search-space evolution. How the paper lowers its loss is not recovered.
public enum ProjectorAim implements Worded {
    /// The dense model's last states at every place: hundreds of numbers a token, so that a few samples hold much to
    /// learn from.
    STATES("states"),
    /// The gold answers' tokens. A policy refit on its samples hardly errs there, so it learns from halves of the
    /// samples with weights calibrated on the other halves.
    ANSWERS("answers");

    private final String word;

    ProjectorAim(String word) {
        this.word = word;
    }

    /// The name on the command line.
    @Override
    public String word() {
        return word;
    }

    /// The aim that a command line names.
    ///
    /// @throws WorkbenchException if there is none of that name
    public static ProjectorAim parse(String word) {
        return Worded.parse(values(), word, "search.projector", "a projector cannot aim at '" + word + "'");
    }
}
