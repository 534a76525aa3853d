package org.espalier.format.packed;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.espalier.format.safetensors.SafetensorsFile;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.Shape;
import org.espalier.tensor.TensorName;
import org.espalier.tensor.kernel.Packing;
import org.espalier.tensor.kernel.Sixteen;
import org.espalier.tensor.kernel.Weights;

/// Reads a packed layer; everything it says is checked against everything else.
record LayerReader(SafetensorsFile file, String name, LayerSpec spec) {

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    Weights read() {
        Weights inner = spec.sparse() ? sparse() : dense();
        if (!spec.cut()) {
            return inner;
        }
        return new Weights.Cut(
                inner,
                spec.rows(),
                spec.columns(),
                kept(LayerSpec.ROWS, spec.keptRows(), spec.rows()),
                kept(LayerSpec.COLUMNS, spec.keptColumns(), spec.columns()));
    }

    private Weights dense() {
        int rows = spec.keptRows();
        int columns = spec.keptColumns();
        MemorySegment data =
                part(LayerSpec.VALUES, spec.valueType(), rows, columns).data();
        if (spec.eightBit()) {
            byte[] values = new byte[rows * Weights.padded(columns)];
            for (int row = 0; row < rows; row++) {
                MemorySegment.copy(
                        data,
                        ValueLayout.JAVA_BYTE,
                        (long) row * columns,
                        values,
                        row * Weights.padded(columns),
                        columns);
            }
            return new Weights.Dense8(rows, columns, checkBytes(values), scales());
        }
        Sixteen type = Elements.sixteen(spec.type());
        if (type == null) {
            float[] values = new float[rows * columns];
            MemorySegment.copy(data, FLOAT, 0, values, 0, values.length);
            return Packing.dense(rows, columns, values);
        }
        short[] values = new short[rows * columns];
        MemorySegment.copy(data, SHORT, 0, values, 0, values.length);
        return Packing.dense(type, rows, columns, values);
    }

    private Weights sparse() {
        int rows = spec.keptRows();
        int columns = spec.keptColumns();
        MemorySegment map =
                part(LayerSpec.BITMAP, DType.U64, rows, spec.words()).data();
        long[] bitmap = new long[rows * spec.words()];
        MemorySegment.copy(map, LONG, 0, bitmap, 0, bitmap.length);
        int[] starts = starts(bitmap);
        int count = starts[rows];
        MemorySegment data = part(LayerSpec.VALUES, spec.valueType(), count).data();
        if (spec.eightBit()) {
            byte[] values = new byte[count + Weights.SLACK];
            MemorySegment.copy(data, ValueLayout.JAVA_BYTE, 0, values, 0, count);
            return new Weights.Sparse8(rows, columns, bitmap, checkBytes(values), starts, scales());
        }
        Sixteen type = Elements.sixteen(spec.type());
        if (type == null) {
            float[] values = new float[count + Weights.SLACK];
            MemorySegment.copy(data, FLOAT, 0, values, 0, count);
            return new Weights.Sparse32(rows, columns, bitmap, values, starts);
        }
        short[] values = new short[count + Weights.SLACK];
        MemorySegment.copy(data, SHORT, 0, values, 0, count);
        return new Weights.Sparse16(type, rows, columns, bitmap, values, starts);
    }

    private int[] starts(long[] bitmap) {
        int words = spec.words();
        int[] starts = new int[spec.keptRows() + 1];
        int used = spec.keptColumns() % Weights.WORD;
        long padding = used == 0 ? 0 : -1L << used;
        for (int row = 0; row < spec.keptRows(); row++) {
            int count = 0;
            for (int word = 0; word < words; word++) {
                count += Long.bitCount(bitmap[row * words + word]);
            }
            if ((bitmap[row * words + words - 1] & padding) != 0) {
                throw wrong("bitmap", "row " + row + " has bits behind its last column");
            }
            starts[row + 1] = starts[row] + count;
        }
        return starts;
    }

    private float[] scales() {
        MemorySegment data = part(LayerSpec.SCALES, DType.F32, spec.keptRows(), spec.groups())
                .data();
        float[] scales = new float[spec.keptRows() * spec.groups()];
        MemorySegment.copy(data, FLOAT, 0, scales, 0, scales.length);
        for (int i = 0; i < scales.length; i++) {
            if (!Float.isFinite(scales[i])) {
                throw wrong("scale", "scale " + i + " is " + scales[i]);
            }
        }
        return scales;
    }

    /// The sum of two products must fit sixteen bits: -128 is not a value.
    private byte[] checkBytes(byte[] values) {
        for (byte value : values) {
            if (value == Byte.MIN_VALUE) {
                throw wrong("value", "a value is -128; -127 to 127 are allowed");
            }
        }
        return values;
    }

    private int[] kept(String ending, int count, int all) {
        MemorySegment data = part(ending, DType.U32, count).data();
        int[] numbers = new int[count];
        MemorySegment.copy(data, INT, 0, numbers, 0, count);
        for (int i = 0; i < count; i++) {
            if (numbers[i] < 0 || numbers[i] >= all || (i > 0 && numbers[i] <= numbers[i - 1])) {
                throw wrong("kept", ending.substring(1) + " are not ascending numbers below " + all);
            }
        }
        return numbers;
    }

    private MappedTensor part(String ending, DType type, long... shape) {
        if (!file.names().contains(name + ending)) {
            throw wrong("part", "has no " + ending.substring(1));
        }
        MappedTensor tensor = file.tensor(name + ending);
        if (tensor.dtype() != type || !tensor.shape().equals(Shape.of(shape))) {
            throw wrong(
                    "part",
                    "has " + ending.substring(1) + " of " + tensor.dtype() + " " + tensor.shape() + "; " + type + " "
                            + Shape.of(shape) + " is needed");
        }
        return tensor;
    }

    private WorkbenchException wrong(String code, String what) {
        return PackedFile.refusal(file, code, "layer " + TensorName.quoted(name) + ": " + what);
    }
}
