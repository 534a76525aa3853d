package org.espalier.ui.boards;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.text.Words;
import org.espalier.workbench.run.RunStore;
import org.espalier.workbench.step.BoardBenchmarkStep;
import org.espalier.workbench.step.BoardDiffStep;
import org.espalier.workbench.step.BoardFlashStep;
import org.espalier.workbench.step.McuFirmwareStep;
import org.jspecify.annotations.Nullable;

/// Build, flash and benchmark of one network on one board, each a run of its own.
///
/// @param network the int8 network's folder
/// @param firmware the project's folder, built here
/// @param target the board that is built for
/// @param board the id it is reached by: the same for a virtual one, else a port or a probe
/// @param data pictures of the benchmark; null if the project has none
/// @param store where runs are recorded
record BoardJob(
        Path network,
        Path firmware,
        String target,
        String board,
        @Nullable Path data,
        RunStore store) {

    /// Builds the firmware and puts it on the board.
    BoardFlashStep.Result flash(TaskContext context) {
        build(context);
        var parameters = new BoardFlashStep.Parameters(firmware, board);
        List<String> command = List.of("board", "flash", firmware.toString(), "--board", board);
        return store.start("board flash", parameters, command, List.of(), context)
                .record(recording -> new BoardFlashStep().run(parameters, recording));
    }

    private void build(TaskContext context) {
        var parameters = new McuFirmwareStep.Parameters(network, target, firmware, Techniques.ALL, true);
        List<String> command = List.of(
                "mcu", "firmware", network.toString(), "--board", target, "--out", firmware.toString(), "--force");
        store.start("mcu firmware", parameters, command, List.of(network), context)
                .record(recording -> new McuFirmwareStep().run(parameters, recording));
    }

    /// Compares the values of every layer on one picture, the first of the data; builds first if nothing is built yet.
    BoardDiffStep.Result compare(TaskContext context) {
        Path picture = picture();
        if (!Files.isDirectory(firmware.resolve("build"))) {
            build(context);
        }
        var parameters = new BoardDiffStep.Parameters(firmware, board, picture);
        List<String> command =
                List.of("board", "diff", firmware.toString(), "--board", board, "--image", picture.toString());
        return store.start("board diff", parameters, command, List.of(), context)
                .record(recording -> new BoardDiffStep().run(parameters, recording));
    }

    private Path picture() {
        Path pictures = java.util.Objects.requireNonNull(data);
        try (Stream<Path> files = Files.walk(pictures)) {
            return files.filter(file -> file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(jpe?g|png)"))
                    .min(Comparator.comparing(Path::toString))
                    .orElseThrow(() -> WorkbenchException.input(
                            "window.data",
                            Words.of("boards.compare.picture", pictures),
                            Words.of("boards.data.remedy")));
        } catch (IOException | UncheckedIOException e) {
            throw WorkbenchException.input(
                    "window.data", Words.of("boards.compare.picture", pictures), Words.of("boards.data.remedy"), e);
        }
    }

    /// Runs `samples` pictures, 0 for all; builds first if nothing is built yet.
    BoardBenchmarkStep.Result benchmark(int samples, TaskContext context) {
        Path pictures = java.util.Objects.requireNonNull(data);
        if (!Files.isDirectory(firmware.resolve("build"))) {
            build(context);
        }
        var parameters = new BoardBenchmarkStep.Parameters(firmware, board, pictures, samples);
        List<String> command = new ArrayList<>(List.of("board", "benchmark", firmware.toString(), "--board", board));
        command.addAll(List.of("--data", pictures.toString(), "--samples", Integer.toString(samples)));
        return store.start("board benchmark", parameters, command, List.of(), context)
                .record(recording -> new BoardBenchmarkStep().run(parameters, recording));
    }
}
