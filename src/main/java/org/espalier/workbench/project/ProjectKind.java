package org.espalier.workbench.project;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Which of the two jobs a project is for.
public enum ProjectKind {
    /// Prune a vision-language model.
    @JsonProperty("prune")
    PRUNE,
    /// Put a vision transformer on a board.
    @JsonProperty("device")
    DEVICE
}
