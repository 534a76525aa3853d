package org.espalier.plan;

import org.jspecify.annotations.Nullable;

/// A piece of the arena and how long it is needed.
///
/// @param id its index in the plan
/// @param name the activation it holds, or a step's scratch
/// @param offset bytes from the start of the arena, a multiple of 8
/// @param bytes a multiple of 8
/// @param first the first step that needs it
/// @param last the last step that needs it
/// @param overwrites the buffer it is placed over while that is consumed, or null
/// @param rows rows of the matrix; 1 for scratch
/// @param columns bytes of a row in use
/// @param stride bytes from one row to the next
public record Buffer(
        int id,
        String name,
        Kind kind,
        int offset,
        int bytes,
        int first,
        int last,
        @Nullable Integer overwrites,
        int rows,
        int columns,
        int stride) {

    /// Checks that steps need it that are there, and that it lies in the arena.
    ///
    /// @param end the last step
    /// @throws IllegalArgumentException if that is not so
    void check(int end, int arenaBytes) {
        Plan.require(
                first >= 0 && first <= last && last <= end,
                "buffer " + id + " lives from step " + first + " to " + last + " of " + (end + 1));
        Plan.require(
                offset >= 0 && bytes >= 0 && offset <= arenaBytes - bytes, "buffer " + id + " lies outside the arena");
    }

    /// What a buffer is for.
    public enum Kind {
        /// The picture as it arrives.
        INPUT,
        /// The residual stream.
        RESIDUAL,
        /// Any other matrix between operators.
        ACTIVATION,
        /// What one step needs beside its matrices.
        SCRATCH;

        /// As in JSON: "input".
        @com.fasterxml.jackson.annotation.JsonValue
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
