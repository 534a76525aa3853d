package org.espalier.workbench.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.espalier.format.Json;
import org.espalier.plan.Action;
import org.espalier.plan.AnalyticalModel;
import org.espalier.plan.Board;
import org.espalier.plan.CorrectedModel;
import org.espalier.plan.CostModel;
import org.espalier.plan.Plan;
import org.espalier.plan.Step;
import org.espalier.task.WorkbenchException;

/// What networks took on real boards, kept for all projects of a user: one file for each image that was
/// measured.
public final class BoardMeasurements {

    /// One measured image.
    ///
    /// @param schema "espalier.measured-costs/2"
    /// @param board its id
    /// @param network its name
    /// @param image CRC-32 of the image
    /// @param steps in the plan's order
    public record Measured(String schema, String board, String network, String image, List<MeasuredStep> steps) {}

    /// What a step took.
    ///
    /// @param action its kind, as a plan has it
    /// @param predicted cycles by the issue model
    /// @param measured cycles on the board
    public record MeasuredStep(String name, Action action, double predicted, double measured) {}

    /// Another number with every change of the issue model: ratios to what an earlier one predicted correct nothing.
    private static final String SCHEMA = "espalier.measured-costs/2";

    private final Path folder;

    /// Kept in a folder, which need not be there yet.
    public BoardMeasurements(Path folder) {
        this.folder = folder;
    }

    /// The user's own: `$XDG_CONFIG_HOME/espalier/measurements`, or below `~/.config`.
    public static BoardMeasurements ofUser() {
        String config = System.getenv("XDG_CONFIG_HOME");
        Path base = config == null || config.isBlank()
                ? Path.of(System.getProperty("user.home"), ".config")
                : Path.of(config);
        return new BoardMeasurements(base.resolve("espalier/measurements"));
    }

    /// Keeps what an image took; what was kept of it before is replaced.
    ///
    /// @param image CRC-32 of the image
    /// @param cycles measured, by step of the plan
    public void keep(Board board, Plan plan, String image, List<Long> cycles) {
        AnalyticalModel model = new AnalyticalModel(board);
        List<MeasuredStep> steps = new ArrayList<>();
        for (Step step : plan.steps()) {
            steps.add(new MeasuredStep(step.name(), step.action(), model.cycles(plan, step), cycles.get(step.index())));
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "board.measurements.folder",
                    folder + ": cannot be made: " + e.getMessage(),
                    "Check its rights, or set XDG_CONFIG_HOME to a folder of yours.",
                    e);
        }
        Json.write(
                folder.resolve(board.id() + "-" + image + ".json"),
                new Measured(SCHEMA, board.id(), plan.network(), image, steps));
    }

    /// How long plans take on a board: by measurements of it if there are any, else by the issue model
    /// alone.
    public CostModel model(Board board) {
        return model(board, of(board));
    }

    /// How long plans take on a board, by some measurements of it; by the issue model alone without any.
    public static CostModel model(Board board, List<Measured> measurements) {
        return corrected(board, measurements).<CostModel>map(m -> m).orElseGet(() -> new AnalyticalModel(board));
    }

    /// The model made from measurements of a board, if there are any.
    public Optional<CorrectedModel> corrected(Board board) {
        return corrected(board, of(board));
    }

    private static Optional<CorrectedModel> corrected(Board board, List<Measured> measurements) {
        List<CorrectedModel.Sample> samples = new ArrayList<>();
        for (Measured measured : measurements) {
            if (!SCHEMA.equals(measured.schema())) {
                continue;
            }
            for (MeasuredStep step : measured.steps()) {
                if (step.predicted() > 0 && step.measured() > 0) {
                    samples.add(new CorrectedModel.Sample(step.action(), step.predicted(), step.measured()));
                }
            }
        }
        return samples.isEmpty() ? Optional.empty() : Optional.of(new CorrectedModel(board, samples));
    }

    /// Everything kept of a board.
    public List<Measured> of(Board board) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .map(f -> Json.read(f, Measured.class))
                    .filter(m -> m.board().equals(board.id()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
