package org.espalier.plan;

import java.util.List;

/// Where everything lies while a network runs on a board, and whether it fits.
///
/// @param schema "espalier.plan/1"
/// @param board the board's id
/// @param network the network's name
/// @param fits whether SRAM and flash suffice
/// @param arenaBytes size of the arena
/// @param lowerBound no layout of these buffers can be smaller
/// @param buffers by id
/// @param steps by index
public record Plan(
        String schema,
        String board,
        String network,
        boolean fits,
        Techniques techniques,
        Sram sram,
        FlashUse flash,
        int arenaBytes,
        long lowerBound,
        long macs,
        List<Buffer> buffers,
        List<Step> steps) {

    /// The schema of this record.
    public static final String SCHEMA = "espalier.plan/1";

    /// SRAM in bytes.
    ///
    /// @param budget what the board has in one piece
    /// @param peak the most the arena holds at any step
    /// @param peakStep the first step that holds it
    /// @param total arena and the other parts together
    /// @param parts what the total consists of
    public record Sram(long budget, long peak, int peakStep, String peakName, long total, List<Share> parts) {}

    /// Flash in bytes.
    ///
    /// @param budget what the board has
    /// @param bytes what constants and code take
    /// @param parts what the bytes consist of
    public record FlashUse(long budget, long bytes, List<Share> parts) {}

    /// A part of a total.
    ///
    /// @param label "estimated" or "exact"
    public record Share(String name, long bytes, String label) {}

    /// The buffer of a step's output.
    public Buffer output(Step step) {
        return buffers.get(step.writes());
    }
}
