package org.espalier.ui.firmware;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.plan.Plan;
import org.espalier.ui.chart.Drawing;
import org.espalier.ui.chart.Treemap;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;

/// Flash and SRAM taken apart: by layer as areas, and as pairs of what was planned and what the linker made of it.
final class FlashParts {

    private FlashParts() {}

    /// The plan's flash, each operator within its block; code as one area.
    static Drawing map(Plan plan) {
        List<Treemap.Part> parts = new ArrayList<>();
        Map<String, Token> tokens = new LinkedHashMap<>();
        for (Plan.Share layer : plan.flash().layers()) {
            String[] words = layer.name().split("\\.", 3);
            boolean block = words.length == 3 && words[1].matches("\\d+");
            String group = block ? Words.of("search.block", words[1]) : Words.of("firmware.flash.rest");
            Token token = tokens.computeIfAbsent(group, _ -> Token.series(tokens.size()));
            parts.add(new Treemap.Part(
                    group,
                    block ? Words.of("firmware.flash.layer", words[1], words[2]) : layer.name(),
                    layer.bytes(),
                    token));
        }
        long code = part(plan.flash().parts(), "code");
        parts.add(new Treemap.Part(
                Words.of("firmware.flash.code"), Words.of("firmware.flash.code"), code, Token.CHART_8));
        return new Treemap(
                List.of(
                        Words.of("firmware.flash.group"),
                        Words.of("firmware.flash.part"),
                        Words.of("firmware.flash.bytes")),
                parts);
    }

    private static long part(List<Plan.Share> parts, String name) {
        return parts.stream()
                .filter(share -> share.name().equals(name))
                .mapToLong(Plan.Share::bytes)
                .sum();
    }

    /// Constants and code, planned and linked.
    static List<FirmwareModel.Pair> flash(Plan plan, JsonNode linker) {
        List<Plan.Share> parts = plan.flash().parts();
        return List.of(
                new FirmwareModel.Pair(
                        Words.of("firmware.pair.constants"),
                        part(parts, "weights") + part(parts, "tables"),
                        linker.path("weights").asLong()),
                new FirmwareModel.Pair(
                        Words.of("firmware.pair.code"),
                        part(parts, "code"),
                        linker.path("code").asLong()));
    }

    /// Arena, stack and variables, planned and linked.
    static List<FirmwareModel.Pair> sram(Plan plan, JsonNode linker) {
        List<Plan.Share> parts = plan.sram().parts();
        long arena = linker.path("arena").asLong();
        long stack = linker.path("stack").asLong();
        return List.of(
                new FirmwareModel.Pair(Words.of("firmware.pair.arena"), part(parts, "arena"), arena),
                new FirmwareModel.Pair(Words.of("firmware.pair.stack"), part(parts, "stack"), stack),
                new FirmwareModel.Pair(
                        Words.of("firmware.pair.variables"),
                        part(parts, "variables"),
                        linker.path("used").asLong() - arena - stack));
    }
}
