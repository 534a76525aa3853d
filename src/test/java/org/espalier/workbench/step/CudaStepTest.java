package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;

class CudaStepTest {

    @Test
    void whatIsMissingIsSaidOneByOne() {
        assertTrue(CudaStep.of(1, true).usable());
        assertEquals(1, CudaStep.of(0, true).lacks().size());
        assertEquals(2, CudaStep.of(0, false).lacks().size());
        assertTrue(CudaStep.of(2, false).lacks().getFirst().contains("pytorch-native-cu"));
    }

    @Test
    void thisInstallationShipsTheProcessorsLibraryAlone() {
        CudaStep.Result here = new CudaStep().run(new CudaStep.Parameters(), TaskContext.NONE);
        assertFalse(here.library());
        assertFalse(here.usable());
    }
}
