package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.compress.prune.Pattern;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;
import org.jspecify.annotations.Nullable;

/// `model tensor`: one tensor of a checkpoint in numbers: range, mean, zeros, a histogram, and a coarse map of where
/// its weight lies.
public final class ModelTensorStep implements Step<ModelTensorStep.Parameters, ModelTensorStep.Result> {

    private static final int MOST_BINS = 1000;
    private static final int CHUNK = 1 << 20;

    /// Which tensor, and how finely.
    ///
    /// @param path a folder, a safetensors file or an index
    /// @param tensor its name in the file
    /// @param bins of the histogram, 1 to 1000
    /// @param cells of the map along its longer side, 1 to 1000
    public record Parameters(Path path, String tensor, int bins, int cells) {}

    /// The tensor in numbers; elements that are not numbers are counted apart and left out of the rest.
    ///
    /// @param counts elements per bin, from `minimum` to `maximum` in equal steps
    /// @param mapRows rows of the map: the first dimension, cut into equal runs
    /// @param mapColumns columns of the map: all other dimensions, cut into equal runs
    /// @param map mean of the absolute value in each cell, row by row
    /// @param mapZeros share of zeros in each cell, row by row
    /// @param pattern `2:4` or `4:8` where every group of inputs has so many zeros; else null
    public record Result(
            String schema,
            String tensor,
            List<Long> shape,
            String dtype,
            long elements,
            long zeros,
            long notNumbers,
            double minimum,
            double maximum,
            double mean,
            double deviation,
            List<Long> counts,
            int mapRows,
            int mapColumns,
            List<Double> map,
            List<Double> mapZeros,
            @Nullable String pattern) {}

    @Override
    public String name() {
        return "model tensor";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        check("bins", parameters.bins());
        check("cells", parameters.cells());
        try (Checkpoint checkpoint = Checkpoint.open(parameters.path())) {
            MappedTensor tensor = checkpoint.tensor(parameters.tensor());
            context.stage("Reading " + tensor.name());
            float[] values = tensor.floats();
            return new Survey(tensor, values, parameters, context).result();
        }
    }

    private static void check(String what, int value) {
        if (value < 1 || value > MOST_BINS) {
            throw WorkbenchException.usage(
                    "tensor." + what, value + " " + what + " are not possible", "Ask for 1 to " + MOST_BINS + ".");
        }
    }

    /// One pass for the range, one for everything else.
    private static final class Survey {
        private final MappedTensor tensor;
        private final float[] values;
        private final TaskContext context;
        private final long rows;
        private final long columns;
        private final int mapRows;
        private final int mapColumns;
        private final long[] counts;
        private final double[] sums;
        private final long[] cellZeros;
        private final long[] cellSizes;
        private double minimum = Double.POSITIVE_INFINITY;
        private double maximum = Double.NEGATIVE_INFINITY;
        private double sum;
        private double squares;
        private long numbers;
        private long zeros;

        Survey(MappedTensor tensor, float[] values, Parameters parameters, TaskContext context) {
            this.tensor = tensor;
            this.values = values;
            this.context = context;
            rows = tensor.shape().rank() < 2 ? 1 : Math.max(1, tensor.shape().dim(0));
            columns = Math.max(1, values.length / rows);
            double finest = (double) Math.max(rows, columns) / parameters.cells();
            mapRows = (int) Math.clamp(Math.round(rows / finest), 1, Math.min(rows, parameters.cells()));
            mapColumns = (int) Math.clamp(Math.round(columns / finest), 1, Math.min(columns, parameters.cells()));
            counts = new long[parameters.bins()];
            sums = new double[mapRows * mapColumns];
            cellZeros = new long[sums.length];
            cellSizes = new long[sums.length];
        }

        Result result() {
            range();
            for (int i = 0; i < values.length; i++) {
                if (i % CHUNK == 0) {
                    context.checkCancelled();
                    context.progress(i, values.length);
                }
                add(i);
            }
            double mean = numbers == 0 ? 0 : sum / numbers;
            double variance = numbers == 0 ? 0 : Math.max(0, squares / numbers - mean * mean);
            return new Result(
                    "espalier.tensor/1",
                    tensor.name(),
                    tensor.shape().dims(),
                    tensor.dtype().name(),
                    values.length,
                    zeros,
                    values.length - numbers,
                    numbers == 0 ? 0 : minimum,
                    numbers == 0 ? 0 : maximum,
                    mean,
                    Math.sqrt(variance),
                    Arrays.stream(counts).boxed().toList(),
                    mapRows,
                    mapColumns,
                    means(sums),
                    means(Arrays.stream(cellZeros).asDoubleStream().toArray()),
                    pattern());
        }

        private @Nullable String pattern() {
            if (tensor.shape().rank() != 2 || zeros == 0 || zeros == values.length) {
                return null;
            }
            return Arrays.stream(Pattern.values())
                    .filter(Pattern::grouped)
                    .filter(this::follows)
                    .map(Pattern::word)
                    .findFirst()
                    .orElse(null);
        }

        /// Whether each group of consecutive inputs of an output has the pattern's zeros.
        private boolean follows(Pattern pattern) {
            int group = pattern.group();
            if (columns % group != 0) {
                return false;
            }
            for (int start = 0; start < values.length; start += group) {
                int found = 0;
                for (int i = start; i < start + group; i++) {
                    found += values[i] == 0 ? 1 : 0;
                }
                if (found < pattern.zeros()) {
                    return false;
                }
            }
            return true;
        }

        private void range() {
            for (float value : values) {
                if (Float.isFinite(value)) {
                    minimum = Math.min(minimum, value);
                    maximum = Math.max(maximum, value);
                }
            }
        }

        private void add(int i) {
            float value = values[i];
            if (!Float.isFinite(value)) {
                return;
            }
            int cell = (int) (i / columns * mapRows / rows) * mapColumns + (int) (i % columns * mapColumns / columns);
            double width = maximum - minimum;
            int bin = width == 0
                    ? 0
                    : (int) Math.min(counts.length - 1L, (long) ((value - minimum) / width * counts.length));
            counts[bin]++;
            numbers++;
            sum += value;
            squares += (double) value * value;
            sums[cell] += Math.abs(value);
            cellSizes[cell]++;
            if (value == 0) {
                zeros++;
                cellZeros[cell]++;
            }
        }

        private List<Double> means(double[] totals) {
            List<Double> means = new ArrayList<>(totals.length);
            for (int i = 0; i < totals.length; i++) {
                means.add(cellSizes[i] == 0 ? 0 : totals[i] / cellSizes[i]);
            }
            return means;
        }
    }
}
