package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.compress.quant.Calibration;
import org.espalier.compress.quant.CalibrationPictures;
import org.espalier.compress.quant.IntegerForm;
import org.espalier.compress.quant.NetworkShape;
import org.espalier.compress.quant.SimulatedRounding;
import org.espalier.compress.quant.VitQuantizer;
import org.espalier.format.Json;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.format.dataset.Split;
import org.espalier.format.image.RgbImage;
import org.espalier.model.llava.TorchThreads;
import org.espalier.model.vit.Rounding;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetFile;
import org.espalier.model.vit.SubnetWeights;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitInput;
import org.espalier.model.vit.train.Evaluation;
import org.espalier.model.vit.train.Recipe;
import org.espalier.model.vit.train.SupernetTraining;
import org.espalier.model.vit.train.TrainedNets;
import org.espalier.plan.Boards;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;
import org.espalier.tensor.DType;
import org.espalier.workbench.run.Recording;
import org.espalier.workbench.run.RunFolder;
import org.espalier.workbench.run.RunRequest;
import org.jspecify.annotations.Nullable;

/// `nas retrain`: trains one chosen subnet of a supernet further, for itself alone.
///
/// The run folder is a supernet's folder whose `subnet.json` is that subnet: its slices are the new weights, the rest
/// is as it was but for weight decay. An interrupted run continues to the same bytes.
public final class NasRetrainStep
        implements Step<NasRetrainStep.Parameters, NasRetrainStep.Result>, Resumable<NasRetrainStep.Result> {

    private static final int CALIBRATION = 128;

    /// What to train further.
    ///
    /// @param supernet folder of the supernet
    /// @param subnet file of the subnet; null: the folder's own `subnet.json`
    /// @param data folder or zip file of pictures
    /// @param out the run folder
    /// @param int8 whether the subnet feels the rounding of its int8 form as it learns, with grids calibrated on
    ///     training pictures before the first step
    /// @param options what differs from the standard recipe; its learning rate is a tenth
    /// @param half whether the weights are written as float16, half as many bytes
    public record Parameters(
            Path supernet,
            @Nullable Path subnet,
            Path data,
            Path out,
            int epochs,
            long seed,
            int threads,
            boolean force,
            boolean int8,
            TrainingOptions options,
            boolean half) {

        /// Written as float32.
        public Parameters(
                Path supernet,
                @Nullable Path subnet,
                Path data,
                Path out,
                int epochs,
                long seed,
                int threads,
                boolean force,
                boolean int8,
                TrainingOptions options) {
            this(supernet, subnet, data, out, epochs, seed, threads, force, int8, options, false);
        }
    }

    /// What came of it.
    ///
    /// @param before accuracy of the inherited weights on the validation part, percent; null without one
    /// @param validation accuracy after training, percent
    /// @param test accuracy after training, percent
    public record Result(
            String schema,
            Subnet subnet,
            int epochs,
            long seed,
            @Nullable Double before,
            @Nullable Double validation,
            @Nullable Double test,
            List<SupernetTraining.Epoch> curve) {}

    @Override
    public String name() {
        return "nas retrain";
    }

    @Override
    public Result run(Parameters given, TaskContext context) {
        Parameters p = absolute(given);
        List<Path> inputs = new ArrayList<>(List.of(p.supernet(), p.data()));
        Path subnet = p.subnet();
        if (subnet != null) {
            inputs.add(subnet);
        }
        RunRequest request = new RunRequest(
                name(), p, command(p), inputs, ReadPlaces.of(p.options().from()));
        return RunFolder.start(p.out(), p.force(), request, context).record(task -> train(p.out(), p, task));
    }

    @Override
    public Result resume(Path run, TaskContext context) {
        Recording recording = RunFolder.resume(run, name(), context);
        return recording.record(task -> train(run, recording.run().record().parametersAs(Parameters.class), task));
    }

    private static Parameters absolute(Parameters p) {
        Path subnet = p.subnet();
        return new Parameters(
                p.supernet().toAbsolutePath().normalize(),
                subnet == null ? null : subnet.toAbsolutePath().normalize(),
                p.data().toAbsolutePath().normalize(),
                p.out().toAbsolutePath().normalize(),
                p.epochs(),
                p.seed(),
                p.threads(),
                p.force(),
                p.int8(),
                p.options().absolute(),
                p.half());
    }

    private static List<String> command(Parameters p) {
        List<String> command =
                new ArrayList<>(List.of("nas", "retrain", p.supernet().toString()));
        Path subnet = p.subnet();
        if (subnet != null) {
            command.addAll(List.of("--subnet", subnet.toString()));
        }
        command.addAll(List.of("--data", p.data().toString(), "--out", p.out().toString()));
        command.addAll(List.of("--epochs", Integer.toString(p.epochs()), "--seed", Long.toString(p.seed())));
        command.addAll(List.of("--threads", Integer.toString(p.threads())));
        if (p.int8()) {
            command.add("--int8");
        }
        if (p.half()) {
            command.add("--float16");
        }
        command.addAll(p.options().command());
        return command;
    }

    static Result train(Path run, Parameters p, TaskContext context) {
        TorchThreads.use(p.threads());
        try (VitCheckpoint net = VitCheckpoint.open(p.supernet());
                ImageFolder folder = ImageFolder.open(p.data())) {
            VitConfig config = net.config();
            Path chosen = p.subnet();
            Subnet subnet = config.check(
                    SubnetFile.read(chosen == null ? p.supernet().resolve(VitCheckpoint.SUBNET_FILE) : chosen));
            VitPhotos pictures = new VitPhotos(folder, context);
            pictures.checkClasses(config);
            String board = p.options().board();
            if (board != null) {
                Planner.plan(NetworkShape.of(config, subnet), Boards.byId(board), Techniques.ALL)
                        .requireFit();
            }
            Evaluation validation = pictures.evaluation(config, Split.VALIDATION);
            Evaluation test = pictures.evaluation(config, Split.TEST);
            Recipe recipe = recipe(p);
            TrainingState state = new TrainingState(run, config, subnet, validation, p.epochs(), context);
            Double before = validation.labels().length == 0
                    ? null
                    : Double.valueOf(validation.accuracy(config, net.weights(), subnet, context));
            try (SupernetTraining training = new SupernetTraining(
                    config,
                    recipe,
                    pictures.training(config),
                    (name, shape) -> net.weights().values(name),
                    new TrainedNets.Fixed(subnet),
                    p.options().regularisation())) {
                if (p.int8()) {
                    training.round(rounding(p, net, subnet, context));
                }
                state.restore(training);
                training.run(state::end, context);
                VitCheckpoint.write(run, config, training.average(), p.half() ? DType.F16 : DType.F32);
                Json.write(run.resolve(VitCheckpoint.SUBNET_FILE), subnet);
                return new Result(
                        "espalier.nas-retrain/1",
                        subnet,
                        p.epochs(),
                        p.seed(),
                        before,
                        state.accuracy(validation, training),
                        folder.hasSplits() ? state.accuracy(test, training) : null,
                        training.curve());
            }
        }
    }

    /// The grids of the int8 form the subnet has now.
    private static Rounding rounding(Parameters p, VitCheckpoint net, Subnet subnet, TaskContext context) {
        VitConfig config = net.config();
        IntegerForm.check(config);
        List<RgbImage> pictures =
                CalibrationPictures.read(p.data(), CALIBRATION, 0, VitInput.preprocessor(config)::shape, context);
        Calibration seen = Calibration.observe(config, net.weights(), subnet, pictures, context);
        SubnetWeights weights = SubnetWeights.of(config, net.weights(), subnet);
        return new SimulatedRounding(
                VitQuantizer.quantize("retrained", config, weights, seen, context),
                net.weights().manager());
    }

    /// A tenth of the usual rate, unless one was asked for: what was learnt is to stay.
    private static Recipe recipe(Parameters p) {
        Recipe r = p.options().recipe(p.epochs(), p.seed());
        double rate = p.options().rate() == null ? r.learningRate() / 10 : r.learningRate();
        return new Recipe(
                r.epochs(),
                r.batch(),
                rate,
                r.warmUpEpochs(),
                r.weightDecay(),
                r.labelSmoothing(),
                r.mix(),
                r.average(),
                r.subnetEvery(),
                1,
                0,
                r.seed());
    }
}
