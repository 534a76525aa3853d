package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.espalier.plan.ImageSizes;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.McuFirmwareStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `mcu firmware`.
@Command(
        name = "firmware",
        description = "Generate a self-contained C project of an int8 network for a board, and build it.",
        footer = "Example: espalier mcu firmware assets/vit-clothing-int8 --board stm32f746g-disco --out firmware")
final class McuFirmwareCommand extends StepCommand<McuFirmwareStep.Result> {

    @Mixin
    private final NetworkOnBoard target = new NetworkOnBoard();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "firmware",
            description = "The project's folder, absent or empty. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(names = "--force", description = "Replace an existing project; its user/ folder stays.")
    private boolean force;

    @Override
    McuFirmwareStep.Result work(TaskContext context) {
        return new McuFirmwareStep()
                .run(
                        new McuFirmwareStep.Parameters(target.network, target.board, out, target.techniques(), force),
                        context);
    }

    @Override
    void print(McuFirmwareStep.Result result, PrintWriter to) {
        to.printf(Locale.ROOT, "%s on %s%n", result.network(), result.board());
        ImageSizes.Flash flash = result.flash();
        to.printf(
                Locale.ROOT,
                "flash  %,9d of %,9d bytes: weights %,d, code %,d; %s%n",
                flash.used(),
                flash.budget(),
                flash.weights(),
                flash.code(),
                flash.difference());
        sections(to, flash.sections());
        if (flash.outside() > 0) {
            to.printf(Locale.ROOT, "       %,9d outside the chip%n", flash.outside());
        }
        ImageSizes.Sram sram = result.sram();
        to.printf(
                Locale.ROOT,
                "SRAM   %,9d of %,9d bytes: arena %,d, stack %,d of which at most %,d are used; %s%n",
                sram.used(),
                sram.budget(),
                sram.arena(),
                sram.stack(),
                sram.deepestStack(),
                sram.difference());
        sections(to, sram.sections());
        to.println("image  " + result.bin() + "  sha256 " + result.sha256());
        to.println("elf    " + result.elf());
    }

    private static void sections(PrintWriter to, Map<String, Long> sections) {
        sections.forEach((name, bytes) -> to.printf(Locale.ROOT, "       %,9d %s%n", bytes, name));
    }
}
