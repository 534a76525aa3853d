package org.espalier.compress.prune;

/// How much of a matrix is to go, and where.
///
/// @param ratio the share of its weights, in (0, 1); with a grouped pattern, that pattern's own
public record Target(double ratio, Pattern pattern, TieRule ties) {

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

    /// Unstructured, exactly counted.
    public static Target of(double ratio) {
        return new Target(ratio, Pattern.UNSTRUCTURED, TieRule.EXACT);
    }

    /// How many of `count` weights that is: the product rounded down, as the published code does.
    int of(int count) {
        return (int) (count * ratio);
    }
}
