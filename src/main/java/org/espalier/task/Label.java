package org.espalier.task;

/// Where a number comes from. No number is shown or saved without it.
public enum Label {
    /// A model computed it.
    ESTIMATED,
    /// The virtual board counted it.
    SIMULATED,
    /// A real clock, board or test set gave it.
    MEASURED,
    /// Someone else judged it; the device is the judge's name.
    IMPORTED;

    /// The word as it stands in JSON and on screen: "measured".
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
