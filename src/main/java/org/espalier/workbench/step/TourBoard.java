package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.run.CommandText;

/// The second half of the tour: plan an int8 network's memory, generate firmware, run it on the virtual board.
final class TourBoard {

    private final Project project;
    private final Path network;
    private final Path data;
    private final String board;
    private final Path firmware;
    private final int pictures;
    private final TourFigures figures = new TourFigures();
    private final List<String> commands = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    TourBoard(Project project, Path work, int pictures) {
        this.project = project;
        this.network = TourPrune.required(project, "network", project.file().network());
        this.data = TourPrune.required(project, "data", project.file().data());
        this.board = java.util.Objects.requireNonNullElse(project.file().board(), "virtual:stm32f746g-disco");
        this.firmware = work.resolve("firmware");
        this.pictures = pictures;
    }

    TourChapter run(TaskContext context) {
        long begin = System.nanoTime();
        plan(context);
        build(context);
        flash(context);
        benchmark(context);
        return TourChapter.of(project, begin, figures, commands, notes);
    }

    private void command(String... arguments) {
        commands.add(CommandText.of(List.of(arguments)));
    }

    private void plan(TaskContext context) {
        context.stage("Planning memory");
        command("mcu", "plan", network.toString(), "--board", board);
        var plan = new McuPlanStep().run(new McuPlanStep.Parameters(network, board, Techniques.ALL), context);
        var naive = new McuPlanStep().run(new McuPlanStep.Parameters(network, board, Techniques.NONE), context);
        figures.estimated("arena, planned", (double) plan.arenaBytes(), "bytes", board);
        figures.estimated("arena without the three techniques", (double) naive.arenaBytes(), "bytes", board);
        figures.estimated("SRAM in all, planned", (double) plan.sram().total(), "bytes", board);
        figures.estimated("SRAM budget", (double) plan.sram().budget(), "bytes", board);
        figures.estimated("flash, planned", (double) plan.flash().bytes(), "bytes", board);
        notes.add("The peak is at " + plan.sram().peakName() + ".");
    }

    private void build(TaskContext context) {
        context.stage("Generating firmware");
        command("mcu", "firmware", network.toString(), "--board", board, "--out", firmware.toString());
        var built = new McuFirmwareStep()
                .run(new McuFirmwareStep.Parameters(network, board, firmware, Techniques.ALL, false), context);
        figures.measured("flash, from the linker", (double) built.flash().used(), "bytes");
        figures.measured("SRAM, from the linker", (double) built.sram().used(), "bytes");
        notes.add("Flash: " + built.flash().difference());
        notes.add("SRAM: " + built.sram().difference());
    }

    private void flash(TaskContext context) {
        command("board", "flash", firmware.toString(), "--board", board);
        var flashed = new BoardFlashStep().run(new BoardFlashStep.Parameters(firmware, board), context);
        notes.add("The image on the board has SHA-256 " + flashed.sha256() + ".");
    }

    private void benchmark(TaskContext context) {
        command(
                "board",
                "benchmark",
                firmware.toString(),
                "--board",
                board,
                "--data",
                data.toString(),
                "--samples",
                Integer.toString(pictures));
        var result = new BoardBenchmarkStep()
                .run(new BoardBenchmarkStep.Parameters(firmware, board, data, pictures), context);
        figures.simulated("accuracy, " + result.samples() + " test pictures", result.accuracy(), "%", board);
        figures.simulated("logits equal the reference executor's", result.agreement(), "% of pictures", board);
        if (result.instructionsPerInference() != null) {
            figures.simulated(
                    "instructions per inference",
                    result.instructionsPerInference().doubleValue(),
                    "instructions",
                    board);
        }
        figures.estimated("cycles per inference", (double) result.cyclesPerInference(), "cycles", board);
        figures.estimated("time per inference", result.milliseconds(), "ms", board);
        figures.simulated("arena high-water mark", (double) result.arenaHighWater(), "bytes", board);
        figures.simulated("stack high-water mark", (double) result.stackHighWater(), "bytes", board);
        result.layers().stream()
                .max(java.util.Comparator.comparingLong(BoardBenchmarkStep.Layer::cycles))
                .ifPresent(layer -> notes.add(String.format(
                        Locale.ROOT,
                        "The dearest step is %s with %.1f %% of the cycles.",
                        layer.name(),
                        layer.share())));
    }
}
