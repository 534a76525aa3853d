package org.espalier.workbench.step;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.espalier.format.AtomicFile;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.VitConfig;
import org.espalier.search.nas.SearchSpace;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.tensor.DType;
import org.espalier.workbench.run.Recording;
import org.espalier.workbench.run.RunFolder;
import org.espalier.workbench.run.RunRequest;
import org.jspecify.annotations.Nullable;

/// `nas ablation`: what the subnet search is worth. With each seed each method chooses a subnet within the same
/// limits, those that measure by as many measurements on the validation part; every winner is fine-tuned alike, or as
/// many finalists of each method, of which validation then takes the best; the test part judges and chooses nothing.
///
/// The run folder has the supernets with the choices asked for, if any were, `seed-N/METHOD` (the search, a run of its
/// own) and `seed-N/METHOD-retrained` (of further finalists with a number), `table.md` and
/// `plot.svg`; an interrupted run goes on where it was. Emits `row` for each method and seed.
public final class NasAblationStep
        implements Step<NasAblationStep.Parameters, NasAblationStep.Result>, Resumable<NasAblationStep.Result> {

    /// What to compare.
    ///
    /// @param supernets folders; seed N takes the N-th, over again if there are fewer
    /// @param choices a space (name or file) whose choices are searched in place of the supernets' own, or null
    /// @param options the limits
    /// @param data folder or zip file of pictures with a validation and a test part
    /// @param methods empty for all
    /// @param epochs of fine-tuning each winner
    /// @param training how winners are fine-tuned
    /// @param uniform uniform subnets in the first generation of the guided search, at most
    /// @param finalists the best measured subnets of each method that are fine-tuned; validation takes the best
    public record Parameters(
            List<Path> supernets,
            @Nullable String choices,
            NasSpaceOptions options,
            Path data,
            Path out,
            List<String> methods,
            int seeds,
            int population,
            int generations,
            int parents,
            int epochs,
            TrainingOptions training,
            boolean force,
            int uniform,
            int finalists) {

        /// Keeps its own copies; takes a record of a version without finalists for one of one.
        public Parameters {
            finalists = Math.max(1, finalists);
            supernets = List.copyOf(supernets);
            methods = methods.isEmpty()
                    ? NasAblationMethod.words()
                    : methods.stream().distinct().toList();
        }

        /// Limits with a seed's supernet as the space.
        NasSpaceOptions space(Path run, int seed) {
            int number = seed % supernets.size();
            Path own = supernets.get(number);
            return options.at((choices == null ? own : run.resolve("supernet-" + number)).toString());
        }
    }

    /// One method with one seed. Accuracies in percent.
    ///
    /// @param measured subnets measured to choose this one
    /// @param inherited on validation, with the supernet's weights
    /// @param inheritedTest the same on test
    /// @param validation after fine-tuning
    /// @param test after fine-tuning
    /// @param finalists what was fine-tuned, the winner first
    public record Row(
            String method,
            int seed,
            Subnet subnet,
            int measured,
            long flashBytes,
            long peakBytes,
            double inherited,
            double inheritedTest,
            double validation,
            double test,
            List<Finalist> finalists) {}

    /// How far a method is ahead of another on the test part, with the same seeds.
    ///
    /// @param inherited with inherited weights
    /// @param tuned after fine-tuning
    public record Lead(String method, String against, int seeds, PairedDifference inherited, PairedDifference tuned) {}

    /// A mean over seeds with the sample standard deviation; 0 for one seed.
    public record Mean(double mean, double deviation) {
        static Mean of(List<Row> rows, ToDoubleFunction<Row> value) {
            double mean = rows.stream().mapToDouble(value).average().orElse(0);
            double squares = rows.stream()
                    .mapToDouble(row -> Math.pow(value.applyAsDouble(row) - mean, 2))
                    .sum();
            return new Mean(mean, rows.size() < 2 ? 0 : Math.sqrt(squares / (rows.size() - 1)));
        }
    }

    /// A method over its seeds.
    public record Summary(
            String method, int seeds, Mean inherited, Mean inheritedTest, Mean validation, Mean test, Mean flashBytes) {
        static Summary of(List<Row> rows) {
            return new Summary(
                    rows.getFirst().method(),
                    rows.size(),
                    Mean.of(rows, Row::inherited),
                    Mean.of(rows, Row::inheritedTest),
                    Mean.of(rows, Row::validation),
                    Mean.of(rows, Row::test),
                    Mean.of(rows, Row::flashBytes));
        }
    }

    /// All of it.
    ///
    /// @param pictures on the test part
    /// @param leads of the last method against each of the others
    public record Result(
            String schema,
            NasSearchStep.Bounds limits,
            int pictures,
            List<Summary> summary,
            List<Lead> leads,
            List<Row> rows,
            String label) {}

    @Override
    public String name() {
        return "nas ablation";
    }

    @Override
    public Result run(Parameters given, TaskContext context) {
        given.methods().forEach(NasAblationMethod::parse);
        Parameters p = new Parameters(
                given.supernets().stream()
                        .map(folder -> folder.toAbsolutePath().normalize())
                        .toList(),
                given.choices() == null ? null : absolute(given.choices()),
                given.options().absolute(),
                given.data().toAbsolutePath().normalize(),
                given.out().toAbsolutePath().normalize(),
                given.methods(),
                given.seeds(),
                given.population(),
                given.generations(),
                given.parents(),
                given.epochs(),
                given.training().absolute(),
                given.force(),
                given.uniform(),
                given.finalists());
        List<Path> inputs = new ArrayList<>(p.supernets());
        inputs.add(p.data());
        p.options().boardFile().ifPresent(inputs::add);
        RunRequest request = new RunRequest(
                name(),
                p,
                command(p),
                inputs,
                ReadPlaces.of(p.choices(), p.options().boardId(), p.training().from()));
        return RunFolder.start(p.out(), p.force(), request, context).record(task -> compare(p.out(), p, task));
    }

    @Override
    public Result resume(Path run, TaskContext context) {
        Recording recording = RunFolder.resume(run, name(), context);
        return recording.record(task -> compare(run, recording.run().record().parametersAs(Parameters.class), task));
    }

    /// A path that means the same from every working folder; a name as it is.
    private static String absolute(String nameOrFile) {
        Path file = Path.of(nameOrFile);
        return Files.exists(file) ? file.toAbsolutePath().normalize().toString() : nameOrFile;
    }

    private static List<String> command(Parameters p) {
        List<String> command = new ArrayList<>(List.of("nas", "ablation"));
        p.supernets().forEach(folder -> command.add(folder.toString()));
        command.addAll(p.options().command());
        SearchCommand.add(command, "--choices", p.choices());
        SearchCommand.add(command, "--data", p.data());
        SearchCommand.add(command, "--out", p.out());
        SearchCommand.add(command, "--methods", String.join(",", p.methods()));
        SearchCommand.add(command, "--seeds", p.seeds());
        SearchCommand.add(command, "--population", p.population());
        SearchCommand.add(command, "--generations", p.generations());
        SearchCommand.add(command, "--parents", p.parents());
        SearchCommand.add(command, "--uniform", p.uniform() == 0 ? null : p.uniform());
        SearchCommand.add(command, "--finalists", p.finalists() == 1 ? null : p.finalists());
        SearchCommand.add(command, "--epochs", p.epochs());
        command.addAll(p.training().command());
        return command;
    }

    private static Result compare(Path run, Parameters p, TaskContext context) {
        List<NasAblationSeed.Judged> rows = new ArrayList<>();
        open(run, p);
        NasAblationSeed.Parts parts = NasAblationSeed.Parts.of(run, p, context);
        for (int seed = 0; seed < p.seeds(); seed++) {
            NasAblationSeed one = new NasAblationSeed(run, p, seed, parts, context);
            for (String word : p.methods()) {
                NasAblationSeed.Judged judged = one.row(NasAblationMethod.parse(word));
                rows.add(judged);
                context.emit(event(judged.row()));
                Result so = result(p, parts.test().labels().length, rows);
                AtomicFile.write(run.resolve("table.md"), utf8(NasAblationPages.table(so)));
                AtomicFile.write(run.resolve("plot.svg"), utf8(NasAblationPages.plot(so)));
            }
        }
        return result(p, parts.test().labels().length, rows);
    }

    /// The supernets' weights with the choices asked for.
    private static void open(Path run, Parameters p) {
        String choices = p.choices();
        if (choices == null) {
            return;
        }
        for (int i = 0; i < p.supernets().size(); i++) {
            Path folder = Path.of(p.space(run, i).space());
            if (!Files.exists(folder.resolve("model.safetensors"))) {
                try (VitCheckpoint net = VitCheckpoint.open(p.supernets().get(i))) {
                    VitConfig config =
                            net.config().with(SearchSpace.of(choices).config().choices());
                    VitCheckpoint.write(folder, new SearchSpace(choices, config).config(), net.weights(), DType.F32);
                }
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static TaskEvent event(Row row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("method", row.method());
        fields.put("seed", row.seed());
        fields.put("inherited", row.inherited());
        fields.put("inheritedTest", row.inheritedTest());
        fields.put("validation", row.validation());
        fields.put("test", row.test());
        return new TaskEvent("row", fields);
    }

    static Result result(Parameters p, int pictures, List<NasAblationSeed.Judged> judged) {
        List<Row> rows = judged.stream().map(NasAblationSeed.Judged::row).toList();
        Map<String, List<Row>> groups = new LinkedHashMap<>();
        rows.forEach(row ->
                groups.computeIfAbsent(row.method(), _ -> new ArrayList<>()).add(row));
        return new Result(
                "espalier.nas-ablation/1",
                NasSearchStep.Bounds.of(p.options().limits()),
                pictures,
                groups.values().stream().map(Summary::of).toList(),
                NasAblationLeads.of(p.methods(), pictures, judged),
                rows,
                "measured");
    }
}
