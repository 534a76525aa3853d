package org.espalier.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One step of a plan, as the firmware executes it.
///
/// @param index from 0
/// @param name "block 0 norm2+fc11+fc13+gelu+fc21+fc23+add2"
/// @param liveBytes bytes of the arena in use during the step
/// @param ops names of the operators it does, in order
/// @param firstRow first row of the input
/// @param rows rows of the input
/// @param tile rows done together
/// @param reads ids of the buffers read
/// @param writes id of the buffer written
/// @param scratch id of its scratch buffer, or null
/// @param parts how the scratch is divided, from its start; offsets are multiples of 8
/// @param macs multiply-accumulates
/// @param attention what it attends with, or null
public record Step(
        int index,
        String name,
        long liveBytes,
        Action action,
        List<String> ops,
        int firstRow,
        int rows,
        int tile,
        List<Integer> reads,
        int writes,
        @Nullable Integer scratch,
        List<Part> parts,
        long macs,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Attention attention) {

    /// Checks that it does rows, and that the buffers it names are among `count`.
    ///
    /// @throws IllegalArgumentException if it does not, or one is not
    void check(int count) {
        Plan.require(rows > 0, "step " + index + " has " + rows + " rows");
        Plan.require(tile > 0, "step " + index + " does " + tile + " rows together");
        named(writes, count);
        if (scratch != null) {
            named(scratch, count);
        }
        if (reads != null) {
            reads.stream().filter(Objects::nonNull).forEach(id -> named(id, count));
        }
    }

    private void named(int id, int count) {
        Plan.require(id >= 0 && id < count, "step " + index + " names buffer " + id + " of " + count);
    }

    /// A piece of a scratch buffer: "pack", "tile", "sums" or "attention".
    ///
    /// @param offset from the start of the scratch buffer
    public record Part(String name, int offset, int bytes) {}

    /// The form of attention.
    ///
    /// @param headDim width of a head
    /// @param relativeRows rows of either table of relative positions, 0 without
    public record Attention(int heads, int headDim, int relativeRows) {}
}
