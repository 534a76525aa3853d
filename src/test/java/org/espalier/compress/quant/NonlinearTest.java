package org.espalier.compress.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The integer forms of softmax's exponential and of GELU against float.
class NonlinearTest {

    private static double worst(DoubleUnaryOperator a, DoubleUnaryOperator b, double from, double to) {
        double worst = 0;
        for (int i = 0; i <= 4000; i++) {
            double x = from + (to - from) * i / 4000;
            worst = Math.max(worst, Math.abs(a.applyAsDouble(x) - b.applyAsDouble(x)));
        }
        return worst;
    }

    /// Largest error of exp on -10..0 and of GELU on -6..6, which the guide quotes.
    @ParameterizedTest
    @CsvSource({"TABLE, 0, 0", "I_BERT, 0.0021, 0.0181", "I_VIT, 0.0439, 0.0255", "SIGMOID, 0.0021, 0.0204"})
    void eachFormIsAsCloseAsTheGuideSays(Nonlinear form, double exp, double gelu) {
        assertEquals(exp, worst(form::exp, Math::exp, -10, 0), 1e-4, "exp");
        assertEquals(gelu, worst(form::gelu, ColumnFit::gelu, -6, 6), 1e-4, "GELU");
    }

    @Test
    void exponentialsFallFromOneToNothing() {
        for (Nonlinear form : Nonlinear.values()) {
            assertEquals(1, form.exp(0), 1e-3, form.word());
            assertEquals(0, form.exp(-30), 1e-4, form.word());
            for (double x = -12; x < -0.011; x += 0.01) {
                assertTrue(form.exp(x) <= form.exp(x + 0.01) + 1e-3, form.word() + " at " + x);
            }
        }
    }

    @Test
    void knowsItsWordsAndRefusesOthers() {
        for (Nonlinear form : Nonlinear.values()) {
            assertEquals(form, Nonlinear.of(form.word()));
        }
        assertEquals(
                WorkbenchException.Fault.USAGE,
                assertThrows(WorkbenchException.class, () -> Nonlinear.of("float"))
                        .fault());
    }
}
