package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.format.dataset.Split;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetFile;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.train.Evaluation;
import org.espalier.search.nas.SearchSpace;
import org.espalier.search.nas.SubnetCosts;
import org.espalier.search.nas.SubnetDraws;
import org.espalier.search.surrogate.RankCorrelation;
import org.espalier.task.QuietContext;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;

/// `nas measure`: the accuracy of subnets with a supernet's weights, of some that are drawn within the limits or of
/// given ones, and how well what is cheap to know puts them in the order of their accuracy.
public final class NasMeasureStep implements Step<NasMeasureStep.Parameters, NasMeasureStep.Result> {

    /// What is measured.
    ///
    /// @param options the supernet's folder, and the limits within which subnets are drawn
    /// @param data folder or zip file of pictures
    /// @param samples how many subnets are drawn
    /// @param subnets files of given ones, measured in place of drawn ones if there are any
    /// @param seed of the draws
    public record Parameters(NasSpaceOptions options, Path data, int samples, List<Path> subnets, long seed) {
        /// Keeps its own copy.
        public Parameters {
            subnets = List.copyOf(subnets);
        }
    }

    /// A subnet.
    ///
    /// @param validation accuracy on the validation part, percent
    /// @param certainty mean probability of the right class there, percent
    /// @param test accuracy on the test part, percent; null without one
    public record Row(
            Subnet subnet,
            double validation,
            double certainty,
            @Nullable Double test,
            long parameters,
            long macs,
            long peakBytes,
            long flashBytes) {}

    /// Percent over the subnets.
    public record Spread(double mean, double least, double most) {
        static Spread of(double[] values) {
            double sum = 0;
            double least = values[0];
            double most = values[0];
            for (double value : values) {
                sum += value / values.length;
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
            return new Spread(sum, least, most);
        }
    }

    /// All of it.
    ///
    /// @param correlations rank correlation (Spearman) with accuracy on the test part, on validation without one,
    ///     by what was known: `validation`, `certainty`, `parameters`, `macs`, and `surrogate`, the guess at each
    ///     half of the subnets after learning from the other half's accuracy on validation
    public record Result(
            String schema,
            Spread validation,
            @Nullable Spread test,
            Map<String, Double> correlations,
            List<Row> subnets) {}

    @Override
    public String name() {
        return "nas measure";
    }

    @Override
    public Result run(Parameters p, TaskContext context) {
        SearchSpace space = p.options().resolve();
        SubnetCosts costs = p.options().costs(space);
        SubnetDraws draws = new SubnetDraws(space, costs, p.options().limits());
        List<Subnet> chosen = p.subnets().isEmpty()
                ? draws.distinct(p.samples(), p.seed())
                : p.subnets().stream()
                        .map(file -> space.config().check(SubnetFile.read(file)))
                        .toList();
        List<Row> rows = new ArrayList<>();
        try (VitCheckpoint net = VitCheckpoint.open(Path.of(p.options().space()));
                ImageFolder folder = ImageFolder.open(p.data())) {
            VitPhotos photos = new VitPhotos(folder, context);
            photos.checkClasses(net.config());
            Evaluation validation = photos.validation(net.config());
            Evaluation test = photos.evaluation(net.config(), Split.TEST);
            boolean tested = folder.hasSplits() && test.labels().length > 0;
            context.stage("Measuring " + chosen.size() + " subnets");
            TaskContext quiet = new QuietContext(context);
            for (Subnet subnet : chosen) {
                Evaluation.Scores scores = validation.scores(net.config(), net.weights(), subnet, quiet);
                rows.add(new Row(
                        subnet,
                        scores.accuracy(),
                        scores.certainty(),
                        tested ? Double.valueOf(test.accuracy(net.config(), net.weights(), subnet, quiet)) : null,
                        costs.parameters(subnet),
                        costs.macs(subnet),
                        (long) Math.ceil(costs.peak(subnet)),
                        costs.flash(subnet)));
                context.progress(rows.size(), chosen.size());
            }
        }
        return result(rows, draws);
    }

    private static Result result(List<Row> rows, SubnetDraws draws) {
        double[] validation = values(rows, Row::validation);
        Double first = rows.getFirst().test();
        double[] judged = first == null ? validation : values(rows, NasMeasureStep::tested);
        Map<String, Double> correlations = new LinkedHashMap<>();
        if (first != null) {
            correlations.put("validation", RankCorrelation.of(validation, judged));
        }
        correlations.put("certainty", RankCorrelation.of(values(rows, Row::certainty), judged));
        correlations.put("parameters", RankCorrelation.of(values(rows, Row::parameters), judged));
        correlations.put("macs", RankCorrelation.of(values(rows, Row::macs), judged));
        double[] guesses = draws.guesses(rows.stream().map(Row::subnet).toList(), validation);
        if (guesses.length > 0) {
            correlations.put("surrogate", RankCorrelation.of(guesses, judged));
        }
        return new Result(
                "espalier.nas-measure/1",
                Spread.of(validation),
                first == null ? null : Spread.of(judged),
                correlations,
                List.copyOf(rows));
    }

    private static double tested(Row row) {
        Double test = row.test();
        return test == null ? 0 : test;
    }

    private static double[] values(List<Row> rows, ToDoubleFunction<Row> value) {
        return rows.stream().mapToDouble(value).toArray();
    }
}
