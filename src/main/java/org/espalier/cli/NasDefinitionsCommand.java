package org.espalier.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.NasDefinitionsStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `nas definitions`.
@Command(
        name = "definitions",
        description = "Show the smallest and the largest net of spaces by every definition of memory, with all"
                + " techniques, with each one switched off, and with none: two tables in Markdown.",
        footer = "Example: espalier nas definitions deit-ti mcuformer-t")
final class NasDefinitionsCommand extends StepCommand<NasDefinitionsStep.Result> {

    @Parameters(
            paramLabel = "SPACE",
            arity = "0..*",
            description = "Names, or a config.json or its folder; default deit-ti and all spaces that are searched.")
    private List<String> spaces = List.of();

    @Mixin
    private final NasOptions options = new NasOptions();

    @Override
    NasDefinitionsStep.Result work(TaskContext context) {
        List<String> shown = spaces.isEmpty() ? NasDefinitionsStep.USUAL : spaces;
        return new NasDefinitionsStep()
                .run(new NasDefinitionsStep.Parameters(shown, options.of(shown.getFirst())), context);
    }

    @Override
    void print(NasDefinitionsStep.Result result, PrintWriter out) {
        out.println("| bytes (estimated) | parameters | paper, without overwriting | release, with overwriting"
                + " | follow-up, with overwriting | MCUNet, with overwriting |");
        out.println("| --- | --- | --- | --- | --- | --- |");
        for (NasDefinitionsStep.Net net : result.nets()) {
            out.printf(Locale.ROOT, "| %s | %,d |", name(net), net.parameters());
            pair(out, by(net, "paper"), true);
            pair(out, by(net, "release"), false);
            pair(out, by(net, "follow-up"), false);
            pair(out, by(net, "mcunet"), false);
            out.println();
        }
        out.println();
        out.println("| bytes | by | all techniques | no integration | no decomposition | no overwriting | none |");
        out.println("| --- | --- | --- | --- | --- | --- | --- |");
        for (NasDefinitionsStep.Net net : result.nets()) {
            row(out, name(net), "stages (estimated)", by(net, NasDefinitionsStep.STAGES));
            NasDefinitionsStep.Bytes planned = net.definitions().get(NasDefinitionsStep.PLANNED);
            if (planned != null) {
                row(out, name(net), "plan (exact)", planned);
            }
        }
    }

    private static NasDefinitionsStep.Bytes by(NasDefinitionsStep.Net net, String definition) {
        return Objects.requireNonNull(net.definitions().get(definition), definition);
    }

    /// As published, then the other way.
    private static void pair(PrintWriter out, NasDefinitionsStep.Bytes bytes, boolean overwrites) {
        out.printf(
                Locale.ROOT,
                " %,d, %,d |",
                overwrites ? bytes.all() : bytes.withoutOverwriting(),
                overwrites ? bytes.withoutOverwriting() : bytes.all());
    }

    private static void row(PrintWriter out, String name, String by, NasDefinitionsStep.Bytes bytes) {
        out.printf(
                Locale.ROOT,
                "| %s | %s | %,d | %,d | %,d | %,d | %,d |%n",
                name,
                by,
                bytes.all(),
                bytes.withoutIntegration(),
                bytes.withoutDecomposition(),
                bytes.withoutOverwriting(),
                bytes.none());
    }

    private static String name(NasDefinitionsStep.Net net) {
        return net.space() + (net.end().equals("only") ? "" : ", " + net.end()) + ": " + SubnetWords.of(net.subnet())
                + "; " + net.image() + "/" + net.patch();
    }
}
