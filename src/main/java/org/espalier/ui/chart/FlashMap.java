package org.espalier.ui.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.plan.Plan;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;

/// What takes a plan's flash, layer by layer, as areas.
public final class FlashMap {

    private FlashMap() {}

    /// The plan's flash, each operator within its block; code as one area.
    public static Treemap of(Plan plan) {
        List<Treemap.Part> parts = new ArrayList<>();
        Map<String, Token> tokens = new LinkedHashMap<>();
        for (Plan.Share layer : plan.flash().layers()) {
            String[] words = layer.name().split("\\.", 3);
            boolean block = words.length == 3 && words[1].matches("\\d+");
            String group = block ? Words.of("search.block", words[1]) : Words.of("flash.rest");
            Token token = tokens.computeIfAbsent(group, _ -> Token.series(tokens.size()));
            parts.add(new Treemap.Part(
                    group, block ? Words.of("flash.layer", words[1], words[2]) : layer.name(), layer.bytes(), token));
        }
        long code = plan.flash().parts().stream()
                .filter(share -> share.name().equals("code"))
                .mapToLong(Plan.Share::bytes)
                .sum();
        parts.add(new Treemap.Part(Words.of("flash.code"), Words.of("flash.code"), code, Token.CHART_8));
        return new Treemap(List.of(Words.of("flash.group"), Words.of("flash.part"), Words.of("flash.bytes")), parts);
    }
}
