package org.espalier.plan;

import java.util.List;
import java.util.Objects;
import org.espalier.task.WorkbenchException;

/// Where everything lies while a network runs on a board, and whether it fits.
///
/// @param schema "espalier.plan/1"
/// @param board the board's id
/// @param network the network's name
/// @param fits whether SRAM and flash suffice
/// @param arenaBytes size of the arena, all pieces together
/// @param pieces where the arena lies: one memory, or several if no single one has room for it. Offsets
///     of buffers count through all pieces in their order, and no buffer lies in two.
/// @param lowerBound no layout of these buffers can be smaller; an arena of this size is proven to be
///     the smallest
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
        List<Piece> pieces,
        long lowerBound,
        long macs,
        List<Buffer> buffers,
        List<Step> steps) {

    /// Checks that steps, buffers and arena belong together. What is missing altogether is told by whoever reads the
    /// file.
    ///
    /// @throws IllegalArgumentException if they do not
    public Plan {
        if (buffers != null && steps != null) {
            require(!steps.isEmpty(), "it has no steps");
            int count = buffers.size();
            steps.stream().filter(Objects::nonNull).forEach(step -> step.check(count));
            int last = steps.size() - 1;
            buffers.stream().filter(Objects::nonNull).forEach(buffer -> buffer.check(last, arenaBytes));
            int peak = sram == null ? 0 : sram.peakStep();
            require(peak >= 0 && peak <= last, "the peak is at step " + peak + " of " + steps.size());
        }
        require(pieces == null || !pieces.isEmpty(), "it has no arena");
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /// The schema of this record.
    public static final String SCHEMA = "espalier.plan/1";

    /// SRAM in bytes.
    ///
    /// @param budget what the memories that are used have
    /// @param peak the most the arena holds at any step
    /// @param peakStep the first step that holds it
    /// @param total arena and the other parts together: stack and variables, unless the board has
    ///     another memory for them
    /// @param parts what the total consists of
    public record Sram(long budget, long peak, int peakStep, String peakName, long total, List<Share> parts) {
        /// Whether the memories hold it.
        public boolean fits() {
            return total <= budget;
        }
    }

    /// A part of the arena in a memory of its own.
    ///
    /// @param memory its name, as the board's description has it
    /// @param offset where it starts in the arena, a multiple of 16
    public record Piece(String memory, int offset, int bytes) {}

    /// Flash in bytes.
    ///
    /// @param budget what the board has
    /// @param bytes what constants and code take
    /// @param parts what the bytes consist of
    /// @param layers weights and tables on the chip once more, by operator in the order they run
    /// @param outside what lies in a flash outside the chip, because it has no room on it
    public record FlashUse(long budget, long bytes, List<Share> parts, List<Share> layers, Outside outside) {
        /// Whether the chip holds its part, and the flash outside it the other.
        public boolean fits() {
            return bytes <= budget && outside.bytes() <= outside.budget();
        }
    }

    /// Flash outside the chip, in bytes.
    ///
    /// @param memory its name; empty if none is used
    /// @param budget what it has
    /// @param ops whose weights or positions lie there
    public record Outside(String memory, long budget, long bytes, List<String> ops) {
        /// Nothing lies outside.
        public static final Outside NONE = new Outside("", 0, 0, List.of());
    }

    /// A part of a total.
    ///
    /// @param label "estimated" or "exact"
    public record Share(String name, long bytes, String label) {}

    /// Says why the network does not fit, and what to do.
    ///
    /// @throws WorkbenchException if it does not
    public void requireFit() {
        if (!sram.fits()) {
            long rest = sram.total() - arenaBytes;
            throw WorkbenchException.infeasible(
                    "plan.sram",
                    "Activations need " + kib(arenaBytes) + " KiB and the rest of the firmware " + kib(rest)
                            + " KiB, SRAM has " + sram.budget() / 1024 + " KiB; the peak is at " + sram.peakName(),
                    techniques.equals(Techniques.ALL)
                            ? "Choose a smaller subnet, larger patches or a board with more SRAM."
                            : "Switch on all three techniques; if that is not enough, choose a smaller subnet.");
        }
        if (flash.bytes() > flash.budget()) {
            throw WorkbenchException.infeasible(
                    "plan.flash",
                    "The image needs " + kib(flash.bytes()) + " KiB, flash has " + flash.budget() / 1024 + " KiB; "
                            + kib(flash.parts().getFirst().bytes()) + " KiB of it are weights",
                    "Choose a subnet with fewer blocks, narrower layers or lower ranks, or a board with more flash.");
        }
        requireOutsideFit();
    }

    private void requireOutsideFit() {
        Outside outside = flash.outside();
        if (outside.bytes() > outside.budget()) {
            throw WorkbenchException.infeasible(
                    "plan.flash",
                    "Weights need " + kib(outside.bytes()) + " KiB outside the chip, the " + outside.memory() + " has "
                            + outside.budget() / 1024 + " KiB",
                    "Choose a subnet with fewer blocks, narrower layers or lower ranks.");
        }
    }

    private static long kib(long bytes) {
        return (bytes + 1023) / 1024;
    }

    /// The buffer of a step's output.
    public Buffer output(Step step) {
        return buffers.get(step.writes());
    }
}
