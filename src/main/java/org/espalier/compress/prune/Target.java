package org.espalier.compress.prune;

/// How much of a matrix is to go, and where.
///
/// @param ratio the share of its weights, in (0, 1); with a grouped pattern, that pattern's own
/// @param zeros exactly how many weights go, over the whole matrix; [#BY_RATIO] where the ratio decides
public record Target(double ratio, Pattern pattern, TieRule ties, long zeros) {

    /// No count was asked for: each row or block loses its own share, rounded down.
    static final long BY_RATIO = -1;

    /// Checks the ratio.
    ///
    /// @throws IllegalArgumentException if it is out of range or not the pattern's
    public Target {
        if (!(ratio > 0 && ratio < 1)) {
            throw new IllegalArgumentException("ratio " + ratio + " is not in (0, 1)");
        }
        if (pattern.grouped() && ratio != pattern.ratio()) {
            throw new IllegalArgumentException("pattern " + pattern.word() + " cannot have ratio " + ratio);
        }
    }

    /// By a ratio alone.
    public Target(double ratio, Pattern pattern, TieRule ties) {
        this(ratio, pattern, ties, BY_RATIO);
    }

    /// Unstructured, exactly counted.
    public static Target of(double ratio) {
        return new Target(ratio, Pattern.UNSTRUCTURED, TieRule.EXACT);
    }

    /// A grouped pattern.
    public static Target of(Pattern pattern) {
        return new Target(pattern.ratio(), pattern, TieRule.EXACT);
    }

    /// Unstructured, `zeros` of a matrix's `weights`, neither more nor less: what equal budgets need, where a
    /// ratio would round down once for each row or block.
    ///
    /// @throws IllegalArgumentException unless `0 < zeros < weights`
    static Target exactly(long zeros, long weights) {
        return new Target((double) zeros / weights, Pattern.UNSTRUCTURED, TieRule.EXACT, zeros);
    }

    /// How many of `count` weights that is, those from `before` on out of `all`: the product rounded down, as the
    /// published code does; of an exact count, the part that falls here.
    int of(int count, long before, long all) {
        if (zeros == BY_RATIO) {
            return (int) (count * ratio);
        }
        return (int) (zeros * (before + count) / all - zeros * before / all);
    }

    /// How many weights of a row go; of an exact count, the first rows take what division leaves.
    int ofRow(int row, int rows, int columns) {
        if (zeros == BY_RATIO) {
            return (int) (columns * ratio);
        }
        return (int) (zeros / rows + (row < zeros % rows ? 1 : 0));
    }
}
