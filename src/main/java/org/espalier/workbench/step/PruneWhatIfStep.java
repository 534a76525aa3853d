package org.espalier.workbench.step;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.espalier.compress.prune.PrunableLayer;
import org.espalier.format.Json;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.Component;
import org.espalier.model.llava.Activation;
import org.espalier.model.llava.Rope;
import org.espalier.model.llava.TextConfig;
import org.espalier.task.Label;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.kernel.FastestKernels;
import org.espalier.tensor.kernel.Form;
import org.espalier.tensor.kernel.Multiplier;
import org.espalier.tensor.kernel.RowTeam;
import org.espalier.workbench.gain.Gain;
import org.espalier.workbench.gain.GainSurvey;
import org.espalier.workbench.gain.ShapeGain;
import org.espalier.workbench.gain.Values;
import org.jspecify.annotations.Nullable;

/// `prune apply --what-if`: bytes, memory and speed of a model pruned every way there is, measured on this machine
/// before anything is pruned. Weights are not needed, a `config.json` or the name of a size is enough.
public final class PruneWhatIfStep implements Step<PruneWhatIfStep.Parameters, PruneWhatIfStep.Result> {

    /// Sparsities that are always looked at.
    public static final List<Double> USUAL = List.of(0.3, 0.5, 0.6, 0.7);

    /// What to look at.
    ///
    /// @param model a checkpoint's folder, a folder or file with its `config.json` alone, or `7b` or `13b`
    /// @param sparsity one more sparsity, in [0, 1); null for the usual ones only
    public record Parameters(String model, @Nullable Double sparsity) {}

    /// What pruning gains.
    ///
    /// @param model as it was named
    /// @param device the machine it was measured on
    /// @param kernels the code that was fastest for each form of weights
    /// @param threads that shared the rows
    /// @param readBandwidth 10^9 bytes a second that a plain read got in this very run
    /// @param positions tokens whose keys and values are counted as memory
    /// @param gains every way to prune and keep it; the first is the model as it is
    /// @param shapes the same by layer shape, with the sparsity from which pruning pays
    /// @param labels where each kind of number comes from
    public record Result(
            String schema,
            String model,
            String device,
            List<String> kernels,
            int threads,
            double readBandwidth,
            int positions,
            List<Gain> gains,
            List<ShapeGain> shapes,
            Map<String, String> labels) {}

    @Override
    public String name() {
        return "prune what-if";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        GainSurvey survey = survey(parameters);
        int threads = Runtime.getRuntime().availableProcessors();
        FastestKernels kernels = FastestKernels.shared();
        context.stage("Choosing kernels");
        Set<String> chosen = new LinkedHashSet<>();
        for (Form form : forms(survey.exact())) {
            context.checkCancelled();
            chosen.add(form.words() + ": " + kernels.choice(form).kernels().name());
        }
        try (RowTeam team = new RowTeam(threads)) {
            GainSurvey.Outcome outcome = survey.run(new Multiplier(kernels, team), context);
            String measured = Label.MEASURED.word();
            String estimated = Label.ESTIMATED.word();
            return new Result(
                    "espalier.what-if/1",
                    parameters.model(),
                    BenchStep.device(),
                    List.copyOf(chosen),
                    threads,
                    outcome.readBandwidth(),
                    GainSurvey.POSITIONS,
                    outcome.gains(),
                    outcome.shapes(),
                    Map.of(
                            "readBandwidth",
                            measured,
                            "fileBytes",
                            estimated,
                            "memoryBytes",
                            estimated,
                            "bytesPerToken",
                            estimated,
                            "tokensPerSecond",
                            outcome.gains().getFirst().label(),
                            "microseconds",
                            measured,
                            "breakEven",
                            measured));
        }
    }

    private static EnumSet<Form> forms(Values exact) {
        EnumSet<Form> forms = EnumSet.of(Form.DENSE_INT8, Form.SPARSE_INT8);
        forms.addAll(
                switch (exact) {
                    case BF16 -> List.of(Form.DENSE_BF16, Form.SPARSE_BF16);
                    case F16 -> List.of(Form.DENSE_F16, Form.SPARSE_F16);
                    default -> List.of(Form.DENSE_F32, Form.SPARSE_F32);
                });
        return forms;
    }

    private static GainSurvey survey(Parameters parameters) {
        Set<Double> sparsities = new TreeSet<>(USUAL);
        Double more = parameters.sparsity();
        if (more != null) {
            if (!(more >= 0 && more < 1)) {
                throw WorkbenchException.usage(
                        "prune.sparsity", "--sparsity is " + more, "Give a share from 0 to less than 1.");
            }
            sparsities.add(more);
        }
        List<Double> all = new ArrayList<>(sparsities);
        return switch (parameters.model().toLowerCase(Locale.ROOT)) {
            case "7b" -> new GainSurvey(llama(4096, 11008, 32, 32), Values.BF16, null, all);
            case "13b" -> new GainSurvey(llama(5120, 13824, 40, 40), Values.BF16, null, all);
            default -> read(Path.of(parameters.model()), all);
        };
    }

    private static GainSurvey read(Path path, List<Double> sparsities) {
        Path config = Files.isDirectory(path) ? path.resolve("config.json") : path;
        if (!Files.isRegularFile(config)) {
            throw WorkbenchException.input(
                    "prune.what-if.model",
                    path + ": there is no checkpoint and no config.json",
                    "Name a checkpoint's folder, a config.json, or a size: 7b, 13b.");
        }
        JsonNode tree = Json.read(config);
        TextConfig text = TextConfig.read(config.toString(), tree);
        if (Files.isDirectory(path) && hasWeights(path)) {
            try (Checkpoint checkpoint = Checkpoint.open(path)) {
                List<PrunableLayer> layers = PrunableLayer.of(checkpoint, Set.of(Component.LANGUAGE_MODEL));
                long all = checkpoint.names().stream()
                        .mapToLong(name -> checkpoint.tensor(name).bytes())
                        .sum();
                long pruned = layers.stream()
                        .mapToLong(layer -> layer.tensor().bytes())
                        .sum();
                return new GainSurvey(text, Values.of(layers.getFirst().tensor().dtype()), all - pruned, sparsities);
            }
        }
        String type = tree.path("torch_dtype").asText(tree.path("dtype").asText("bfloat16"));
        Values exact = switch (type) {
            case "float16" -> Values.F16;
            case "float32" -> Values.F32;
            default -> Values.BF16;
        };
        return new GainSurvey(text, exact, null, sparsities);
    }

    private static boolean hasWeights(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().matches(".*\\.(safetensors|bin|pth)"));
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.unreadable", folder + ": cannot be read: " + e.getMessage(), "Check its rights.", e);
        }
    }

    private static TextConfig llama(int hidden, int inner, int layers, int heads) {
        return new TextConfig(
                hidden,
                inner,
                layers,
                heads,
                heads,
                hidden / heads,
                32000,
                GainSurvey.POSITIONS,
                Activation.SILU,
                1e-5f,
                new Rope(10000, new Rope.Plain()),
                false);
    }
}
