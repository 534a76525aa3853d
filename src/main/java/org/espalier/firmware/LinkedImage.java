package org.espalier.firmware;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.format.Sha256;
import org.espalier.plan.Board;
import org.espalier.plan.ImageSizes;
import org.espalier.plan.Plan;

/// Sizes of a linked image, beside what its plan expected.
record LinkedImage(QuantizedNetwork network, Plan plan, Board board) {

    /// Reads the image a build left in `work`.
    BuiltFirmware of(Path work, long deepestStack) throws IOException {
        ElfSections elf = ElfSections.of(Files.readAllBytes(work.resolve(Build.ELF)));
        SequencedMap<String, Long> flash = new LinkedHashMap<>();
        SequencedMap<String, Long> sram = new LinkedHashMap<>();
        long outside = 0;
        for (ElfSections.Section section : elf.sections()) {
            if (section.name().equals(Build.OUTSIDE_SECTION)) {
                outside += section.bytes();
            } else if (section.stored()) {
                flash.merge(section.name(), section.bytes(), Long::sum);
            }
            if (inRam(section.address())) {
                sram.merge(section.name(), section.bytes(), Long::sum);
            }
        }
        long weights = Files.size(work.resolve("src/" + Constants.BINARY));
        return new BuiltFirmware(
                BuiltFirmware.SCHEMA,
                board.id(),
                network.name(),
                NetworkIdentity.hex(network),
                Build.ELF,
                Build.BIN,
                Sha256.hex(Files.readAllBytes(work.resolve(Build.BIN))),
                flash(flash, weights, outside),
                sram(sram, deepestStack));
    }

    private ImageSizes.Flash flash(SequencedMap<String, Long> sections, long weights, long outside) {
        long used = total(sections);
        return new ImageSizes.Flash(
                board.flash().bytes(),
                used,
                sections,
                weights,
                used - weights,
                outside,
                plan.flash().bytes(),
                difference(used, plan.flash().bytes(), "its allowance for code is an estimate"));
    }

    private ImageSizes.Sram sram(SequencedMap<String, Long> sections, long deepestStack) {
        long arena = sections.entrySet().stream()
                .filter(section -> section.getKey().startsWith(".arena"))
                .mapToLong(Map.Entry::getValue)
                .sum();
        boolean apart =
                plan.sram().parts().stream().noneMatch(part -> part.name().equals("stack"));
        long used = apart ? arena : total(sections);
        return new ImageSizes.Sram(
                plan.sram().budget(),
                used,
                sections,
                arena,
                sections.getOrDefault(".stack", 0L),
                deepestStack,
                plan.sram().total(),
                difference(used, plan.sram().total(), "the linker laid variables out in another way"));
    }

    private static String difference(long used, long planned, String why) {
        if (used == planned) {
            return "exactly as planned";
        }
        return String.format(
                java.util.Locale.ROOT,
                "%,d bytes %s than planned: %s",
                Math.abs(used - planned),
                used < planned ? "less" : "more",
                why);
    }

    private boolean inRam(long address) {
        return board.arenaRuns().stream().anyMatch(run -> run.holds(address));
    }

    private static long total(Map<String, Long> sections) {
        return sections.values().stream().mapToLong(Long::longValue).sum();
    }
}
