package org.espalier.compress.quant;

import org.jspecify.annotations.Nullable;

/// The operators but attention, as the package page defines them.
final class Kernels {

    private Kernels() {}

    static byte[] patchEmbed(Op.PatchEmbed op, InputSpec input, byte[] picture) {
        int grid = op.grid();
        byte[] patches = new byte[grid * grid * op.map().inputs()];
        int at = 0;
        for (int row = 0; row < grid; row++) {
            for (int column = 0; column < grid; column++) {
                gather(
                        op,
                        input,
                        picture,
                        row * op.patch() - op.padding(),
                        column * op.patch() - op.padding(),
                        patches,
                        at);
                at += op.map().inputs();
            }
        }
        return linear(op.map(), patches);
    }

    private static void gather(
            Op.PatchEmbed op, InputSpec input, byte[] picture, int top, int left, byte[] patches, int start) {
        int size = input.size();
        int at = start;
        for (int y = top; y < top + op.patch(); y++) {
            for (int x = left; x < left + op.patch(); x++) {
                boolean inside = y >= 0 && y < size && x >= 0 && x < size;
                for (int c = 0; c < InputSpec.CHANNELS; c++) {
                    patches[at++] = inside
                            ? input.table()[c][picture[(y * size + x) * InputSpec.CHANNELS + c] & 0xFF]
                            : op.padValue();
                }
            }
        }
    }

    static byte[] linear(Op.Matrix map, byte[] x) {
        int inputs = map.inputs();
        int outputs = map.outputs();
        int rows = x.length / inputs;
        // Wide copies let the compiler use vector instructions.
        int[] weights = widen(map.weights(), 0, map.weights().length);
        Width width = map.width();
        byte[] y = new byte[rows * outputs * width.bytes()];
        for (int t = 0; t < rows; t++) {
            int[] row = widen(x, t * inputs, inputs);
            for (int o = 0; o < outputs; o++) {
                int acc = map.bias()[o] + dot(row, weights, o * inputs);
                width.set(y, t * outputs + o, map.zeroPoint() + FixedPoint.high(acc, map.multiplier()[o]));
            }
        }
        return y;
    }

    private static int[] widen(byte[] values, int start, int count) {
        int[] wide = new int[count];
        for (int i = 0; i < count; i++) {
            wide[i] = values[start + i];
        }
        return wide;
    }

    private static int dot(int[] row, int[] weights, int start) {
        int sum = 0;
        for (int k = 0; k < row.length; k++) {
            sum += row[k] * weights[start + k];
        }
        return sum;
    }

    static byte[] positionAdd(Op.PositionAdd op, byte[] x) {
        int columns = op.classRow().length; // in bytes
        byte[] y = new byte[columns + x.length];
        System.arraycopy(op.classRow(), 0, y, 0, columns);
        byte[] rows = sum(op.mix(), x, op.position());
        System.arraycopy(rows, 0, y, columns, rows.length);
        return y;
    }

    static byte[] add(Op.Add op, byte[] left, byte[] right) {
        return sum(op.mix(), left, right);
    }

    private static byte[] sum(Op.@Nullable Mix mix, byte[] left, byte[] right) {
        byte[] y = new byte[left.length];
        if (mix == null) {
            for (int i = 0; i < y.length / Width.INT16.bytes(); i++) {
                Width.INT16.set(y, i, Width.INT16.get(left, i) + Width.INT16.get(right, i));
            }
            return y;
        }
        int columns = mix.k().length;
        for (int i = 0; i < y.length; i++) {
            y[i] = mix(mix, i % columns, left[i], right[i]);
        }
        return y;
    }

    private static byte mix(Op.Mix mix, int column, byte x, byte y) {
        return FixedPoint.saturate((mix.a()[column] * x + mix.b()[column] * y + mix.k()[column]) >> 14);
    }

    static byte[] layerNorm(Op.LayerNorm op, byte[] x) {
        int columns = op.gain().length;
        boolean wide = op.inputWidth() == Width.INT16;
        byte[] y = new byte[x.length / op.inputWidth().bytes()];
        int[] v = new int[columns];
        for (int row = 0; row < y.length; row += columns) {
            int sum = 0;
            long squares = 0;
            for (int c = 0; c < columns; c++) {
                v[c] = wide ? Width.INT16.get(x, row + c) : op.offset()[c] + op.multiplier()[c] * x[row + c];
                sum += v[c];
                squares += (long) v[c] * v[c];
            }
            long spread = columns * squares - (long) sum * sum + op.epsilon();
            int factor = FixedPoint.reciprocalRoot(Math.max(1L << 24, spread));
            for (int c = 0; c < columns; c++) {
                int z = FixedPoint.high(columns * v[c] - sum, factor);
                y[row + c] = FixedPoint.saturate((z * op.gain()[c] + op.shift()[c]) >> 20);
            }
        }
        return y;
    }

    static byte[] gelu(Op.Gelu op, byte[] x) {
        byte[] y = new byte[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = op.table()[x[i] & 0xFF];
        }
        return y;
    }

    static byte[] meanPool(Op.MeanPool op, byte[] x, int columns) {
        byte[] y = new byte[columns];
        for (int c = 0; c < columns; c++) {
            int sum = op.bias();
            for (int t = op.first(); t < op.first() + op.count(); t++) {
                sum += x[t * columns + c];
            }
            y[c] = FixedPoint.requantize(sum, op.multiplier(), op.zeroPoint());
        }
        return y;
    }
}
