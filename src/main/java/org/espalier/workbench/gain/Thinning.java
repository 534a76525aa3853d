package org.espalier.workbench.gain;

/// Which weights of a measured matrix are missing.
public enum Thinning {
    /// None.
    DENSE("dense"),
    /// Single ones, anywhere.
    UNSTRUCTURED("unstructured"),
    /// Two of every four neighbours.
    TWO_OF_FOUR("2:4"),
    /// Whole heads and neurons: a smaller dense matrix.
    STRUCTURED("structured");

    private final String word;

    Thinning(String word) {
        this.word = word;
    }

    /// As on the command line: "2:4".
    String word() {
        return word;
    }

    /// Whether what is left is kept with a bitmap.
    boolean sparse() {
        return this == UNSTRUCTURED || this == TWO_OF_FOUR;
    }
}
