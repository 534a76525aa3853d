package org.espalier.board.sim;

import java.util.Arrays;

/// Bytes in the order they came; grows as needed.
final class ByteQueue {

    private byte[] bytes = new byte[1024];
    private int head;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void put(byte value) {
        if (size == bytes.length) {
            byte[] larger = Arrays.copyOfRange(bytes, head, head + 2 * size);
            System.arraycopy(bytes, 0, larger, size - head, head);
            bytes = larger;
            head = 0;
        }
        bytes[(head + size++) % bytes.length] = value;
    }

    byte take() {
        byte value = bytes[head];
        head = (head + 1) % bytes.length;
        size--;
        return value;
    }
}
