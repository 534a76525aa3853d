package org.espalier.firmware;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A request to the program in `bench/kernels.c`: an operator's number, its integers and its buffers.
final class OperatorRequest {

    /// The requests `kernels.c` knows, by its numbers.
    enum Kernel {
        LINEAR(0),
        PATCHES(1),
        NORM(2),
        ATTENTION(3),
        ADD(4),
        TABLE(5),
        MEAN(6),
        NORM16(7),
        ADD16(8),
        RELATIVE(9);

        private final int number;

        Kernel(int number) {
            this.number = number;
        }
    }

    private OperatorRequest() {}

    /// The bytes of a request.
    static byte[] of(Kernel kernel, int[] numbers, byte[]... buffers) {
        int bytes = 12 + 4 * numbers.length;
        for (byte[] buffer : buffers) {
            bytes += 4 + buffer.length;
        }
        ByteBuffer request = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        request.putInt(kernel.number).putInt(numbers.length);
        for (int number : numbers) {
            request.putInt(number);
        }
        request.putInt(buffers.length);
        for (byte[] buffer : buffers) {
            request.putInt(buffer.length).put(buffer);
        }
        return request.array();
    }

    /// Numbers as the library reads them.
    static byte[] ints(int... values) {
        ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        out.asIntBuffer().put(values);
        return out.array();
    }

    /// Numbers as the library reads them.
    static byte[] shorts(short... values) {
        ByteBuffer out = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        out.asShortBuffer().put(values);
        return out.array();
    }

    /// A number as the library reads it.
    static byte[] longs(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }
}
