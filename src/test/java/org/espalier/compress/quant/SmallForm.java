package org.espalier.compress.quant;

/// A small form of a network that has everything: factors, several heads, more than one block.
public final class SmallForm {

    /// The form, with a stream of 8 bits and without relative positions.
    public static final RandomNetworks.Form SMALL = new RandomNetworks.Form(24, 8, 0, 20, 2, 2, 8, 36, 12, 5, false);

    private SmallForm() {}
}
