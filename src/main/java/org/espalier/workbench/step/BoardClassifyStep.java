package org.espalier.workbench.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.espalier.board.BoardConnection;
import org.espalier.board.FirmwareFolder;
import org.espalier.board.flash.BoardFinder;
import org.espalier.compress.quant.Activation;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.Trace;
import org.espalier.format.image.Images;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;

/// `board classify`: one picture through the firmware on a board.
public final class BoardClassifyStep implements Step<BoardClassifyStep.Parameters, BoardClassifyStep.Result> {

    private static final byte PATTERN = (byte) 0xA5;

    /// What runs where on what.
    public record Parameters(Path firmware, String board, Path image) {}

    /// The integers, as `mcu classify` gives them, and what they cost.
    ///
    /// @param winner the class of the first largest logit
    /// @param instructions of the inference, on a virtual board
    /// @param cycles of the inference, on a real board
    /// @param label "simulated" or "measured"
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Result(
            String schema,
            List<Integer> logits,
            double scale,
            int zeroPoint,
            @JsonProperty("class") String winner,
            List<String> classes,
            String board,
            @Nullable Long instructions,
            @Nullable Long cycles,
            String label) {}

    @Override
    public String name() {
        return "board classify";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        FirmwareFolder firmware = FirmwareFolder.open(parameters.firmware());
        QuantizedNetwork network = firmware.network();
        byte[] picture = network.input().prepare(Images.read(parameters.image()));
        context.stage("Classifying on " + parameters.board());
        try (BoardConnection board = BoardConnection.open(parameters.board(), firmware, new BoardFinder(), context)) {
            BoardConnection.Run run = board.run(picture, PATTERN, context);
            byte[] logits = run.inference().logits();
            List<Integer> integers = new ArrayList<>();
            for (byte logit : logits) {
                integers.add((int) logit);
            }
            Activation last = network.logits();
            boolean counted = !run.instructions().isEmpty();
            return new Result(
                    McuClassifyStep.SCHEMA,
                    integers,
                    last.scaleOf(0),
                    (int) last.zeroOf(0),
                    network.classes().get(new Trace(logits, new LinkedHashMap<>()).winner()),
                    network.classes(),
                    parameters.board(),
                    counted ? sum(run.instructions()) : null,
                    counted ? null : sum(run.cycles()),
                    board.label().word());
        }
    }

    private static long sum(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).sum();
    }
}
