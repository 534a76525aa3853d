package org.espalier.board;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.espalier.board.serial.BoardSession;
import org.espalier.board.sim.FirmwareImage;
import org.espalier.compress.quant.Activation;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.task.WorkbenchException;

/// The steps of a network as its image lists them in `espalier_steps`.
final class StepTable {

    /// One step.
    ///
    /// @param name as in the plan
    /// @param output where its output starts in the arena
    /// @param bytes the size of that output
    record Step(String name, int output, int bytes) {
        BoardSession.Part part() {
            return new BoardSession.Part(output, bytes);
        }

        /// Whether it only prepares what another step of the same operator goes on with: patches of an unfolded
        /// picture, scores, their softmax.
        private boolean prepares() {
            return PREPARING.stream().anyMatch(name::endsWith);
        }
    }

    /// How the names of such steps end.
    private static final List<String> PREPARING = List.of(" unfold", " scores", " softmax");

    private static final int ENTRY = 12;
    private static final int MOST_STEPS = 10_000;

    private StepTable() {}

    /// Reads the table.
    ///
    /// @throws WorkbenchException if the image has none
    static List<Step> of(FirmwareImage image, int steps) {
        OptionalLong table = image.symbols().address("espalier_steps");
        if (table.isEmpty() || steps > MOST_STEPS) {
            throw broken();
        }
        ByteBuffer in = ByteBuffer.wrap(image.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        int at = offset(image, table.getAsLong(), steps * ENTRY);
        List<Step> found = new ArrayList<>();
        for (int i = 0; i < steps; i++, at += ENTRY) {
            int name = offset(image, in.getInt(at) & 0xFFFFFFFFL, 1);
            found.add(new Step(text(image.bytes(), name), size(in.getInt(at + 4)), size(in.getInt(at + 8))));
        }
        return found;
    }

    /// The activations the steps write, in their order; nothing for one that writes none. A step's name lists its
    /// operators, and steps take the network's operators one after the other.
    ///
    /// @throws WorkbenchException if the steps are not this network's
    static List<Optional<Activation>> activations(List<Step> steps, QuantizedNetwork network) {
        List<Optional<Activation>> written = new ArrayList<>();
        int done = 0;
        for (Step step : steps) {
            if (step.prepares()) {
                written.add(Optional.empty());
                continue;
            }
            done += (int) step.name().chars().filter(c -> c == '+').count() + 1;
            if (done > network.ops().size()) {
                throw broken();
            }
            written.add(
                    Optional.of(network.activation(network.ops().get(done - 1).output())));
        }
        return written;
    }

    private static int offset(FirmwareImage image, long address, int bytes) {
        long offset = address - image.base();
        if (offset < 0 || offset + bytes > image.bytes().length) {
            throw broken();
        }
        return (int) offset;
    }

    private static int size(int value) {
        if (value < 0 || value > 64 << 20) {
            throw broken();
        }
        return value;
    }

    private static String text(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    private static WorkbenchException broken() {
        return WorkbenchException.input(
                "board.firmware.steps",
                "the image lists no steps of a network",
                "Build the firmware again: espalier mcu firmware NET --out DIR.");
    }
}
