package org.espalier.workbench.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.compress.quant.Calibration;
import org.espalier.compress.quant.CalibrationPictures;
import org.espalier.compress.quant.IntegerForm;
import org.espalier.compress.quant.NetworkFile;
import org.espalier.compress.quant.Nonlinear;
import org.espalier.compress.quant.QuantizationScore;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.SignalToNoise;
import org.espalier.compress.quant.VitQuantizer;
import org.espalier.compress.quant.Width;
import org.espalier.format.Json;
import org.espalier.format.OutputFolder;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.format.image.RgbImage;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetFile;
import org.espalier.model.vit.SubnetWeights;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitInput;
import org.espalier.model.vit.VitWeights;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// `mcu quantize`: a subnet of a float vision transformer becomes an int8 network's folder.
public final class McuQuantizeStep implements Step<McuQuantizeStep.Parameters, McuQuantizeStep.Result> {

    /// The schema of the result.
    public static final String SCHEMA = "espalier.quantized/1";

    /// Calibration pictures on which float and int8 are compared activation by activation.
    private static final int COMPARED = 32;

    /// What is quantised, on what, and where to.
    ///
    /// @param model the supernet's folder
    /// @param subnet a file; null: the folder's own `subnet.json` if it has one, else the largest subnet
    /// @param calibration pictures whose activations choose the scales
    /// @param samples how many of them, evenly spaced
    /// @param seed which of them; 0: the first of each stretch
    /// @param out the new folder
    /// @param force whether an existing folder is replaced
    /// @param data labelled pictures for both accuracies, or null
    /// @param softmax how its exponential is computed: `table`, `i-bert`, `i-vit`
    /// @param gelu how it is computed: `table`, `i-bert`, `i-vit`, `sigmoid`
    /// @param streamBits of the residual stream: 8 or 16
    public record Parameters(
            Path model,
            @Nullable Path subnet,
            Path calibration,
            int samples,
            long seed,
            Path out,
            boolean force,
            @Nullable Path data,
            String softmax,
            String gelu,
            int streamBits) {

        /// The most exact form.
        public Parameters(
                Path model,
                @Nullable Path subnet,
                Path calibration,
                int samples,
                Path out,
                boolean force,
                @Nullable Path data) {
            this(model, subnet, calibration, samples, 0, out, force, data, "table", "table", 16);
        }
    }

    /// What came out.
    ///
    /// @param floatAccuracy percent of the test pictures, null without data
    /// @param int8Accuracy percent of the test pictures, null without data
    /// @param agreement percent of the test pictures on which both name the same class
    /// @param pictures test pictures
    /// @param calibration pictures used to choose scales
    /// @param signalToNoise of every activation, measured on the first calibration pictures
    /// @param bytes constants in flash
    /// @param macs multiply-accumulates of one inference
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Result(
            String schema,
            @JsonProperty("float") @Nullable Double floatAccuracy,
            @JsonProperty("int8") @Nullable Double int8Accuracy,
            @Nullable Double agreement,
            @Nullable Integer pictures,
            int calibration,
            SignalToNoise signalToNoise,
            Subnet subnet,
            long bytes,
            long macs,
            String out) {}

    @Override
    public String name() {
        return "mcu quantize";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        var form = new VitQuantizer.Form(
                width(parameters.streamBits()), Nonlinear.of(parameters.softmax()), Nonlinear.of(parameters.gelu()));
        List<Path> reads =
                ReadPlaces.of(parameters.model(), parameters.subnet(), parameters.calibration(), parameters.data());
        try (var out = OutputFolder.create(parameters.out(), parameters.force(), reads);
                var model = VitCheckpoint.open(parameters.model())) {
            IntegerForm.check(model.config());
            Subnet subnet = model.config().check(subnet(parameters, model));
            context.stage("Reading calibration pictures");
            List<RgbImage> pictures = CalibrationPictures.read(
                    parameters.calibration(),
                    parameters.samples(),
                    parameters.seed(),
                    VitInput.preprocessor(model.config())::shape,
                    context);
            Quantized quantized = quantize(parameters, form, model, subnet, pictures, context);
            QuantizedNetwork network = quantized.network();
            NetworkFile.write(network, out.path());
            Json.write(out.path().resolve(VitCheckpoint.SUBNET_FILE), subnet);
            QuantizationScore score = score(parameters.data(), model, subnet, network, context);
            Result result = new Result(
                    SCHEMA,
                    score == null ? null : score.floatAccuracy(),
                    score == null ? null : score.int8Accuracy(),
                    score == null ? null : score.agreement(),
                    score == null ? null : score.pictures(),
                    pictures.size(),
                    quantized.signalToNoise(),
                    subnet,
                    network.constantBytes(),
                    network.macs(),
                    parameters.out().toString());
            context.checkCancelled();
            context.staged(out.path(), parameters.out(), result);
            out.commit();
            return result;
        }
    }

    private record Quantized(QuantizedNetwork network, SignalToNoise signalToNoise) {}

    private static Quantized quantize(
            Parameters parameters,
            VitQuantizer.Form form,
            VitCheckpoint model,
            Subnet subnet,
            List<RgbImage> pictures,
            TaskContext context) {
        VitConfig config = model.config();
        VitWeights weights = model.weights();
        Calibration seen = Calibration.observe(config, weights, subnet, pictures, context);
        QuantizedNetwork network = VitQuantizer.quantize(
                networkName(parameters.model()),
                config,
                SubnetWeights.of(config, weights, subnet),
                seen,
                form,
                context);
        List<RgbImage> compared = pictures.subList(0, Math.min(COMPARED, pictures.size()));
        return new Quantized(network, SignalToNoise.measure(config, weights, subnet, network, compared, context));
    }

    private static Width width(int bits) {
        for (Width width : Width.values()) {
            if (width.bits() == bits) {
                return width;
            }
        }
        throw WorkbenchException.input(
                "quant.stream",
                "--stream-bits is " + bits + ", possible are 8 and 16",
                "16 is more exact, 8 needs less SRAM.");
    }

    private static String networkName(Path model) {
        Path name = model.toAbsolutePath().normalize().getFileName();
        return name == null ? "network" : name.toString();
    }

    private static Subnet subnet(Parameters parameters, VitCheckpoint model) {
        Path given = parameters.subnet();
        if (given != null) {
            return SubnetFile.read(given);
        }
        Path own = parameters.model().resolve(VitCheckpoint.SUBNET_FILE);
        return Files.isRegularFile(own) ? SubnetFile.read(own) : model.config().largest();
    }

    private static @Nullable QuantizationScore score(
            @Nullable Path data, VitCheckpoint model, Subnet subnet, QuantizedNetwork network, TaskContext context) {
        if (data == null) {
            return null;
        }
        try (ImageFolder folder = ImageFolder.open(data)) {
            return QuantizationScore.measure(model.config(), model.weights(), subnet, network, folder, context);
        }
    }
}
