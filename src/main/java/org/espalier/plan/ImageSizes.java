package org.espalier.plan;

import java.util.SequencedMap;

/// What the linker made of a firmware project, in bytes, beside what the plan expected.
///
/// @param flash what lies in flash
/// @param sram what lies in SRAM
public record ImageSizes(Flash flash, Sram sram) {

    /// Bytes of flash, from the linker.
    ///
    /// @param budget what the board has
    /// @param used all sections together
    /// @param sections by name
    /// @param weights constants of the network, a part of `.rodata`
    /// @param code what is left
    /// @param outside bytes of weights in a flash outside the chip, not part of `used`
    /// @param plan what the plan expected
    /// @param difference used against plan, in words
    public record Flash(
            long budget,
            long used,
            SequencedMap<String, Long> sections,
            long weights,
            long code,
            long outside,
            long plan,
            String difference) {}

    /// Bytes of SRAM, from the linker.
    ///
    /// @param budget what the board has in one piece
    /// @param used all sections together
    /// @param sections by name
    /// @param arena the network's memory, the plan's number
    /// @param stack set aside
    /// @param deepestStack the most the program can need, from the compiler's call graph
    /// @param plan what the plan expected
    /// @param difference used against plan, in words
    public record Sram(
            long budget,
            long used,
            SequencedMap<String, Long> sections,
            long arena,
            long stack,
            long deepestStack,
            long plan,
            String difference) {}
}
