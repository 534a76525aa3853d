package org.espalier.board;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.espalier.board.serial.BoardSession;
import org.espalier.compress.quant.Activation;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.Trace;
import org.espalier.task.TaskContext;

/// One picture through the reference executor, the C sources on this machine and a board, compared step by step.
public final class LayerComparison {

    /// What came out.
    ///
    /// @param sides what was compared with the executor: "host" if there is a C compiler, and the board's id
    /// @param layers by step; a step that writes no activation has none
    /// @param first where the first value differs, in the order of the steps; null if none does
    public record Result(List<String> sides, List<Layer> layers, Optional<Difference> first) {}

    /// One step.
    ///
    /// @param activation the matrix it writes
    /// @param values how many values were compared
    /// @param differing how many differ, by side
    public record Layer(String name, String activation, int values, Map<String, Integer> differing) {}

    /// One value.
    ///
    /// @param token row, from 0
    /// @param channel column, from 0
    public record Difference(
            String side, int step, String layer, String activation, int token, int channel, int expected, int got) {}

    private final List<StepTable.Step> steps;
    private final List<Optional<Activation>> shapes;
    private final Map<String, byte[]> expected;
    private final Map<String, BoardSession.Traced> sides = new LinkedHashMap<>();
    private Optional<Difference> first = Optional.empty();

    private LayerComparison(QuantizedNetwork network, List<StepTable.Step> steps, Trace trace) {
        this.steps = steps;
        this.shapes = StepTable.activations(steps, network);
        this.expected = trace.activations();
    }

    /// Compares one picture.
    ///
    /// @param picture the network's input bytes
    public static Result compare(BoardConnection board, FirmwareFolder firmware, byte[] picture, TaskContext context) {
        QuantizedNetwork network = firmware.network();
        int count = board.session().identity().steps();
        List<StepTable.Step> steps = StepTable.of(firmware.image(), count);
        context.stage("Running the reference executor");
        LayerComparison comparison = new LayerComparison(network, steps, Int8Executor.run(network, picture, true));
        context.stage("Compiling and running the network on this machine");
        HostNetwork.trace(firmware.folder(), steps, network.classes().size(), picture, context)
                .ifPresent(traced -> comparison.sides.put("host", traced));
        context.stage("Running " + board.id() + " step by step");
        List<BoardSession.Part> parts = steps.stream().map(StepTable.Step::part).toList();
        comparison.sides.put(board.id(), board.session().trace(picture, parts, context));
        return comparison.result();
    }

    private Result result() {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            int index = i;
            shapes.get(i).ifPresent(shape -> layers.add(layer(index, shape)));
        }
        return new Result(List.copyOf(sides.keySet()), layers, first);
    }

    private Layer layer(int index, Activation shape) {
        StepTable.Step step = steps.get(index);
        byte[] values = Objects.requireNonNull(expected.get(shape.name()), shape.name());
        Map<String, Integer> differing = new LinkedHashMap<>();
        sides.forEach((side, traced) -> differing.put(
                side, differences(side, index, shape, values, traced.outputs().get(index))));
        return new Layer(step.name(), shape.name(), shape.rows() * shape.columns(), differing);
    }

    /// The step's rows may lie farther apart than they are long: a result that overwrites a part of wider rows.
    private int differences(String side, int index, Activation shape, byte[] values, byte[] got) {
        int bytes = shape.width().bytes();
        int stride = got.length / shape.rows();
        int count = 0;
        for (int token = 0; token < shape.rows(); token++) {
            for (int channel = 0; channel < shape.columns(); channel++) {
                int at = token * (stride / bytes) + channel;
                int wanted = shape.width().get(values, token * shape.columns() + channel);
                if ((at + 1) * bytes > got.length || shape.width().get(got, at) != wanted) {
                    count++;
                    if (first.isEmpty()) {
                        StepTable.Step step = steps.get(index);
                        int value =
                                (at + 1) * bytes <= got.length ? shape.width().get(got, at) : 0;
                        first = Optional.of(
                                new Difference(side, index, step.name(), shape.name(), token, channel, wanted, value));
                    }
                }
            }
        }
        return count;
    }
}
