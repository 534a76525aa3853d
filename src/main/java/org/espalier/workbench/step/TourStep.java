package org.espalier.workbench.step;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.format.AtomicFile;
import org.espalier.format.Json;
import org.espalier.format.OutputFolder;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.project.Installation;
import org.espalier.workbench.project.Project;

/// Runs both sample projects from end to end and leaves a report: every number typed, the commands that made it.
public final class TourStep implements Step<TourStep.Parameters, TourStep.Result> {

    /// How much of the tour to do.
    ///
    /// @param out the report's folder, absent or empty unless `force`
    /// @param force whether to replace what is there
    /// @param questions test questions asked of each version of the LLaVA
    /// @param pictures test pictures classified on the board
    public record Parameters(Path out, boolean force, int questions, int pictures) {}

    /// The report.
    ///
    /// @param folder where it is
    /// @param pictures names of the pictures below it
    public record Result(String schema, String folder, List<TourChapter> chapters, List<String> pictures) {

        /// The report's figures as lines of text.
        public List<String> lines() {
            return TourPage.text(this);
        }
    }

    /// Draws pages of the window into a folder; the window's side of the tour.
    @FunctionalInterface
    public interface Painter {
        /// Writes PNG files into `folder`.
        void draw(Path folder, TaskContext context);
    }

    private final Painter painter;

    /// A tour whose pictures the painter draws.
    public TourStep(Painter painter) {
        this.painter = painter;
    }

    @Override
    public String name() {
        return "tour";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        List<Project> samples = Installation.samples();
        if (samples.size() < 2) {
            throw WorkbenchException.input(
                    "tour.samples",
                    "the sample projects are not in " + Installation.root(),
                    "Start with installer/espalier from a complete copy.");
        }
        try (OutputFolder out = OutputFolder.create(parameters.out(), parameters.force(), read(samples))) {
            List<TourChapter> chapters = new ArrayList<>();
            chapters.add(new TourPrune(samples.get(0), out.path(), parameters.questions()).run(context));
            chapters.add(new TourBoard(samples.get(1), out.path(), parameters.pictures()).run(context));
            Path pictures = out.path().resolve("pictures");
            context.stage("Drawing the window");
            painter.draw(pictures, context);
            Result result = relocated(
                    new Result("espalier.tour/1", parameters.out().toString(), chapters, names(pictures)),
                    out.path(),
                    parameters.out().toAbsolutePath().normalize());
            Json.write(out.path().resolve("report.json"), result);
            AtomicFile.write(
                    out.path().resolve("report.html"), TourPage.html(result).getBytes(StandardCharsets.UTF_8));
            out.commit();
            return result;
        }
    }

    private static List<Path> read(List<Project> samples) {
        List<Path> read = new ArrayList<>();
        for (Project sample : samples) {
            read.add(sample.folder());
            read.addAll(sample.places());
        }
        return read;
    }

    /// The commands as a user would type them: with the final folder instead of the one the work went to.
    private static Result relocated(Result result, Path from, Path to) {
        return new Result(
                result.schema(),
                result.folder(),
                result.chapters().stream()
                        .map(c -> new TourChapter(
                                c.title(),
                                c.project(),
                                c.seconds(),
                                c.figures(),
                                c.commands().stream()
                                        .map(line -> line.replace(from.toString(), to.toString()))
                                        .toList(),
                                c.notes()))
                        .toList(),
                result.pictures());
    }

    private static List<String> names(Path pictures) {
        if (!Files.isDirectory(pictures)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(pictures)) {
            return files.map(file -> "pictures/" + file.getFileName()).sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
