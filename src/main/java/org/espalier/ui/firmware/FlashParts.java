package org.espalier.ui.firmware;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.espalier.plan.Plan;
import org.espalier.ui.text.Words;

/// Flash and SRAM taken apart as pairs of what was planned and what the linker made of it.
final class FlashParts {

    private FlashParts() {}

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
