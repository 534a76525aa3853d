package org.espalier.plan;

/// Which of the three memory techniques a plan uses. They change memory and time, never results.
///
/// @param integration normalisation, GELU, softmax and sums happen inside the linear maps beside them
/// @param decomposition patches are gathered a few at a time
/// @param overwriting outputs are placed over inputs no longer needed
public record Techniques(boolean integration, boolean decomposition, boolean overwriting) {

    /// All three.
    public static final Techniques ALL = new Techniques(true, true, true);

    /// None: every operator apart, every matrix whole.
    public static final Techniques NONE = new Techniques(false, false, false);
}
