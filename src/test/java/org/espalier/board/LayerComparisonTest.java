package org.espalier.board;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.espalier.board.flash.BoardFinder;
import org.espalier.compress.quant.Activation;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.compress.quant.SmallForm;
import org.espalier.firmware.FirmwareBuilder;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerComparisonTest {

    private static final Board BOARD = Boards.byId("stm32f746g-disco");
    private static final QuantizedNetwork NETWORK = RandomNetworks.of(SmallForm.SMALL, 3);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private LayerComparison.Result compare(String name, Techniques techniques) {
        Path project = folder.resolve(name);
        FirmwareBuilder.build(
                NETWORK, Planner.plan(NETWORK, BOARD, techniques), BOARD, project, false, TaskContext.NONE);
        FirmwareFolder firmware = FirmwareFolder.open(project);
        try (BoardConnection board =
                BoardConnection.open("virtual:stm32f746g-disco", firmware, new BoardFinder(), TaskContext.NONE)) {
            return LayerComparison.compare(board, firmware, RandomNetworks.picture(NETWORK, 5), TaskContext.NONE);
        }
    }

    /// Attention in three passes and an unfolded picture have steps that write no activation.
    @ParameterizedTest
    @CsvSource({"false, false, false", "false, true, true", "true, false, false"})
    void everyActivationIsComparedWhateverTechniquesThePlanUses(
            boolean integration, boolean decomposition, boolean overwriting) {
        LayerComparison.Result result = compare("project", new Techniques(integration, decomposition, overwriting));
        assertEquals(Optional.empty(), result.first());
        if (!integration) {
            assertEquals(
                    NETWORK.activations().stream().map(Activation::name).toList(),
                    result.layers().stream()
                            .map(LayerComparison.Layer::activation)
                            .toList());
        }
    }

    @Test
    void aFolderMayHaveACommaInItsName() {
        LayerComparison.Result result = compare("yes, it may", Techniques.ALL);
        assertEquals(List.of("host", "virtual:stm32f746g-disco"), result.sides());
        assertEquals(Optional.empty(), result.first());
    }
}
