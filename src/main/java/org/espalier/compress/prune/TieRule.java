package org.espalier.compress.prune;

/// What happens to scores at the threshold.
public enum TieRule {
    /// Exactly k weights go; where scores tie, the lower index first.
    EXACT,
    /// All scores up to and including the one of rank k go, k counted from 0: one weight more than asked, and
    /// all that tie with it. The published code of SparseGPT and of Wanda's magnitude baseline does this.
    COMPAT;

    /// The rule's name on the command line.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
