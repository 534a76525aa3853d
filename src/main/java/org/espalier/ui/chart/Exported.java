package org.espalier.ui.chart;

/// A picture that can be kept as a file. Whoever shows one puts a [SaveButton] beside it.
public interface Exported {

    /// What a file of that name would hold: PNG, SVG or CSV by its ending.
    byte[] saved(String name);
}
