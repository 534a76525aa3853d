package org.espalier.tensor;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The element types a safetensors file may hold; the constant's name is the name in the file.
public enum DType {
    /// IEEE double.
    F64(64, Zero.SIGNED),
    /// IEEE single.
    F32(32, Zero.SIGNED),
    /// IEEE half: 5 exponent bits, 10 mantissa bits.
    F16(16, Zero.SIGNED),
    /// The upper half of a single: 8 exponent bits, 7 mantissa bits.
    BF16(16, Zero.SIGNED),
    /// Signed integers.
    I64(64, Zero.PLAIN),
    /// Signed integers.
    I32(32, Zero.PLAIN),
    /// Signed integers.
    I16(16, Zero.PLAIN),
    /// Signed integers.
    I8(8, Zero.PLAIN),
    /// Unsigned integers.
    U64(64, Zero.PLAIN),
    /// Unsigned integers.
    U32(32, Zero.PLAIN),
    /// Unsigned integers.
    U16(16, Zero.PLAIN),
    /// Unsigned integers.
    U8(8, Zero.PLAIN),
    /// One byte, 0 or 1.
    BOOL(8, Zero.PLAIN),
    /// Two singles, real and imaginary.
    C64(64, Zero.BOTH_HALVES),
    /// Eight-bit float with infinities.
    F8_E5M2(8, Zero.SIGNED),
    /// Eight-bit float without infinities.
    F8_E4M3(8, Zero.SIGNED),
    /// Eight-bit power of two; it has no zero.
    F8_E8M0(8, Zero.NONE),
    /// Eight-bit float whose one zero is unsigned.
    F8_E4M3FNUZ(8, Zero.PLAIN),
    /// Eight-bit float whose one zero is unsigned.
    F8_E5M2FNUZ(8, Zero.PLAIN),
    /// Four-bit float, two in a byte.
    F4(4, Zero.SIGNED),
    /// Six-bit float, four in three bytes.
    F6_E2M3(6, Zero.SIGNED),
    /// Six-bit float, four in three bytes.
    F6_E3M2(6, Zero.SIGNED);

    /// What an element that equals zero looks like.
    enum Zero {
        /// All bits clear.
        PLAIN,
        /// All bits but the sign clear.
        SIGNED,
        /// Two signed halves.
        BOTH_HALVES,
        /// The type has no zero.
        NONE
    }

    private static final Map<String, DType> BY_NAME = new HashMap<>();

    static {
        for (DType d : values()) {
            BY_NAME.put(d.name(), d);
        }
    }

    private final int bits;
    private final Zero zero;

    DType(int bits, Zero zero) {
        this.bits = bits;
        this.zero = zero;
    }

    /// Bits per element; 4 and 6 are packed.
    public int bits() {
        return bits;
    }

    /// The mask of bits that are all clear in a zero; for [Zero#NONE] it is of no use.
    long zeroMask() {
        long all = bits == 64 ? -1L : (1L << bits) - 1;
        return switch (zero) {
            case PLAIN, NONE -> all;
            case SIGNED -> all & ~(1L << (bits - 1));
            case BOTH_HALVES -> 0x7FFF_FFFF_7FFF_FFFFL;
        };
    }

    boolean hasZero() {
        return zero != Zero.NONE;
    }

    /// The type of this name in a file, or null if there is none.
    public static @Nullable DType parse(String name) {
        return BY_NAME.get(name);
    }
}
