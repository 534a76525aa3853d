package org.espalier.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.compress.quant.NetworkShape;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.firmware.BuiltFirmware;
import org.espalier.firmware.FirmwareBuilder;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitConfig;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.search.nas.Candidate;
import org.espalier.search.nas.Limits;
import org.espalier.search.nas.MemoryMode;
import org.espalier.search.nas.SearchSpace;
import org.espalier.search.nas.SubnetCosts;
import org.espalier.search.nas.SubnetSearch;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a search finds within a board's limits links on it, weights outside the chip and arenas in
/// several memories included.
class SearchedSubnetTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"stm32h750b-disco", "nucleo-l4r5zi", "stm32f746g-disco-sdram"})
    void theLargestSubnetThatABoardAllowsLinksOnIt(String id) {
        Board board = Boards.byId(id);
        SearchSpace space = SearchSpace.of("mcu-micro");
        VitConfig config = space.config();
        SubnetCosts costs = new SubnetCosts(config, MemoryMode.CORRECTED, board);
        SubnetSearch search =
                new SubnetSearch(space, costs, Limits.of(board), SubnetSearch.Settings.of(false, 6, 3, 3, 1));
        search.run(
                (subnets, listener, _) -> {
                    List<Double> all = subnets.stream()
                            .map((Subnet s) -> costs.parameters(s) / 1e6)
                            .toList();
                    IntStream.range(0, all.size()).forEach(i -> listener.scored(i, all.get(i)));
                    return all;
                },
                new SubnetSearch.Listener() {
                    @Override
                    public void candidate(Candidate candidate, boolean best) {}

                    @Override
                    public void generation(SubnetSearch.Generation generation) {}
                },
                TaskContext.NONE);
        QuantizedNetwork network =
                NetworkShape.of(config, search.candidates().getFirst().subnet());
        Plan plan = Planner.plan(network, board, Techniques.ALL);
        assertTrue(plan.fits());
        BuiltFirmware built =
                FirmwareBuilder.build(network, plan, board, folder.resolve("project"), false, TaskContext.NONE);
        assertTrue(built.flash().used() <= board.flash().bytes(), built.flash()::toString);
        assertEquals(plan.flash().outside().bytes(), built.flash().outside());
        assertEquals(plan.sram().total(), built.sram().used());
    }
}
