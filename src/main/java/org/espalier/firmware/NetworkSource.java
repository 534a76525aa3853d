package org.espalier.firmware;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.compress.quant.InputSpec;
import org.espalier.compress.quant.Op;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.plan.Buffer;
import org.espalier.plan.Plan;
import org.espalier.plan.Step;

/// The generated sources: `network.h`, `network.c`, and the constants. Same network and plan: same bytes.
final class NetworkSource {

    private final QuantizedNetwork network;
    private final Plan plan;
    private final byte[] identity;

    NetworkSource(QuantizedNetwork network, Plan plan, byte[] identity) {
        this.network = network;
        this.plan = plan;
        this.identity = identity.clone();
    }

    /// The files by name.
    ///
    /// @throws org.espalier.task.WorkbenchException if an operator has a shape the library has no form for
    SequencedMap<String, byte[]> files() {
        var constants = new OpConstants(network, plan.flash().outside().ops());
        String steps = new StepCode(network, plan, constants).functions();
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("network.h", utf8(header()));
        files.put("network.c", utf8(code(constants, steps)));
        files.put("weights.S", constants.constants().assembly());
        files.put(Constants.BINARY, constants.constants().binary());
        if (!plan.flash().outside().ops().isEmpty()) {
            files.put(Constants.OUTSIDE, constants.constants().outside());
        }
        return (SequencedMap<String, byte[]>) files;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String header() {
        return """
                /* The network's dimensions. Generated: espalier.h explains them. */
                #ifndef NETWORK_H
                #define NETWORK_H

                #define ESPALIER_IMAGE_SIZE %d
                #define ESPALIER_CHANNELS %d
                #define ESPALIER_INPUT_BYTES %d
                #define ESPALIER_CLASSES %d
                #define ESPALIER_STEPS %d
                #define ESPALIER_ARENA_BYTES %d

                #endif
                """.formatted(
                        network.input().size(),
                        InputSpec.CHANNELS,
                        network.input().bytes(),
                        network.classes().size(),
                        plan.steps().size(),
                        plan.arenaBytes());
    }

    private String code(OpConstants constants, String steps) {
        var text = new StringBuilder("""
                /* The network, one function for each step of its plan. Generated: changes belong in user/. */
                #include "espalier.h"
                #include "operators.h"

                """);
        arena(text);
        text.append(constants.constants().declarations()).append('\n');
        text.append(constants.structures()).append('\n');
        text.append(steps);
        tables(text);
        entry(text);
        return text.toString();
    }

    /// The arena's pieces, each in a memory of its own, and how offsets are found in them.
    private void arena(StringBuilder text) {
        var address = new StringBuilder();
        for (int i = 0; i < plan.pieces().size(); i++) {
            Plan.Piece piece = plan.pieces().get(i);
            text.append("/* ").append(CText.comment(piece.memory())).append(" */\nstatic uint8_t arena");
            text.append(i).append('[').append(piece.bytes());
            text.append("] __attribute__((aligned(16), section(\".arena")
                    .append(i)
                    .append("\")));\n");
            if (i + 1 < plan.pieces().size()) {
                address.append("(offset) < ")
                        .append(plan.pieces().get(i + 1).offset())
                        .append("u ? ");
            }
            address.append("arena").append(i).append(" + (offset)");
            address.append(i == 0 ? "" : " - " + piece.offset() + "u");
            address.append(i + 1 < plan.pieces().size() ? " : " : "");
        }
        text.append("\n/* An address in the arena. */\n#define AT(offset) ((int8_t *)(")
                .append(address)
                .append("))\n\nuint8_t *espalier_arena(uint32_t offset) { return (uint8_t *)AT(offset); }\n\n");
    }

    private void tables(StringBuilder text) {
        text.append("const espalier_step espalier_steps[ESPALIER_STEPS] = {\n");
        for (Step step : plan.steps()) {
            Buffer output = plan.output(step);
            text.append("    {")
                    .append(CText.literal(step.name()))
                    .append(", ")
                    .append(output.offset())
                    .append(", ")
                    .append(output.rows() * output.stride())
                    .append("},\n");
        }
        text.append("};\n\nconst char *const espalier_class_names[ESPALIER_CLASSES] = {\n");
        for (String name : network.classes()) {
            text.append("    ").append(CText.literal(name)).append(",\n");
        }
        text.append("};\n\nconst uint8_t espalier_identity[32] = {");
        for (int i = 0; i < identity.length; i++) {
            text.append(i == 0 ? "" : ",").append(i % 16 == 0 ? "\n    " : " ");
            text.append(String.format("0x%02x", identity[i]));
        }
        text.append("};\n\n");
    }

    private void entry(StringBuilder text) {
        Buffer picture = plan.buffers().stream()
                .filter(b -> b.name().equals(Op.PICTURE))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the plan has no picture"));
        Buffer logits = plan.output(plan.steps().getLast());
        text.append("uint8_t *espalier_input(void) { return (uint8_t *)AT(")
                .append(picture.offset())
                .append("); }\n\nvoid espalier_run(int8_t *logits)\n{\n");
        for (Step step : plan.steps()) {
            text.append("    espalier_marker(").append(step.index()).append(");\n");
            text.append("    step").append(step.index()).append("();\n");
        }
        text.append("    espalier_marker(ESPALIER_STEPS);\n");
        text.append("    espalier_copy(AT(").append(logits.offset()).append("), logits, ESPALIER_CLASSES);\n}\n");
    }
}
