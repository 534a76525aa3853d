package org.espalier.compress.prune;

import org.espalier.task.Worded;
import org.espalier.task.WorkbenchException;

/// Where zeros may stand.
public enum Pattern implements Worded {
    /// Anywhere.
    UNSTRUCTURED("unstructured", 0, 0),
    /// Two of every four consecutive inputs of an output.
    TWO_OF_FOUR("2:4", 2, 4),
    /// Four of every eight consecutive inputs of an output.
    FOUR_OF_EIGHT("4:8", 4, 8);

    private final String word;
    private final int zeros;
    private final int group;

    Pattern(String word, int zeros, int group) {
        this.word = word;
        this.zeros = zeros;
        this.group = group;
    }

    /// The pattern a command line names.
    ///
    /// @throws WorkbenchException if there is none of that name
    public static Pattern parse(String word) {
        return Worded.parse(values(), word, "prune.pattern", "there is no pattern '" + word + "'");
    }

    /// The pattern's name on the command line.
    @Override
    public String word() {
        return word;
    }

    /// Whether zeros are counted in groups of consecutive inputs.
    public boolean grouped() {
        return group > 0;
    }

    /// Zeros in a group; 0 where there are no groups.
    public int zeros() {
        return zeros;
    }

    /// Consecutive inputs in a group; 0 where there are no groups.
    public int group() {
        return group;
    }

    /// The only ratio a grouped pattern can have.
    public double ratio() {
        return (double) zeros / group;
    }
}
