package org.espalier.ui.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.ui.chart.ChartData;
import org.junit.jupiter.api.Test;

class PruneChartsTest {

    private static final Path MODEL = Path.of("/models/llava");

    @Test
    void layersStandInTheModelsOrderWhateverTheOrderOfARunsResult() {
        Map<String, Double> ratios = new LinkedHashMap<>();
        ratios.put("vision_tower.layers.0.self_attn.q_proj", 0.1);
        ratios.put("multi_modal_projector.linear_1", 0.2);
        ratios.put("language_model.layers.10.self_attn.q_proj", 0.3);
        ratios.put("language_model.layers.2.mlp.up_proj", 0.4);
        ratios.put("language_model.layers.2.self_attn.v_proj", 0.5);
        ChartData chart = PruneCharts.layers(ratios, Map.of());
        assertEquals(
                List.of("block 2 v", "block 2 up", "block 10 q", "projector linear_1", "tower 0 q"), chart.names());
        assertEquals(
                List.of(50.0, 40.0, 30.0, 20.0, 10.0),
                chart.series().getFirst().points().stream()
                        .map(ChartData.Point::y)
                        .toList());
    }

    @Test
    void ofManyBlocksThoseThatMovedMostAreShown() {
        Map<String, Double> ratios = new LinkedHashMap<>();
        Map<String, Double> errors = new LinkedHashMap<>();
        for (int block = 0; block < 20; block++) {
            ratios.put("language_model.layers." + block + ".mlp.up_proj", 0.5);
            errors.put("language_model.layers." + block + ".mlp.up_proj", block / 100.0);
        }
        var run = new PruneHistory.Pruned(
                MODEL,
                MODEL,
                Path.of("/out"),
                "wanda",
                "unstructured",
                List.of("language_model"),
                64,
                0,
                0.5,
                1,
                2,
                ratios,
                errors);
        ChartData chart = PruneCharts.sensitivity(new PruneHistory(List.of(run), Map.of(), Map.of(), List.of()), MODEL);
        Set<String> most = IntStream.range(12, 20).mapToObj(i -> "block " + i).collect(Collectors.toSet());
        assertEquals(
                most,
                new HashSet<>(
                        chart.series().stream().map(ChartData.Series::name).toList()));
        assertEquals("block 19", chart.series().getFirst().name(), "the one that moved most comes first");
    }
}
