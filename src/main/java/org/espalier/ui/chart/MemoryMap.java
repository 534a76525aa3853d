package org.espalier.ui.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.espalier.ui.text.Csv;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;
import org.jspecify.annotations.Nullable;

/// What the memory timeline draws: buffers over the steps of a program.
///
/// @param boxes by id, which is their index
/// @param steps names by index
/// @param arena bytes reserved for all buffers
/// @param beside bytes of the same memory that are needed beside the arena
/// @param budget bytes the memory has
/// @param peakStep the step with the most live bytes
public record MemoryMap(List<Box> boxes, List<String> steps, long arena, long beside, long budget, int peakStep) {

    /// No buffers.
    public static final MemoryMap EMPTY = new MemoryMap(List.of(), List.of(), 0, 0, 0, 0);

    /// Copies the lists.
    public MemoryMap {
        boxes = List.copyOf(boxes);
        steps = List.copyOf(steps);
    }

    /// One buffer: a rectangle of bytes and steps.
    ///
    /// @param offset bytes from the start of the arena
    /// @param first the first step that needs it
    /// @param last the last step that needs it
    /// @param overwrites the id of the buffer it is placed over while that is consumed; -1 for none
    public record Box(int id, String name, Kind kind, long offset, long bytes, int first, int last, int overwrites) {

        /// The first byte above it.
        public long end() {
            return offset + bytes;
        }

        /// Whether it is needed at `step`.
        public boolean liveAt(int step) {
            return first <= step && step <= last;
        }
    }

    /// What a buffer holds.
    public enum Kind {
        /// The picture as it arrives.
        INPUT(Token.INPUT),
        /// The residual stream.
        RESIDUAL(Token.RESIDUAL),
        /// Any other activation.
        ACTIVATION(Token.ACTIVATION),
        /// What one step needs beside its activations.
        SCRATCH(Token.SCRATCH);

        private final Token token;

        Kind(Token token) {
            this.token = token;
        }

        /// Its colour.
        Token token() {
            return token;
        }
    }

    /// A part of the memory in use at a step.
    ///
    /// @param box the buffer, or null for a gap between buffers
    /// @param bytes what it adds to the sum: bytes shared with a buffer below count there
    public record Part(@Nullable Box box, long bytes) {}

    /// What the memory consists of at `step`, from the lowest address: buffers and the gaps between them. The bytes
    /// add up to the highest address in use.
    public List<Part> partsAt(int step) {
        List<Part> parts = new ArrayList<>();
        long covered = 0;
        for (Box box : liveAt(step)) {
            if (box.offset() > covered) {
                parts.add(new Part(null, box.offset() - covered));
                covered = box.offset();
            }
            long adds = Math.max(0, box.end() - covered);
            parts.add(new Part(box, adds));
            covered = Math.max(covered, box.end());
        }
        return parts;
    }

    /// The buffers needed at `step`, the lowest address first.
    public List<Box> liveAt(int step) {
        return boxes.stream()
                .filter(box -> box.liveAt(step))
                .sorted(Comparator.comparingLong(Box::offset).thenComparingLong(Box::end))
                .toList();
    }

    /// The id of the buffer at a place of the drawing, the topmost drawn; -1 for none.
    ///
    /// @param x steps from the left; a step reaches from its number to the next
    /// @param y bytes from the start of the arena
    int at(double x, double y) {
        int found = -1;
        for (Box box : boxes) {
            if (box.first() <= x && x < box.last() + 1.0 && box.offset() <= y && y < box.end()) {
                found = box.id();
            }
        }
        return found;
    }

    /// The highest address in use at `step`.
    public long topAt(int step) {
        return boxes.stream()
                .filter(box -> box.liveAt(step))
                .mapToLong(Box::end)
                .max()
                .orElse(0);
    }

    /// The bytes from the bottom of the drawing to its top.
    public long height() {
        return Math.max(budget, arena + beside);
    }

    /// Whether the memory does not suffice.
    public boolean over() {
        return arena + beside > budget;
    }

    /// A line for each buffer, a heading first.
    String csv() {
        return Csv.table(
                List.of(
                        Words.of("memory.column.buffer"),
                        Words.of("memory.column.kind"),
                        Words.of("memory.column.bytes"),
                        Words.of("memory.column.offset"),
                        Words.of("timeline.csv.first"),
                        Words.of("timeline.csv.last"),
                        Words.of("memory.column.over")),
                boxes.stream()
                        .map(box -> List.of(
                                box.name(),
                                Words.of("memory.kind." + box.kind().name().toLowerCase(Locale.ROOT)),
                                String.valueOf(box.bytes()),
                                String.valueOf(box.offset()),
                                String.valueOf(box.first()),
                                String.valueOf(box.last()),
                                box.overwrites() < 0
                                        ? ""
                                        : boxes.get(box.overwrites()).name()))
                        .toList());
    }
}
