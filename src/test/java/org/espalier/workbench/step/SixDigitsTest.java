package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class SixDigitsTest {

    @Test
    void figuresThatDifferInTheTenthDigitAreKeptAsOne() {
        PruneApplyStep.Layer one = layer(0.123456789012, 1.23456789012e-7);
        PruneApplyStep.Layer other = layer(0.123456789312, 1.23456789412e-7);
        assertEquals(one, other);
        assertEquals(0.123457, one.error());
        assertEquals(1.23457e-7, one.outputError());
        assertEquals(
                new PruneApplyStep.Check(2.3000000004, null, 0.5), new PruneApplyStep.Check(2.3000000001, null, 0.5));
    }

    @Test
    void whatIsNoNumberOrMissingStaysSo() {
        assertEquals(Double.NaN, SixDigits.of(Double.NaN));
        assertEquals(Double.POSITIVE_INFINITY, SixDigits.of(Double.POSITIVE_INFINITY));
        assertEquals(0, SixDigits.of(0));
        assertNull(SixDigits.orNull(null));
    }

    private static PruneApplyStep.Layer layer(double error, double outputError) {
        return new PruneApplyStep.Layer("a", 0.5, 0.5, error, outputError, 0.01, 0);
    }
}
