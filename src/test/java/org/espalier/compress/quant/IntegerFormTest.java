package org.espalier.compress.quant;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.VitConfig;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntegerFormTest {

    private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);

    private static VitConfig config(int image, int patch, int width, int headDim, boolean relative) {
        return new VitConfig(
                image,
                patch,
                3,
                5,
                width,
                2,
                2,
                headDim,
                2,
                Choices.NONE,
                new LowRank.Dense(),
                relative,
                4,
                true,
                true,
                true,
                false,
                HALF,
                HALF,
                List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "32,  1, 64,   32,  false, it has 1025 tokens",
        "32,  8, 1040, 32,  false, its tokens are 1040 wide",
        "32,  8, 640,  320, true,  a head_dim of 320",
    })
    void whatTheArithmeticHasNoRoomForIsRefusedBeforeAnyWork(
            int image, int patch, int width, int headDim, boolean relative, String message) {
        WorkbenchException e = assertThrows(
                WorkbenchException.class, () -> IntegerForm.check(config(image, patch, width, headDim, relative)));
        assertEquals("quant.unsupported", e.code());
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertDoesNotThrow(() -> IntegerForm.check(config(32, 8, 1024, 256, true)));
    }
}
