package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.ModelInspectStep;
import org.espalier.workbench.step.ModelInspectStep.Part;
import org.espalier.workbench.step.ModelInspectStep.Result;
import org.espalier.workbench.step.ModelInspectStep.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `model inspect`.
@Command(
        name = "inspect",
        description = "Show what a model holds: its kind, parts, blocks and tensors.",
        footer = "Example: espalier model inspect assets/llava-easy-vqa --zeros")
final class ModelInspectCommand extends StepCommand<Result> {

    private static final Pattern BLOCK = Pattern.compile("(?:.*\\.)?(?:layers|blocks)\\.(\\d+)\\..*");

    /// What a layer's name repeats of the part it is listed under.
    private static final String PART = "^(vision_tower|multi_modal_projector|language_model)\\.";

    @Parameters(index = "0", paramLabel = "PATH", description = "A model's folder, or a safetensors file.")
    @SuppressWarnings("NullAway.Init")
    private Path path;

    @Option(names = "--zeros", description = "Read all weights and count the zeros.")
    private boolean zeros;

    @Option(names = "--tensors", description = "List every tensor, not only blocks.")
    private boolean all;

    @Override
    Result work(TaskContext context) {
        return new ModelInspectStep().run(new ModelInspectStep.Parameters(path, zeros), context);
    }

    @Override
    void print(Result result, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s, %,d parameters, %s in %d tensors of %s%n",
                result.kind(),
                result.parameters(),
                size(result.bytes()),
                result.tensors().size(),
                result.tensors().stream().map(Tensor::dtype).distinct().sorted().collect(Collectors.joining(", ")));
        for (Part part : result.components()) {
            List<Tensor> own = result.tensors().stream()
                    .filter(t -> t.component().equals(part.name()))
                    .toList();
            out.println();
            row(0, part.name(), part.parameters(), size(part.bytes()), own, out);
            groups(own).forEach((name, tensors) -> group(name, tensors, out));
        }
    }

    private void group(String name, List<Tensor> tensors, PrintWriter out) {
        long elements =
                tensors.stream().mapToLong(ModelInspectCommand::elements).sum();
        String shape = tensors.size() == 1
                ? tensors.getFirst().dtype() + " " + tensors.getFirst().shape()
                : tensors.size() + " tensors";
        row(2, name, elements, shape, tensors, out);
        if (all && tensors.size() > 1) {
            for (Tensor t : tensors) {
                String last = t.layer().replaceFirst("^.*(layers|blocks)\\.\\d+\\.", "");
                row(4, last, elements(t), t.dtype() + " " + t.shape(), List.of(t), out);
            }
        }
    }

    private void row(int indent, String name, long parameters, String what, List<Tensor> tensors, PrintWriter out) {
        out.println(String.format(
                        Locale.ROOT,
                        "%-34s %,16d  %-24s%s",
                        " ".repeat(indent) + name,
                        parameters,
                        what,
                        share(tensors))
                .stripTrailing());
    }

    /// Tensors by block, and by layer outside of blocks, in the order of the first of each.
    private static SequencedMap<String, List<Tensor>> groups(List<Tensor> tensors) {
        SequencedMap<Integer, List<Tensor>> blocks = new java.util.TreeMap<>();
        SequencedMap<String, List<Tensor>> groups = new LinkedHashMap<>();
        for (Tensor tensor : tensors) {
            Matcher block = BLOCK.matcher(tensor.layer());
            if (block.matches() && block.group(1).length() < 9) {
                blocks.computeIfAbsent(Integer.valueOf(block.group(1)), _ -> new java.util.ArrayList<>())
                        .add(tensor);
            } else {
                groups.computeIfAbsent(tensor.layer().replaceFirst(PART, ""), _ -> new java.util.ArrayList<>())
                        .add(tensor);
            }
        }
        for (Map.Entry<Integer, List<Tensor>> block : blocks.entrySet()) {
            groups.put("block " + block.getKey(), block.getValue());
        }
        return groups;
    }

    private static long elements(Tensor tensor) {
        return tensor.shape().stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    }

    private String share(List<Tensor> tensors) {
        long zero = 0;
        long elements = 0;
        for (Tensor tensor : tensors) {
            Long n = tensor.zeros();
            if (n == null) {
                return "";
            }
            zero += n;
            elements += elements(tensor);
        }
        return String.format(Locale.ROOT, "  %6.2f %% zeros", elements == 0 ? 0 : 100.0 * zero / elements);
    }

    private static String size(long bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.2f %s", value, units[unit]);
    }
}
