package org.espalier.search.nas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetSampler;
import org.espalier.model.vit.VitConfig;
import org.espalier.plan.Boards;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Counts and formulas against published and replicated numbers.
class SearchSpaceTest {

    private static SearchSpace released(int image, int patch, double rank) {
        return SearchSpace.of("mcuformer-t").at(image, patch, new LowRank.ThreeFactor(rank));
    }

    private static long supernet(SearchSpace space) {
        return new SubnetCosts(space.config(), MemoryMode.COMPAT, Boards.byId(Boards.DEFAULT))
                .parameters(space.config().largest());
    }

    @ParameterizedTest
    @CsvSource({
        "autoformer-t,1056964608",
        "mcuformer-t,1056964608",
        "autoformer-s,77103263459313",
        "autoformer-b,10108977168384"
    })
    void countsEverySubnet(String name, BigInteger subnets) {
        assertEquals(subnets, SearchSpace.of(name).subnets());
    }

    @ParameterizedTest
    @CsvSource({
        "240,16,226,0",
        "224,16,197,0",
        "240,20,145,0",
        "224,20,122,0",
        "240,24,101,0",
        "224,24,82,0",
        "240,28,82,6",
        "224,28,65,6",
        "240,32,65,8",
        "224,32,50,8"
    })
    void countsTokensAndPaddingAsReleased(int image, int patch, int tokens, int padding) {
        VitConfig config = released(image, patch, 0.9).config();
        assertEquals(tokens, config.tokens());
        assertEquals(padding, config.patches().padding());
    }

    @ParameterizedTest
    @CsvSource({"18,170,5", "20,145,8", "22,122,9", "24,101,8", "26,82,5"})
    void padsUpToTheNextPatchWithTwoFactors(int patch, int tokens, int padding) {
        VitConfig config = SearchSpace.of("mcuformer-t")
                .at(224, patch, new LowRank.TwoFactor(0.7, 0.6))
                .config();
        assertEquals(tokens, config.tokens());
        assertEquals(padding, config.patches().padding());
    }

    @ParameterizedTest
    @CsvSource({"16,0.9,16818120", "16,0.6,10751136", "20,0.85,15837088", "28,0.95,18276576", "28,0.65,12097480"})
    void countsTheParametersOfReleasedSupernets(int patch, double rank, long parameters) {
        assertEquals(parameters, supernet(released(240, patch, rank)));
    }

    @Test
    void countsTheParametersOfLargerSupernetsAndOfTwoFactors() {
        LowRank three = new LowRank.ThreeFactor(0.9);
        assertEquals(50_621_920, supernet(SearchSpace.of("autoformer-s").at(240, 16, three)));
        assertEquals(117_141_224, supernet(SearchSpace.of("autoformer-b").at(240, 16, three)));
        SearchSpace t = SearchSpace.of("mcuformer-t");
        assertEquals(9_847_528, supernet(t.at(240, 24, new LowRank.TwoFactor(0.7, 0.6))));
        assertEquals(12_282_600, supernet(t.at(240, 20, new LowRank.TwoFactor(0.9, 0.8))));
    }

    @Test
    void countsTheParametersOfSubnets() {
        SearchSpace space = released(240, 16, 0.9);
        SubnetCosts costs = new SubnetCosts(space.config(), MemoryMode.COMPAT, Boards.byId(Boards.DEFAULT));
        Subnet mixed = new Subnet(
                12,
                168,
                List.of(4, 4, 3, 4, 3, 3, 3, 3, 4, 3, 3, 4),
                List.of(3.5, 4.0, 3.5, 4.0, 3.5, 3.5, 4.0, 4.0, 4.0, 3.5, 3.5, 3.5));
        assertEquals(8_481_116, costs.parameters(mixed));
        assertEquals(8_058_496, costs.parameters(space.smallest()));
        assertEquals(13_670_968, costs.parameters(space.largest()));
    }

    @ParameterizedTest
    @CsvSource({
        "240,20,216,0.9,324561.6",
        "240,16,192,0.75,327552",
        "224,16,192,0.9,321830.4",
        "240,16,192,0.9,349670.4",
        "240,16,168,0.9,291446.4",
        "240,20,216,0.95,333892.8",
        "224,16,192,1.0,336576"
    })
    void computesTheReleasedPeak(int image, int patch, int width, double rank, double peak) {
        SubnetCosts costs =
                new SubnetCosts(released(image, patch, rank).config(), MemoryMode.COMPAT, Boards.byId(Boards.DEFAULT));
        assertEquals(peak, costs.peak(Subnet.uniform(12, width, 4, 4)), 0.01);
    }

    @Test
    void computesTheFollowUpsPeak() {
        VitConfig config = SearchSpace.of("mcuformer-t")
                .at(224, 24, new LowRank.TwoFactor(0.7, 0.6))
                .config();
        SubnetCosts costs = new SubnetCosts(config, MemoryMode.COMPAT, Boards.byId(Boards.DEFAULT));
        assertEquals(194_014, costs.peak(Subnet.uniform(12, 192, 4, 4)), 0.01);
    }

    @ParameterizedTest
    @CsvSource({
        "16,0.4,1",
        "16,0.45,0.6667",
        "16,0.75,0.6667",
        "16,0.8,0.3333",
        "16,0.95,0.3333",
        "20,0.9,1",
        "20,0.95,0.6667",
        "24,0.95,1",
        "28,0.95,1",
        "32,0.4,1"
    })
    void findsTheLegalShareOfReleasedSpaces(int patch, double rank, double share) {
        SearchSpace space = released(240, patch, rank);
        SubnetCosts costs = new SubnetCosts(space.config(), MemoryMode.COMPAT, Boards.byId(Boards.DEFAULT));
        assertEquals(share, LegalShare.of(space, costs, SubnetCase.STM32F746), 2e-4);
    }

    @Test
    void theLegalShareIsWhatDrawingSubnetsGives() {
        SearchSpace space = SearchSpace.of("mcu-micro");
        SubnetCosts costs = new SubnetCosts(space.config(), MemoryMode.CORRECTED, Boards.byId(Boards.DEFAULT));
        Limits limits = new Limits(64_000, 800_000, Double.POSITIVE_INFINITY);
        SubnetSampler sampler = new SubnetSampler(space.config());
        SplittableRandom random = new SplittableRandom(5);
        int legal = 0;
        for (int i = 0; i < 400; i++) {
            legal += costs.legal(sampler.next(random), limits) ? 1 : 0;
        }
        double share = LegalShare.of(space, costs, limits);
        assertTrue(share > 0.05 && share < 0.95, "share " + share);
        assertEquals(legal / 400.0, share, 0.06);
    }

    @Test
    void refusesAPatchWithoutPaddingAndHeadsWiderThanTheNet() {
        SearchSpace space = SearchSpace.of("mcuformer-t");
        WorkbenchException patch =
                assertThrows(WorkbenchException.class, () -> space.at(240, 17, new LowRank.ThreeFactor(0.9)));
        assertEquals("vit.config.patch", patch.code());
        assertEquals(WorkbenchException.Fault.INPUT, patch.fault());
        WorkbenchException heads = assertThrows(
                WorkbenchException.class, () -> space.config().check(new Subnet(1, 168, List.of(5), List.of(4.0))));
        assertEquals(WorkbenchException.Fault.INPUT, heads.fault());
        WorkbenchException length = assertThrows(
                WorkbenchException.class,
                () -> space.config().check(new Subnet(2, 168, List.of(3), Collections.nCopies(2, 4.0))));
        assertEquals("vit.subnet.length", length.code());
    }

    @Test
    void refusesAnUnknownName() {
        assertEquals(
                "nas.space.unknown",
                assertThrows(WorkbenchException.class, () -> SearchSpace.of("no-such-space"))
                        .code());
    }
}
