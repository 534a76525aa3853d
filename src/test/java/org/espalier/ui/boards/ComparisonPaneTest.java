package org.espalier.ui.boards;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.espalier.workbench.step.BoardDiffStep;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ComparisonPaneTest {

    private static BoardDiffStep.Result result(boolean asBuilt, BoardDiffStep.@Nullable First first) {
        return new BoardDiffStep.Result(
                BoardDiffStep.Result.SCHEMA,
                "virtual:stm32f746g-disco",
                first == null,
                asBuilt,
                List.of("host", "stm32f746g-disco"),
                first,
                List.of(new BoardDiffStep.Layer("block 0 attention", "context", 640, Map.of("host", 0))));
    }

    @Test
    void theFirstValueThatDiffersIsNamedByLayerTokenAndChannel() {
        assertEquals(
                "First difference: host, step 3 'block 0 attention', token 5, channel 17: -4 instead of 9.",
                ComparisonPane.sentence(result(
                        true, new BoardDiffStep.First("host", 3, "block 0 attention", "context", 5, 17, 9, -4))));
    }

    @Test
    void equalValuesAreSaidToBeEqualAndAnImageThatWasChangedIsNamed() {
        assertEquals(
                "No value differs: executor, host, stm32f746g-disco. The folder's image is not the one that was built.",
                ComparisonPane.sentence(result(false, null)));
        assertEquals("", ComparisonPane.sentence(null));
    }
}
