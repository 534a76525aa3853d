package org.espalier.format.safetensors;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Reads a memory segment as a stream, so that a large header is never copied whole.
final class SegmentStream extends InputStream {

    private final MemorySegment source;
    private long at;

    SegmentStream(MemorySegment source) {
        this.source = source;
    }

    @Override
    public int read() {
        return at < source.byteSize() ? source.get(ValueLayout.JAVA_BYTE, at++) & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int n = (int) Math.min(length, source.byteSize() - at);
        if (n == 0) {
            return -1;
        }
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, at, into, offset, n);
        at += n;
        return n;
    }
}
