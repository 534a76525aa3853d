package org.espalier.firmware;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.espalier.compress.quant.Op;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.Width;
import org.espalier.plan.Buffer;
import org.espalier.plan.Plan;
import org.espalier.plan.Step;

/// One C function for each step of a plan: calls of the operator library with the plan's addresses.
final class StepCode {

    private final QuantizedNetwork network;
    private final Plan plan;
    private final OpConstants constants;
    private final Map<String, Op> ops;
    private final StringBuilder out = new StringBuilder();

    StepCode(QuantizedNetwork network, Plan plan, OpConstants constants) {
        this.network = network;
        this.plan = plan;
        this.constants = constants;
        this.ops = network.ops().stream().collect(Collectors.toMap(Op::name, Function.identity()));
    }

    /// The functions, `step0()` and so on.
    String functions() {
        plan.steps().forEach(this::function);
        return out.toString();
    }

    private void function(Step step) {
        out.append("/* ").append(CText.comment(step.name())).append(" */\n");
        out.append("static void step").append(step.index()).append("(void)\n{\n");
        switch (step.action()) {
            case CHAIN -> chain(step);
            case UNFOLD ->
                line("    espalier_unfold(&%s_cut, %s, %s);"
                        .formatted(constants.name(only(step)), bytes(read(step, 0)), address(plan.output(step))));
            case ATTENTION -> attention(step);
            case SCORES ->
                line("    espalier_%sscores(&%s, %s, %s, %d, %s);"
                        .formatted(
                                relative(step),
                                constants.name(only(step)),
                                address(read(step, 0)),
                                address(plan.output(step)),
                                ((Op.Attention) only(step)).rows(),
                                part(step, "attention")));
            case SOFTMAX ->
                line("    espalier_softmax(&%s%s, %s, %s, %d);"
                        .formatted(
                                constants.name(only(step)),
                                relative(step).isEmpty() ? "" : ".attention",
                                address(read(step, 0)),
                                address(plan.output(step)),
                                ((Op.Attention) only(step)).rows()));
            case CONTEXT ->
                line("    espalier_%scontext(&%s, %s, %s, %s, %d, %d, %s);"
                        .formatted(
                                relative(step),
                                constants.name(only(step)),
                                address(read(step, 1)),
                                address(read(step, 0)),
                                address(plan.output(step)),
                                plan.output(step).stride(),
                                ((Op.Attention) only(step)).rows(),
                                part(step, "attention")));
        }
        out.append("}\n\n");
    }

    /// What distinguishes the operators' names where an attention has relative positions.
    private String relative(Step step) {
        return ((Op.Attention) only(step)).relative() == null ? "" : "relative_";
    }

    private void attention(Step step) {
        Buffer output = plan.output(step);
        line("    espalier_%sattention(&%s, %s, %s, %d, %d, %s);"
                .formatted(
                        relative(step),
                        constants.name(only(step)),
                        address(read(step, 0)),
                        address(output),
                        output.stride(),
                        ((Op.Attention) only(step)).rows(),
                        part(step, "attention")));
    }

    private void chain(Step step) {
        List<Op> chain = step.ops().stream().map(this::op).toList();
        boolean loop = step.tile() < step.rows();
        if (chain.getLast() instanceof Op.PositionAdd p) {
            // Before the rows: they may start where its bytes were read from, never where they are written.
            line("    espalier_copy((const int8_t *)%s_class, %s, %d);"
                    .formatted(constants.name(p), address(plan.output(step)), p.classRow().length));
        }
        boolean sums = chain.getLast() instanceof Op.MeanPool && chain.size() > 1;
        if (sums) {
            line("    espalier_mean_start(%s, %d);"
                    .formatted(part(step, "sums"), plan.output(step).columns()));
        }
        if (loop) {
            line("    for (uint32_t row = 0; row < %d; row += %d) {".formatted(step.rows(), step.tile()));
            if (step.rows() % step.tile() == 0) {
                line("        const uint32_t rows = %d;".formatted(step.tile()));
            } else {
                line("        const uint32_t rows = %d - row < %d ? %d - row : %d;"
                        .formatted(step.rows(), step.tile(), step.rows(), step.tile()));
            }
        }
        for (int i = 0; i < chain.size(); i++) {
            call(new Link(step, chain.get(i), loop, i == 0, i == chain.size() - 1));
        }
        if (loop) {
            line("    }");
        }
        if (sums) {
            Op.MeanPool m = (Op.MeanPool) chain.getLast();
            line("    espalier_mean_end(%s, %d, %d, %d, %d, %s);"
                    .formatted(
                            part(step, "sums"),
                            plan.output(step).columns(),
                            m.bias(),
                            m.multiplier(),
                            m.zeroPoint(),
                            address(plan.output(step))));
        }
    }

    /// One operator of a chain on one tile.
    ///
    /// @param first whether it reads the step's input; the others read what the one before left in the scratch
    /// @param last whether it writes the step's output
    private record Link(Step step, Op op, boolean loop, boolean first, boolean last) {
        String rows() {
            return loop ? "rows" : String.valueOf(step.rows());
        }
    }

    private void call(Link link) {
        Step step = link.step();
        Op op = link.op();
        String name = constants.name(op);
        String indent = link.loop() ? "        " : "    ";
        String rows = link.rows();
        Buffer input = read(step, 0);
        String x = link.first() ? rowsOf(input, step.firstRow(), link) : part(step, "tile");
        if (link.first() && input.stride() != input.columns() && !(op instanceof Op.Linear)) {
            throw new IllegalArgumentException(step.name() + ": only a linear map may read rows that lie apart");
        }
        int columns = network.activation(op.output()).columns();
        String y = link.last() ? rowsOf(plan.output(step), 0, link) : part(step, "tile");
        switch (op) {
            case Op.PatchEmbed p
            when input.name().equals(Op.PICTURE) ->
                line((indent + "espalier_patch_embed(&%s_cut, &%s, %s, %s, %s, %s, %s);")
                        .formatted(name, name, bytes(input), link.loop() ? "row" : "0", rows, y, halves(step)));
            case Op.PatchEmbed p -> linear(link, indent, x, p.map().inputs(), y);
            case Op.Linear l ->
                linear(link, indent, x, link.first() ? input.stride() : l.map().inputs(), y);
            case Op.LayerNorm n -> {
                boolean wide = n.inputWidth() == Width.INT16;
                String call =
                        wide ? "espalier_layer_norm16(&%s, %s, %s, %s);" : "espalier_layer_norm(&%s, %s, %s, %s);";
                line((indent + call).formatted(name, wide ? halfwords(x) : x, y, rows));
            }
            case Op.Gelu _ ->
                line((indent + "espalier_table((const int8_t *)%s, %s, %s, %s * %d);")
                        .formatted(name, x, y, rows, columns));
            case Op.Add a -> {
                String left = rowsOf(read(step, step.reads().size() - 1), 0, link);
                line(indent + (a.mix() == null ? sum(columns, left, x, y, rows) : mix(name, left, x, y, rows)));
            }
            case Op.PositionAdd p -> {
                int first = p.classRow().length;
                String position = "(const int8_t *)%s_rows%s".formatted(name, link.loop() ? " + row * " + first : "");
                String after = y + " + " + first;
                line(indent
                        + (p.mix() == null
                                ? sum(columns, x, position, after, rows)
                                : mix(name, x, position, after, rows)));
            }
            case Op.MeanPool m -> mean(link, indent, m, x, y, columns);
            case Op.Attention _ ->
                throw new IllegalArgumentException(step.name() + ": attention does not work row by row");
        }
    }

    private static String mix(String name, String left, String right, String y, String rows) {
        return "espalier_add(&%s, %s, %s, %s, %s);".formatted(name, left, right, y, rows);
    }

    private static String sum(int columns, String left, String right, String y, String rows) {
        return "espalier_add16(%s, %s, (int16_t *)(void *)(%s), %s * %d);"
                .formatted(halfwords(left), halfwords(right), y, rows, columns);
    }

    private static String halfwords(String bytes) {
        return "(const int16_t *)(const void *)(" + bytes + ")";
    }

    private void mean(Link link, String indent, Op.MeanPool m, String x, String y, int columns) {
        if (link.first()) {
            line((indent + "espalier_mean(%s, %d, %s, %d, %d, %d, %s);")
                    .formatted(x, columns, link.rows(), m.bias(), m.multiplier(), m.zeroPoint(), y));
        } else {
            line((indent + "espalier_mean_add(%s, %s, %d, %s);")
                    .formatted(part(link.step(), "sums"), x, columns, link.rows()));
        }
    }

    private void linear(Link link, String indent, String x, int stride, String y) {
        line((indent + "espalier_linear(&%s, %s, %d, %s, %s, %s);")
                .formatted(constants.name(link.op()), x, stride, y, link.rows(), halves(link.step())));
    }

    private String rowsOf(Buffer buffer, int first, Link link) {
        String start = "AT(" + (buffer.offset() + first * buffer.stride()) + ")";
        return link.loop() ? start + " + row * " + buffer.stride() : start;
    }

    private Op op(String name) {
        Op op = ops.get(name);
        if (op == null) {
            throw new IllegalArgumentException("the plan names an operator '" + name + "' that is not in the network");
        }
        return op;
    }

    private Op only(Step step) {
        return op(step.ops().getLast());
    }

    private Buffer read(Step step, int index) {
        return plan.buffers().get(step.reads().get(index));
    }

    private static String address(Buffer buffer) {
        return "AT(" + buffer.offset() + ")";
    }

    private static String bytes(Buffer buffer) {
        return "(const uint8_t *)" + address(buffer);
    }

    private String halves(Step step) {
        return "(int16_t *)(void *)" + part(step, "pack");
    }

    private String part(Step step, String name) {
        Integer scratch = step.scratch();
        if (scratch == null) {
            throw new IllegalArgumentException(step.name() + ": the plan gives it no scratch");
        }
        int start = plan.buffers().get(scratch).offset();
        for (Step.Part part : step.parts()) {
            if (part.name().equals(name)) {
                String at = "AT(" + (start + part.offset()) + ")";
                return name.equals("sums") ? "(int32_t *)(void *)" + at : at;
            }
        }
        throw new IllegalArgumentException(step.name() + ": the plan gives it no scratch '" + name + "'");
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
