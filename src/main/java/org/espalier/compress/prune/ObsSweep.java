package org.espalier.compress.prune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.tensor.ArrayPool;
import org.espalier.tensor.GrowingColumns;
import org.espalier.tensor.GrowingColumns.Panel;
import org.espalier.tensor.Parts;
import org.espalier.tensor.UpperTriangle;
import org.espalier.tensor.kernel.Product32;
import org.espalier.tensor.kernel.Product64;
import org.espalier.tensor.kernel.Triangle64;

/// Goes through a matrix for [Obs], a block of columns at a time: takes up what the columns before make of the block's
/// weights, chooses, and settles what goes and what makes up for it.
///
/// A block's rows are on their own but for the choice; the same bits come out however many threads there are.
final class ObsSweep {

    private static final int ROWS_AT_ONCE = 192; // a multiple of 64: two threads never share a word of the mask
    private static final int LANES = 8;
    private static final int STRIP = 32; // columns, a multiple of a vector

    /// Blocks whose columns the settled ones are multiplied with at once, so that these are read less often.
    private static final int BLOCKS = 4;

    private final float[] w; // (rows, columns), as settled so far
    private final int rows;
    private final int columns;
    private final GrowingColumns changes;
    private final Product64 product = Product64.fastest();
    private final Rank rank = new Rank();
    private final double[] values; // of the block, (rows, stride)
    private final double[] scores; // of the block, (rows, width); what was pulled, before
    private final GrowingColumns.Right far = new GrowingColumns.Right(); // lots before this group of blocks
    private final GrowingColumns.Right near = new GrowingColumns.Right(); // lots of this group
    private final int block;
    private final ArrayPool<double[]> errorRooms;
    private float[] pull = {}; // `d R` of a group of blocks, (rows, the product's stride)
    private int pullStride;
    private int group; // where this group of blocks starts
    private int groupEnd;
    private int groupLots; // how many lots were there then
    private double[] upper = {}; // U_bb, (width, stride)
    private int start;
    private int width;
    private int stride;

    /// @param w (rows, columns), row-major; gets the new weights
    /// @param block the most columns in a block
    ObsSweep(float[] w, int rows, int columns, int block) {
        this.w = w;
        this.rows = rows;
        this.columns = columns;
        this.changes = new GrowingColumns(rows);
        this.values = new double[rows * Product64.padded(block)];
        this.scores = new double[rows * block];
        this.block = block;
        this.errorRooms = new ArrayPool<>(() -> new double[ROWS_AT_ONCE * block]);
    }

    private void rows(Parts.Body body) {
        Parts.of(rows, ROWS_AT_ONCE, body);
    }

    /// Goes on with a block: its weights as the columns before it make them, and their scores.
    ///
    /// @param r of the second moments
    void take(UpperTriangle r, int start, int width) {
        this.start = start;
        this.width = width;
        this.stride = Product64.padded(width);
        double[] inverse = UpperTriangle.inverse(r.square(start, width), width);
        upper = new double[width * stride];
        for (int j = 0; j < width; j++) {
            System.arraycopy(inverse, j * width, upper, j * stride, width);
        }
        Triangle64 right = Triangle64.upper(product, inverse, width);
        double[] pivots = new double[width];
        for (int j = 0; j < width; j++) {
            pivots[j] = inverse[j * width + j] * inverse[j * width + j];
        }
        boolean fresh = start >= groupEnd;
        if (fresh) {
            open(r);
        } else {
            changes.prepare(near, groupLots, List.of(new Panel(r.panel(start, start, width), width)));
        }
        int at = start - group;
        rows((from, to) -> {
            if (fresh) {
                Arrays.fill(pull, from * pullStride, to * pullStride, 0);
                changes.add(far, from, to, pull, from * pullStride, pullStride);
            } else {
                changes.add(near, from, to, pull, from * pullStride + at, pullStride);
            }
            for (int row = from; row < to; row++) {
                for (int j = 0; j < width; j++) {
                    scores[row * width + j] = pull[row * pullStride + at + j];
                    values[row * stride + j] = w[row * columns + start + j];
                }
            }
            right.add(scores, from * width, width, to - from, values, from * stride, stride);
            for (int row = from; row < to; row++) {
                for (int j = 0; j < width; j++) {
                    double weight = values[row * stride + j];
                    scores[row * width + j] = weight * weight / pivots[j];
                }
            }
        });
    }

    /// Takes up a group of blocks.
    private void open(UpperTriangle r) {
        group = start;
        int most = block % Product32.TILE == 0 ? BLOCKS * block : block;
        groupEnd = Math.min(columns, start + most);
        groupLots = changes.lots();
        List<Panel> panels = new ArrayList<>();
        for (int at = start; at < groupEnd; at += block) {
            int count = Math.min(block, groupEnd - at);
            panels.add(new Panel(r.panel(start, at, count), count));
        }
        changes.prepare(far, 0, panels);
        pullStride = far.stride();
        if (pull.length < rows * pullStride) {
            pull = new float[rows * pullStride];
        }
    }

    /// Marks what goes: one threshold for the block, all rows together.
    void choose(Target target, Mask mask) {
        int count = rows * width;
        int k = target.of(count);
        Selection.smallest(scores, count, k, target.ties(), rank, mask, new Selection.Places(start, width, columns));
    }

    /// Goes through the block's columns from left to right and stores what comes out.
    ///
    /// A strip of columns is settled row by row; what it does to the columns right of it is one product.
    ///
    /// @param pattern marks what goes on the way, where it is grouped
    /// @return the sum of the squared errors
    double settle(Pattern pattern, Mask mask) {
        int strip = pattern.grouped() && STRIP % pattern.group() != 0 ? width : Math.min(STRIP, width);
        double[][] right = new double[(width - 1) / strip][]; // what a strip's errors do to the columns right of it
        for (int i = 0; i < right.length; i++) {
            int next = (i + 1) * strip;
            right[i] = Product64.pack(upper, i * strip * stride + next, stride, 1, strip, width - next);
        }
        float[] change = new float[rows * width];
        double[] squares = new double[rows];
        rows((from, to) -> errorRooms.with(errors -> {
            double[] group = new double[pattern.grouped() ? pattern.group() : 0];
            for (int i = 0; i <= right.length; i++) {
                int first = i * strip;
                int next = Math.min(width, first + strip);
                for (int row = from; row < to; row++) {
                    squares[row] += row(row, first, next, pattern, mask, group, errors, (row - from) * strip);
                }
                if (i < right.length) {
                    int at = from * stride + next;
                    product.add(errors, 0, strip, to - from, right[i], strip, values, at, stride);
                }
            }
            store(from, to, change);
        }));
        changes.append(change);
        double sum = 0;
        for (double square : squares) {
            sum += square;
        }
        return sum;
    }

    private void store(int from, int to, float[] change) {
        for (int row = from; row < to; row++) {
            int index = row * columns + start;
            for (int j = 0; j < width; j++) {
                float stored = (float) values[row * stride + j];
                change[row * width + j] = w[index + j] - stored;
                w[index + j] = stored;
            }
        }
    }

    /// What is pruned of a strip becomes zero, and the weights to its right in the strip make up for it.
    ///
    /// @param group room for the scores of a group of the pattern
    /// @param errors gets the negative error of each column of the strip from `errorsAt` on
    private double row(
            int row, int first, int next, Pattern pattern, Mask mask, double[] group, double[] errors, int errorsAt) {
        int at = row * stride;
        int index = row * columns + start;
        int step = pattern.grouped() ? pattern.group() : Long.SIZE;
        int end = Math.min(stride, (next + LANES - 1) / LANES * LANES);
        double squares = 0;
        Arrays.fill(errors, errorsAt, errorsAt + next - first, 0);
        for (int from = first; from < next; from += step) {
            if (pattern.grouped()) {
                choose(pattern, mask, group, at, index, from);
            }
            for (long set = mask.bits(index + from, Math.min(step, next - from)); set != 0; set &= set - 1) {
                int j = from + Long.numberOfTrailingZeros(set);
                int line = j * stride;
                double error = values[at + j] / upper[line + j];
                squares += error * error;
                errors[errorsAt + j - first] = -error;
                int whole = j / LANES * LANES; // U is zero left of its diagonal, so whole vectors do
                product.addTimes(-error, upper, line + whole, values, at + whole, end - whole);
                values[at + j] = 0;
            }
        }
        return squares;
    }

    /// @param group room for the scores of one
    private void choose(Pattern pattern, Mask mask, double[] group, int at, int index, int from) {
        for (int i = 0; i < group.length; i++) {
            double weight = values[at + from + i];
            double pivot = upper[(from + i) * stride + from + i];
            group[i] = weight * weight / (pivot * pivot);
        }
        Selection.groups(group, group.length, pattern, mask, index + from);
    }
}
