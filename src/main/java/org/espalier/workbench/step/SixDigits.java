package org.espalier.workbench.step;

import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/// Figures as a result keeps them that come from float32 arithmetic in native libraries: to six significant digits,
/// of the seven that such numbers have. What lies behind differs between two runs of one request.
final class SixDigits {

    private static final MathContext SIX = new MathContext(6);

    private SixDigits() {}

    static double of(double value) {
        return Double.isFinite(value) ? new BigDecimal(value).round(SIX).doubleValue() : value;
    }

    static @Nullable Double orNull(@Nullable Double value) {
        return value == null ? null : of(value);
    }
}
