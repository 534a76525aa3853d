package org.espalier.search.nas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitConfig;
import org.espalier.plan.Techniques;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The definitions of memory, against worked examples.
class MemoryDefinitionTest {

    private static VitConfig net(int image, int patch, double rank) {
        LowRank lowRank = rank == 1 ? new LowRank.Dense() : new LowRank.ThreeFactor(rank);
        return SearchSpace.of("mcuformer-t").at(image, patch, lowRank).config();
    }

    @ParameterizedTest
    @CsvSource({
        "224,16,192,3,1, 336576,298752,261888,384150,113669,335616,185856",
        "240,16,192,3,1, 364416,321024,284160,480024,130402,363456,191424",
        "240,16,192,3,0.9, 344536,305664,268120,480024,130402,363456,191424",
        "240,20,216,4,0.9, 321026,292896,288482,316680,111505,463104,291504"
    })
    void givesTheWorkedExamplesOfEachStage(
            int image,
            int patch,
            int width,
            int heads,
            double rank,
            long fc1,
            long overwritten,
            long qkv,
            long attention,
            long streamed,
            long embedding,
            long patchwise) {
        List<StageMemory> stages = StageMemory.of(net(image, patch, rank), Subnet.uniform(12, width, heads, 4));
        assertEquals(fc1, stages.get(0).naive());
        assertEquals(overwritten, stages.get(0).with());
        assertEquals(qkv, stages.get(1).naive());
        assertEquals(attention, stages.get(2).naive());
        assertEquals(streamed, stages.get(2).with());
        assertEquals(embedding, stages.get(3).naive());
        assertEquals(patchwise, stages.get(3).with());
    }

    @Test
    void eachDefinitionCountsADenseNetInItsOwnWay() {
        VitConfig config = net(224, 16, 1);
        Subnet subnet = Subnet.uniform(12, 192, 3, 4);
        assertEquals(298_752, MemoryDefinition.PAPER.peak(config, subnet), 0.01);
        assertEquals(336_576, MemoryDefinition.RELEASE.peak(config, subnet), 0.01);
        assertEquals(336_576, MemoryDefinition.FOLLOW_UP.peak(config, subnet), 0.01);
        // Input and output of fc1: 197 (192 + 768); the patch embedding has 3 · 224² + 196 · 192.
        assertEquals(189_120, MemoryDefinition.MCUNET.peak(config, subnet), 0.01);
    }

    @Test
    void everyDefinitionCountsBothEndsOfALayerOrTheLarger() {
        VitConfig config = net(224, 16, 1);
        Subnet subnet = Subnet.uniform(12, 192, 3, 4);
        for (MemoryDefinition each :
                List.of(MemoryDefinition.PAPER, MemoryDefinition.RELEASE, MemoryDefinition.FOLLOW_UP)) {
            assertEquals(298_752, each.peak(config, subnet, true), 0.01, each.word());
            assertEquals(336_576, each.peak(config, subnet, false), 0.01, each.word());
        }
        // The picture and the rows of patches remain: 3 · 224² + 196 · 192.
        assertEquals(188_160, MemoryDefinition.MCUNET.peak(config, subnet, true), 0.01);
        assertEquals(189_120, MemoryDefinition.MCUNET.peak(config, subnet, false), 0.01);
    }

    @Test
    void theLargestStageIsAnotherOneWithoutEachTechnique() {
        List<StageMemory> stages = StageMemory.of(net(224, 16, 1), Subnet.uniform(12, 192, 3, 4));
        assertEquals(298_752, StageMemory.peak(stages, Techniques.ALL));
        assertEquals(384_150, StageMemory.peak(stages, new Techniques(false, true, true)));
        assertEquals(335_616, StageMemory.peak(stages, new Techniques(true, false, true)));
        assertEquals(336_576, StageMemory.peak(stages, new Techniques(true, true, false)));
        assertEquals(384_150, StageMemory.peak(stages, Techniques.NONE));
    }

    @Test
    void theFollowUpsOwnExampleIsDominatedByAttention() {
        VitConfig config = SearchSpace.of("mcuformer-t")
                .at(224, 24, new LowRank.TwoFactor(0.7, 0.6))
                .config();
        assertEquals(194_014, MemoryDefinition.FOLLOW_UP.peak(config, Subnet.uniform(12, 192, 4, 4)), 0.01);
    }
}
