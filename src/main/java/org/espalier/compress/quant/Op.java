package org.espalier.compress.quant;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One operator of a network with its integer constants. Formulas: the package page.
///
/// Operators name the activations they read and write; `"picture"` is the input.
@SuppressWarnings("ArrayRecordComponent")
public sealed interface Op {

    /// The name of the input picture among [#inputs()].
    String PICTURE = "picture";

    /// Unique in its network ("blocks.0.mlp.fc13").
    String name();

    /// The activations it reads, in order.
    List<String> inputs();

    /// The activation it writes.
    String output();

    /// Multiply-accumulates of one inference.
    long macs();

    /// Bytes of its constants as they stand in flash: weights int8, biases, multipliers and offsets at their own width.
    long constantBytes();

    /// A linear map on every patch of the picture.
    ///
    /// @param patch edge of a patch in pixels
    /// @param padding pixels of `padValue` around the picture
    /// @param grid patches along an edge
    /// @param map columns of the weights are ordered (dy, dx, channel)
    record PatchEmbed(String name, String output, int patch, int padding, byte padValue, int grid, Matrix map)
            implements Op {
        @Override
        public List<String> inputs() {
            return List.of(PICTURE);
        }

        @Override
        public long macs() {
            return (long) grid * grid * map.outputs() * map.inputs();
        }

        @Override
        public long constantBytes() {
            return map.bytes();
        }
    }

    /// Position embedding onto the patches, and the class token in front of them.
    ///
    /// @param position `patches x columns`, of the stream's width
    /// @param classRow what row 0 always is, of the stream's width
    /// @param mix factors of patch and position; null where the stream has 16 bits: all are in its unit
    record PositionAdd(
            String name,
            String input,
            String output,
            byte[] position,
            byte[] classRow,
            @Nullable Mix mix) implements Op {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }

        @Override
        public long macs() {
            return 0;
        }

        @Override
        public long constantBytes() {
            return position.length + classRow.length + Mix.bytes(mix);
        }
    }

    /// Normalises each row.
    ///
    /// @param multiplier u, per column, 1..255; empty where the stream has 16 bits
    /// @param offset per column; empty where the stream has 16 bits
    /// @param epsilon the integer epsilon
    /// @param gain per column
    /// @param shift per column
    record LayerNorm(
            String name,
            String input,
            String output,
            short[] multiplier,
            short[] offset,
            long epsilon,
            int[] gain,
            int[] shift)
            implements Op {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }

        @Override
        public long macs() {
            return 0;
        }

        @Override
        public long constantBytes() {
            return 8 + (inputWidth() == Width.INT16 ? 8L : 12L) * ((gain.length + 3) & ~3);
        }

        /// The width of what it reads.
        public Width inputWidth() {
            return multiplier.length == 0 ? Width.INT16 : Width.INT8;
        }
    }

    /// A linear map on every row.
    record Linear(String name, String input, String output, int rows, Matrix map) implements Op {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }

        @Override
        public long macs() {
            return (long) rows * map.outputs() * map.inputs();
        }

        @Override
        public long constantBytes() {
            return map.bytes();
        }
    }

    /// Multi-head attention on rows of Q, K and V.
    ///
    /// @param scoreMultiplier per head
    /// @param exp `[head][256]`, 0..32767
    /// @param contextMultiplier per column, `heads · headDim`
    /// @param relative what is added for relative positions; null without them
    record Attention(
            String name,
            String input,
            String output,
            int rows,
            int heads,
            int headDim,
            int[] scoreMultiplier,
            short[][] exp,
            int[] contextMultiplier,
            int zeroPoint,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            RelativeTables relative)
            implements Op {

        /// Without relative positions.
        public Attention(
                String name,
                String input,
                String output,
                int rows,
                int heads,
                int headDim,
                int[] scoreMultiplier,
                short[][] exp,
                int[] contextMultiplier,
                int zeroPoint) {
            this(name, input, output, rows, heads, headDim, scoreMultiplier, exp, contextMultiplier, zeroPoint, null);
        }

        @Override
        public List<String> inputs() {
            return List.of(input);
        }

        /// Each query meets every key, and every row of the tables.
        @Override
        public long macs() {
            return 2L * heads * headDim * rows * (rows + (relative == null ? 0 : relative.rows()));
        }

        @Override
        public long constantBytes() {
            return 4L * heads
                    + 512L * heads
                    + 4L * contextMultiplier.length
                    + (relative == null ? 0 : relative.bytes());
        }
    }

    /// GELU by table.
    ///
    /// @param table 256 entries, at the unsigned byte of the input
    record Gelu(String name, String input, String output, byte[] table) implements Op {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }

        @Override
        public long macs() {
            return 0;
        }

        @Override
        public long constantBytes() {
            return table.length;
        }
    }

    /// The residual sum, of the stream's width.
    ///
    /// @param left the residual stream so far
    /// @param right what is added to it
    /// @param mix factors of both; null where the stream has 16 bits: both are in its unit
    record Add(
            String name,
            String left,
            String right,
            String output,
            @Nullable Mix mix) implements Op {
        @Override
        public List<String> inputs() {
            return List.of(left, right);
        }

        @Override
        public long macs() {
            return 0;
        }

        @Override
        public long constantBytes() {
            return Mix.bytes(mix);
        }
    }

    /// The mean of some rows.
    record MeanPool(
            String name, String input, String output, int first, int count, int bias, int multiplier, int zeroPoint)
            implements Op {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }

        @Override
        public long macs() {
            return 0;
        }

        @Override
        public long constantBytes() {
            return 12;
        }
    }

    /// The constants of a linear map.
    ///
    /// @param weights `outputs x inputs`, −127..127
    /// @param bias per output, with the input's zero point in it
    /// @param multiplier per output
    /// @param zeroPoint of the output
    /// @param width of the output
    record Matrix(int outputs, int inputs, byte[] weights, int[] bias, int[] multiplier, int zeroPoint, Width width) {

        /// With an int8 output.
        public Matrix(int outputs, int inputs, byte[] weights, int[] bias, int[] multiplier, int zeroPoint) {
            this(outputs, inputs, weights, bias, multiplier, zeroPoint, Width.INT8);
        }

        /// Bytes in flash.
        long bytes() {
            return weights.length + 8L * outputs;
        }
    }

    /// The constants of a sum of two rows: `(a · x + b · y + k) >> 14`, all per column.
    record Mix(short[] a, short[] b, int[] k) {
        /// Bytes in flash, where columns stand in groups of four; none without factors.
        static long bytes(@Nullable Mix mix) {
            return mix == null ? 0 : 8L * ((mix.k().length + 3) & ~3);
        }
    }
}
