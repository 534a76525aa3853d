package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.espalier.format.AtomicFile;
import org.espalier.format.dataset.EasyVqa;
import org.espalier.format.dataset.Split;
import org.espalier.format.image.RgbImage;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Questions;
import org.espalier.search.prune.Sample;
import org.espalier.search.prune.SampleMaker;
import org.espalier.search.prune.Samples;
import org.espalier.task.Label;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.run.Recording;
import org.espalier.workbench.run.RunFolder;
import org.espalier.workbench.run.RunRequest;

/// `prune ablation`: what each part of the search is worth, against the baselines, on easy-VQA.
///
/// Every seed draws its own samples from the training questions; the official test questions measure what each method
/// has chosen and choose nothing. The run folder gets `table.md` and `plot.svg` beside the result; every score is
/// remembered, so an interrupted run goes on where it was.
public final class PruneAblationStep
        implements Step<PruneAblationStep.Parameters, PruneAblationStep.Result>, Resumable<PruneAblationStep.Result> {

    private static final int TOKENS_AT_ONCE = 4096;

    /// What to compare.
    ///
    /// @param data an easy-VQA folder with its training and test parts
    /// @param methods by the command line's words; none for all
    /// @param seeds how many, from 1 on
    /// @param questions test questions, the first ones; 0 for all
    public record Parameters(
            Path model,
            Path data,
            Path out,
            List<String> methods,
            List<Double> sparsities,
            int seeds,
            int samples,
            int questions,
            int population,
            int generations,
            boolean force) {

        /// Keeps its own copy.
        public Parameters {
            methods = methods.isEmpty() ? PruneAblationMethod.words() : List.copyOf(methods);
            sparsities = List.copyOf(sparsities);
        }
    }

    /// One method at one sparsity with one seed.
    ///
    /// @param accuracy percent of the test questions
    /// @param proxyLoss on the samples it was calibrated on, nats a token
    /// @param heldOutLoss on as many others
    public record Row(
            String method, double sparsity, int seed, double accuracy, double proxyLoss, double heldOutLoss) {}

    /// A method at a sparsity over its seeds.
    ///
    /// @param mean accuracy, percent
    /// @param deviation sample standard deviation of accuracy over seeds, points; 0 for one seed
    /// @param gap mean held-out loss less mean proxy loss
    public record Summary(String method, double sparsity, int seeds, double mean, double deviation, double gap) {}

    /// All of it.
    ///
    /// @param dense accuracy of the model before pruning
    public record Result(
            String schema, int questions, double dense, List<Summary> summary, List<Row> rows, String label) {}

    @Override
    public String name() {
        return "prune ablation";
    }

    @Override
    public Result run(Parameters given, TaskContext context) {
        PruneSearchRequest.least("--seeds", given.seeds(), 1);
        PruneSearchRequest.least("--samples", given.samples(), 4);
        PruneSearchRequest.least("--population", given.population(), 4);
        PruneSearchRequest.least("--generations", given.generations(), 1);
        PruneSearchRequest.candidates(given.population(), given.generations());
        PruneSearchRequest.least("--questions", given.questions(), 0);
        checkSparsities(given.sparsities());
        given.methods().forEach(PruneAblationMethod::parse);
        Parameters p = new Parameters(
                given.model().toAbsolutePath().normalize(),
                given.data().toAbsolutePath().normalize(),
                given.out().toAbsolutePath().normalize(),
                given.methods(),
                given.sparsities(),
                given.seeds(),
                given.samples(),
                given.questions(),
                given.population(),
                given.generations(),
                given.force());
        RunRequest request = new RunRequest(name(), p, command(p), List.of(p.model(), p.data()));
        return RunFolder.start(given.out(), given.force(), request, context)
                .record(recording -> compare(given.out(), p, recording));
    }

    @Override
    public Result resume(Path run, TaskContext context) {
        Recording recording = RunFolder.resume(run, name(), context);
        return recording.record(task -> compare(run, recording.run().record().parametersAs(Parameters.class), task));
    }

    private static void checkSparsities(List<Double> sparsities) {
        for (double sparsity : sparsities) {
            if (!(sparsity > 0 && sparsity < 1)) {
                throw WorkbenchException.usage(
                        "search.option", "--sparsities has " + sparsity, "Give shares above 0 and below 1.");
            }
        }
    }

    private static List<String> command(Parameters p) {
        return List.of(
                "prune",
                "ablation",
                p.model().toString(),
                "--data",
                p.data().toString(),
                "--out",
                p.out().toString(),
                "--methods",
                String.join(",", p.methods()),
                "--sparsities",
                String.join(",", p.sparsities().stream().map(String::valueOf).toList()),
                "--seeds",
                Integer.toString(p.seeds()),
                "--samples",
                Integer.toString(p.samples()),
                "--questions",
                Integer.toString(p.questions()),
                "--population",
                Integer.toString(p.population()),
                "--generations",
                Integer.toString(p.generations()));
    }

    private static Result compare(Path run, Parameters p, TaskContext context) {
        context.stage("Reading " + p.data());
        List<Row> rows = new ArrayList<>();
        try (LlavaModel model = LlavaModel.open(p.model());
                Questions questions = Questions.open(p.model(), model.config(), true);
                EasyVqa data = EasyVqa.open(p.data())) {
            Drawing drawing = new Drawing(data, new SampleMaker(questions), new HashMap<>());
            try (Samples test = Samples.of(model, drawing.test(p.questions()), TOKENS_AT_ONCE, context)) {
                double dense = 100
                        * test.score(
                                        model.decoder(),
                                        model.weights().projector(),
                                        model.config().imageToken(),
                                        context)
                                .right();
                for (double sparsity : p.sparsities()) {
                    for (int seed = 1; seed <= p.seeds(); seed++) {
                        Path folder = run.resolve("seed-" + seed);
                        List<List<Sample>> drawn = drawing.draw(seed, p.samples());
                        rows.addAll(new PruneAblationSeed(model, p, seed, drawn, test, folder, context).rows(sparsity));
                        Result result = result(test.count(), dense, rows);
                        AtomicFile.write(run.resolve("table.md"), utf8(PruneAblationPages.table(result)));
                        AtomicFile.write(run.resolve("plot.svg"), utf8(PruneAblationPages.plot(result)));
                        context.emit(new TaskEvent("seed", Map.of("seed", seed, "sparsity", sparsity)));
                    }
                }
                return result(test.count(), dense, rows);
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    static Result result(int questions, double dense, List<Row> rows) {
        Map<List<Object>, List<Row>> groups = new LinkedHashMap<>();
        rows.forEach(row -> groups.computeIfAbsent(List.of(row.sparsity(), row.method()), _ -> new ArrayList<>())
                .add(row));
        List<Summary> summary =
                groups.values().stream().map(PruneAblationStep::summary).toList();
        return new Result(
                "espalier.prune-ablation/1", questions, dense, summary, List.copyOf(rows), Label.MEASURED.word());
    }

    private static Summary summary(List<Row> rows) {
        double mean = rows.stream().mapToDouble(Row::accuracy).average().orElse(0);
        double squares = rows.stream()
                .mapToDouble(row -> (row.accuracy() - mean) * (row.accuracy() - mean))
                .sum();
        double gap = rows.stream()
                .mapToDouble(row -> row.heldOutLoss() - row.proxyLoss())
                .average()
                .orElse(0);
        Row first = rows.getFirst();
        return new Summary(
                first.method(),
                first.sparsity(),
                rows.size(),
                mean,
                rows.size() < 2 ? 0 : Math.sqrt(squares / (rows.size() - 1)),
                gap);
    }

    /// Samples drawn from a data set; every picture is read once.
    private record Drawing(EasyVqa data, SampleMaker maker, Map<String, RgbImage> pictures) {

        List<Sample> test(int most) {
            List<EasyVqa.Question> all = data.questions(Split.TEST);
            if (all.isEmpty() || data.questions(Split.TRAIN).isEmpty()) {
                throw WorkbenchException.input(
                        "ablation.data",
                        "the data set lacks its training or its test questions",
                        "Name a whole copy of easy-VQA by --data.");
            }
            return all.stream()
                    .limit(most > 0 ? most : all.size())
                    .map(question -> sample(Split.TEST, question))
                    .toList();
        }

        /// Proxy samples and as many held-out ones, each about a picture of its own.
        List<List<Sample>> draw(int seed, int count) {
            List<EasyVqa.Question> all = new ArrayList<>(data.questions(Split.TRAIN));
            Collections.shuffle(all, new Random(seed));
            Set<String> taken = new HashSet<>();
            List<Sample> drawn = new ArrayList<>();
            for (EasyVqa.Question question : all) {
                if (drawn.size() < 2 * count && taken.add(question.image())) {
                    drawn.add(sample(Split.TRAIN, question));
                }
            }
            if (drawn.size() < 2 * count) {
                throw WorkbenchException.input(
                        "ablation.samples",
                        "the training part has " + drawn.size() + " pictures; " + 2 * count + " are needed",
                        "Lower --samples, or name a whole copy of easy-VQA by --data.");
            }
            return List.of(drawn.subList(0, count), drawn.subList(count, 2 * count));
        }

        private Sample sample(Split split, EasyVqa.Question question) {
            String name = split.word() + "/" + question.image();
            RgbImage picture = pictures.computeIfAbsent(name, _ -> data.image(split, question.image()));
            return maker.of(question.text(), question.answer(), picture, name);
        }
    }
}
