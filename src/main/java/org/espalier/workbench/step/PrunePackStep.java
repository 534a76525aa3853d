package org.espalier.workbench.step;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.compress.prune.PrunableLayer;
import org.espalier.format.AtomicFile;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.packed.LayerPlan;
import org.espalier.format.packed.PackedCheck;
import org.espalier.format.packed.PackedFile;
import org.espalier.format.packed.PackedWriter;
import org.espalier.model.Component;
import org.espalier.task.Label;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// `prune pack`: a pruned checkpoint as one packed file for the decoder's kernels. The decoder's linear layers are
/// packed, tower and projector are not: a picture's tokens are computed together, where zeros save nothing. The file is
/// read again before it counts as written.
public final class PrunePackStep implements Step<PrunePackStep.Parameters, PrunePackStep.Result> {

    /// What to pack.
    ///
    /// @param model the checkpoint's folder
    /// @param out the file
    /// @param force whether to replace what is there
    /// @param eightBit whether values are rounded to eight bits with a scale for each group of 256 inputs
    public record Parameters(Path model, Path out, boolean force, boolean eightBit) {}

    /// One layer.
    ///
    /// @param name the tensor's
    /// @param form dense, sparse, smaller dense or smaller sparse
    /// @param reason why
    /// @param sparsity the share of zeros
    /// @param bytes in the packed file
    /// @param denseBytes in the checkpoint
    public record Layer(String name, String form, String reason, double sparsity, long bytes, long denseBytes) {}

    /// What was written.
    ///
    /// @param file the packed file
    /// @param bytes its size
    /// @param denseBytes the size of the checkpoint's tensors
    /// @param layerBytes of the packed layers in the file
    /// @param layerDenseBytes of the same layers in the checkpoint
    /// @param ratio `denseBytes` over `bytes`
    /// @param values exact or int8
    /// @param forms how many layers have each form
    /// @param label measured
    public record Result(
            String schema,
            String file,
            long bytes,
            long denseBytes,
            long layerBytes,
            long layerDenseBytes,
            double ratio,
            String values,
            Map<String, Integer> forms,
            List<Layer> layers,
            double seconds,
            String label) {}

    @Override
    public String name() {
        return "prune pack";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        long start = System.nanoTime();
        if (Files.exists(parameters.out()) && (!parameters.force() || Files.isDirectory(parameters.out()))) {
            throw WorkbenchException.input(
                    "output.occupied",
                    parameters.out() + " already exists",
                    "Choose another --out, or add --force to replace a file.");
        }
        if (Files.exists(parameters.out())) {
            spareTheModel(parameters);
        }
        try (Checkpoint checkpoint = Checkpoint.open(parameters.model())) {
            Set<String> packed = new LinkedHashSet<>();
            PrunableLayer.of(checkpoint, Set.of(Component.LANGUAGE_MODEL))
                    .forEach(layer -> packed.add(layer.tensor().name()));
            context.stage("Packing " + packed.size() + " layers");
            List<LayerPlan> plans = new ArrayList<>();
            AtomicFile.write(parameters.out(), part -> {
                plans.addAll(PackedWriter.write(checkpoint, packed, parameters.eightBit(), part, context));
                context.stage("Reading the packed file");
                try (PackedFile file = PackedFile.open(part)) {
                    PackedCheck.same(file, plans, context);
                }
            });
            return result(parameters, checkpoint, plans, start);
        }
    }

    /// A packed file may lie in the model's folder; it may not take the place of a file of the model.
    private static void spareTheModel(Parameters parameters) {
        Path out = parameters.out();
        Path model = parameters.model();
        try {
            boolean inside = out.toAbsolutePath()
                            .normalize()
                            .startsWith(model.toAbsolutePath().normalize())
                    || out.toRealPath().startsWith(model.toRealPath());
            if (inside && !PackedFile.is(out)) {
                throw WorkbenchException.input(
                        "output.input",
                        out + " is a file of " + model + ", which this command reads: it would be overwritten",
                        "Give the packed file a name of its own: --out " + model.resolve("packed.safetensors") + ".");
            }
        } catch (IOException e) {
            return; // Whoever opens the model says what is wrong with it.
        }
    }

    private static Result result(Parameters parameters, Checkpoint checkpoint, List<LayerPlan> plans, long start) {
        long dense = checkpoint.names().stream()
                .mapToLong(name -> checkpoint.tensor(name).bytes())
                .sum();
        Map<String, Integer> forms = new LinkedHashMap<>();
        plans.forEach(plan -> forms.merge(plan.form(), 1, Integer::sum));
        List<Layer> layers = plans.stream()
                .map(plan -> new Layer(
                        plan.tensor().name(),
                        plan.form(),
                        plan.reason(),
                        plan.sparsity(),
                        plan.bytes(),
                        plan.tensor().bytes()))
                .toList();
        long bytes;
        try {
            bytes = Files.size(parameters.out());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Result(
                "espalier.pack/1",
                parameters.out().toString(),
                bytes,
                dense,
                layers.stream().mapToLong(Layer::bytes).sum(),
                layers.stream().mapToLong(Layer::denseBytes).sum(),
                (double) dense / bytes,
                parameters.eightBit() ? "int8" : "exact",
                forms,
                layers,
                (System.nanoTime() - start) / 1e9,
                Label.MEASURED.word());
    }
}
