package org.espalier.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.espalier.task.WorkbenchException;

/// A tensor whose bytes stay in their file, mapped into memory: row-major, little-endian.
///
/// Valid while the file it came from is open. Reading is safe from any number of threads.
public final class MappedTensor {

    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final String file;
    private final String name;
    private final DType dtype;
    private final Shape shape;
    private final MemorySegment data;

    /// A tensor over `data`, which holds exactly its bytes.
    ///
    /// @param file the file's name, for messages
    /// @throws IllegalArgumentException if `data` has another size than type and shape say
    public MappedTensor(String file, String name, DType dtype, Shape shape, MemorySegment data) {
        if (Math.multiplyExact(shape.elements(), (long) dtype.bits()) != data.byteSize() * 8) {
            throw new IllegalArgumentException(
                    name + ": " + dtype + " " + shape + " does not take " + data.byteSize() + " bytes");
        }
        this.file = file;
        this.name = name;
        this.dtype = dtype;
        this.shape = shape;
        this.data = data;
    }

    /// The name in the file.
    public String name() {
        return name;
    }

    /// The element type.
    public DType dtype() {
        return dtype;
    }

    /// The sizes of its dimensions.
    public Shape shape() {
        return shape;
    }

    /// The size of its data in bytes.
    public long bytes() {
        return data.byteSize();
    }

    /// Its bytes, read-only.
    public MemorySegment data() {
        return data;
    }

    /// File and tensor as messages name them: "model.safetensors: tensor 'lm_head.weight'".
    public String where() {
        return file + ": tensor " + TensorName.quoted(name);
    }

    /// All elements as floats, row-major; F64 is rounded.
    ///
    /// @throws WorkbenchException if the type is not F32, F16, BF16 or F64, or the elements do not
    ///     fit one array (2^31 - 9)
    public float[] floats() {
        long n = shape.elements();
        if (n > Integer.MAX_VALUE - 8) {
            throw WorkbenchException.input(
                    "tensor.too-large",
                    where() + " has " + n + " elements, more than one array can hold",
                    "Use a checkpoint whose largest tensor has fewer than 2147483639 elements.");
        }
        return floats(0, (int) n);
    }

    /// `count` elements from element `from` on, as floats.
    ///
    /// @throws WorkbenchException if the type is not F32, F16, BF16 or F64
    /// @throws IndexOutOfBoundsException if there are not so many elements
    public float[] floats(long from, int count) {
        long width = dtype.bits() / 8;
        float[] out = new float[count];
        switch (dtype) {
            case F32 -> MemorySegment.copy(data, FLOAT, from * width, out, 0, count);
            case F64 -> {
                for (int i = 0; i < count; i++) {
                    out[i] = (float) data.get(DOUBLE, (from + i) * width);
                }
            }
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    out[i] = Float.float16ToFloat(data.get(SHORT, (from + i) * width));
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    out[i] = Float.intBitsToFloat(data.get(SHORT, (from + i) * width) << 16);
                }
            }
            default ->
                throw WorkbenchException.input(
                        "tensor.not-float",
                        where() + " is " + dtype + "; F32, F16, BF16 or F64 is needed here",
                        "Use a checkpoint with floating-point weights; quantized ones must be converted back first.");
        }
        return out;
    }

    /// Tells the system that its pages are not needed for now, so that they do not count as this process's memory;
    /// they are read again when they are used.
    public void unload() {
        if (data.isMapped()) {
            data.unload();
        }
    }

    /// How many elements equal zero, both signs of a floating-point zero counted.
    public long zeros() {
        return ZeroCount.of(dtype, shape.elements(), data);
    }

    @Override
    public String toString() {
        return name + " " + dtype + " " + shape;
    }
}
