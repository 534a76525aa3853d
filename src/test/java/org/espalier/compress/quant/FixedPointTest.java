package org.espalier.compress.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class FixedPointTest {

    @Property(tries = 2000)
    void requantisationIsItsFormulaInUnboundedIntegers(
            @ForAll int acc, @ForAll @IntRange(min = 1) int m, @ForAll byte zeroPoint) {
        BigInteger high = BigInteger.valueOf(acc)
                .multiply(BigInteger.valueOf(m))
                .add(BigInteger.ONE.shiftLeft(31))
                .shiftRight(32);
        BigInteger sum = high.add(BigInteger.valueOf(zeroPoint));
        int expected =
                sum.min(BigInteger.valueOf(127)).max(BigInteger.valueOf(-128)).intValueExact();
        assertEquals(expected, FixedPoint.requantize(acc, m, zeroPoint));
    }

    @Property(tries = 5000)
    void theIntegerRootIsExact(@ForAll @LongRange(min = 0, max = 0xFFFF_FFFFL) long value) {
        long root = FixedPoint.isqrt(value);
        assertTrue(root * root <= value && (root + 1) * (root + 1) > value, value + " -> " + root);
    }

    @Property(tries = 5000)
    void theIntegerRootIsExactAroundSquares(
            @ForAll @IntRange(max = 65535) int root, @ForAll @IntRange(min = -1, max = 1) int near) {
        long value = Math.max(0, (long) root * root + near);
        assertEquals(BigInteger.valueOf(value).sqrt().longValueExact(), FixedPoint.isqrt(value));
    }

    @Property(tries = 5000)
    void theReciprocalRootIsCloseAndFitsAnInt(
            @ForAll @IntRange(min = 24, max = 50) int bits,
            @ForAll @LongRange(min = 0, max = (1L << 24) - 1) long low) {
        long n = (1L << bits) + (low << (bits - 24));
        int r = FixedPoint.reciprocalRoot(n);
        double exact = 0x1p42 / Math.sqrt((double) n);
        assertTrue(r > 0);
        assertEquals(1, r / exact, 1.0 / (1 << 14));
    }

    @Property(tries = 5000)
    void theReciprocalOfARowIsCloseAndFitsAnInt(@ForAll @IntRange(min = 32767, max = (1 << 24) - 1) int sum) {
        int r = FixedPoint.reciprocal(sum);
        assertTrue(r > 0);
        assertEquals(1, r / (0x1p45 / sum), 1.0 / (1 << 14));
    }
}
