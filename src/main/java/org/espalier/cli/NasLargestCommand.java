package org.espalier.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.NasDefinitionsStep;
import org.espalier.workbench.step.NasLargestStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `nas largest`.
@Command(
        name = "largest",
        description = "Find the largest subnet of spaces that a board has room for, with weights on the chip alone and"
                + " with the flash outside it: a table in Markdown.",
        footer = "Example: espalier nas largest mcuformer-t --patch 24 --rank 0.6 --board stm32f746g-disco")
final class NasLargestCommand extends StepCommand<NasLargestStep.Result> {

    @Parameters(
            paramLabel = "SPACE",
            arity = "0..*",
            description = "Names, or a config.json or its folder; default deit-ti and all spaces that are searched.")
    private List<String> spaces = List.of();

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            defaultValue = "multiplications",
            description = "What makes a subnet large: multiplications (default) or parameters.")
    private String by = "multiplications";

    @Mixin
    private final NasOptions options = new NasOptions();

    @Override
    NasLargestStep.Result work(TaskContext context) {
        List<String> shown = spaces.isEmpty() ? NasDefinitionsStep.USUAL : spaces;
        return new NasLargestStep()
                .run(new NasLargestStep.Parameters(shown, options.of(shown.getFirst()), by), context);
    }

    @Override
    void print(NasLargestStep.Result result, PrintWriter out) {
        out.println(
                "| space, picture/patch, rank | flash allowed | legal share | largest legal subnet | multiplications"
                        + " | parameters | SRAM | flash |");
        out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        for (NasLargestStep.Row row : result.rows()) {
            out.printf(
                    Locale.ROOT,
                    "| %s, %d/%d, %s | %,d | %.2f %% |",
                    row.space(),
                    row.image(),
                    row.patch(),
                    row.rank(),
                    row.flash(),
                    100 * row.legalRatio());
            NasLargestStep.Fit fit = row.largest();
            if (fit == null) {
                out.println(" none | | | | |");
            } else {
                out.printf(
                        Locale.ROOT,
                        " %s | %,d | %,d | %,d | %,d |%n",
                        SubnetWords.of(fit.subnet()),
                        fit.macs(),
                        fit.parameters(),
                        fit.peakBytes(),
                        fit.flashBytes());
            }
        }
    }
}
