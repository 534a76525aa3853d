package org.espalier.compress.quant;

/// How wide an activation's numbers are.
public enum Width {
    /// Signed bytes.
    INT8(1, Byte.MIN_VALUE, Byte.MAX_VALUE),
    /// Signed halfwords, the lower byte first.
    INT16(2, Short.MIN_VALUE, Short.MAX_VALUE);

    private final int bytes;
    private final int least;
    private final int most;

    Width(int bytes, int least, int most) {
        this.bytes = bytes;
        this.least = least;
        this.most = most;
    }

    /// Bytes of a number.
    public int bytes() {
        return bytes;
    }

    /// Bits of a number.
    public int bits() {
        return 8 * bytes;
    }

    /// The least number.
    int least() {
        return least;
    }

    /// The largest number.
    int most() {
        return most;
    }

    /// The nearest number of this width: values beyond its ends stick to them.
    int saturate(int value) {
        return Math.min(most, Math.max(least, value));
    }

    /// The number of that index.
    ///
    /// @param values a matrix's bytes
    public int get(byte[] values, int index) {
        return this == INT8 ? values[index] : (values[2 * index] & 0xFF) | values[2 * index + 1] << 8;
    }

    /// Stores a number, saturated.
    ///
    /// @param values a matrix's bytes
    void set(byte[] values, int index, int value) {
        int number = saturate(value);
        if (this == INT8) {
            values[index] = (byte) number;
        } else {
            values[2 * index] = (byte) number;
            values[2 * index + 1] = (byte) (number >> 8);
        }
    }
}
