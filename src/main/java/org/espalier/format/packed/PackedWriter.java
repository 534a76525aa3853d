package org.espalier.format.packed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import org.espalier.format.Json;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.kernel.Weights;

/// Writes a checkpoint as a packed file, whole or not at all. One layer is in memory at a time.
public final class PackedWriter {

    private PackedWriter() {}

    /// Packs some layers and takes everything else over as it is.
    ///
    /// @param packed names of the matrices to pack
    /// @param eightBit whether their values are rounded to eight bits
    /// @return what became of each of them, in the checkpoint's order
    /// @throws WorkbenchException if the folder cannot be read or the file not be written
    public static List<LayerPlan> write(
            Checkpoint checkpoint, Set<String> packed, boolean eightBit, Path file, TaskContext context) {
        List<LayerPlan> plans = new ArrayList<>();
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        Map<String, Object> layers = new LinkedHashMap<>();
        for (String name : checkpoint.names()) {
            MappedTensor tensor = checkpoint.tensor(name);
            if (!packed.contains(name)) {
                tensors.put(name, TensorData.of(tensor));
                continue;
            }
            context.checkCancelled();
            LayerPlan plan = LayerPlan.of(tensor, eightBit);
            plans.add(plan);
            LayerSpec spec = plan.spec();
            if (spec == null) {
                tensors.put(name, TensorData.of(tensor));
            } else {
                layers.put(name, SpecJson.of(spec));
                addParts(name, plan, spec, tensors);
            }
            context.progress(plans.size(), packed.size());
        }
        addSideFiles(checkpoint.folder(), tensors);
        context.stage("Writing the packed file");
        String metadata = Json.line(Map.of("schema", PackedFile.SCHEMA, "layers", layers));
        SafetensorsWriter.write(file, tensors, Map.of(PackedFile.METADATA, metadata));
        return plans;
    }

    private static void addParts(String name, LayerPlan plan, LayerSpec spec, Map<String, TensorData> tensors) {
        int rows = spec.keptRows();
        int columns = spec.keptColumns();
        Source source = new Source(plan, spec);
        if (spec.sparse()) {
            tensors.put(name + LayerSpec.BITMAP, Part.of(DType.U64, source::bitmap, rows, spec.words()));
            tensors.put(
                    name + LayerSpec.VALUES,
                    Part.of(spec.valueType(), source::values, plan.survey().count()));
        } else {
            tensors.put(name + LayerSpec.VALUES, Part.of(spec.valueType(), source::values, rows, columns));
        }
        if (spec.eightBit()) {
            tensors.put(name + LayerSpec.SCALES, Part.of(DType.F32, source::scales, rows, spec.groups()));
        }
        if (spec.cut()) {
            Survey kept = plan.survey();
            tensors.put(name + LayerSpec.ROWS, Part.of(DType.U32, () -> ints(kept.rows()), rows));
            tensors.put(name + LayerSpec.COLUMNS, Part.of(DType.U32, () -> ints(kept.columns()), columns));
        }
    }

    /// Makes the layer anew for each of its parts.
    private record Source(LayerPlan plan, LayerSpec spec) {

        Weights weights() {
            return Elements.of(plan.tensor())
                    .part(plan.survey().rows(), plan.survey().columns())
                    .weights(spec.sparse(), spec.eightBit());
        }

        ByteBuffer bitmap() {
            long[] words = switch (weights()) {
                case Weights.Sparse16 m -> m.bitmap();
                case Weights.Sparse32 m -> m.bitmap();
                case Weights.Sparse8 m -> m.bitmap();
                default -> throw new IllegalStateException("no bitmap");
            };
            ByteBuffer bytes = Part.buffer(8L * words.length);
            bytes.asLongBuffer().put(words);
            return bytes;
        }

        ByteBuffer scales() {
            float[] scales = switch (weights()) {
                case Weights.Sparse8 m -> m.scales();
                case Weights.Dense8 m -> m.scales();
                default -> throw new IllegalStateException("no scales");
            };
            ByteBuffer bytes = Part.buffer(4L * scales.length);
            bytes.asFloatBuffer().put(scales);
            return bytes;
        }

        ByteBuffer values() {
            int rows = spec.keptRows();
            int columns = spec.keptColumns();
            int count = spec.sparse() ? Math.toIntExact(plan.survey().count()) : rows * columns;
            ByteBuffer bytes = Part.buffer((long) count * spec.valueType().bits() / 8);
            int stride = Weights.padded(columns);
            switch (weights()) {
                case Weights.Sparse16 m -> bytes.asShortBuffer().put(m.values(), 0, count);
                case Weights.Sparse32 m -> bytes.asFloatBuffer().put(m.values(), 0, count);
                case Weights.Sparse8 m -> bytes.put(m.values(), 0, count);
                case Weights.Dense16 m -> {
                    for (int row = 0; row < rows; row++) {
                        bytes.asShortBuffer().position(row * columns).put(m.values(), row * stride, columns);
                    }
                }
                case Weights.Dense32 m -> {
                    for (int row = 0; row < rows; row++) {
                        bytes.asFloatBuffer().position(row * columns).put(m.values(), row * stride, columns);
                    }
                }
                case Weights.Dense8 m -> {
                    for (int row = 0; row < rows; row++) {
                        bytes.put(m.values(), row * stride, columns);
                    }
                }
                case Weights.Cut _ -> throw new IllegalStateException("cut twice");
            }
            return bytes;
        }
    }

    private static ByteBuffer ints(int[] numbers) {
        ByteBuffer bytes = Part.buffer(4L * numbers.length);
        bytes.asIntBuffer().put(numbers);
        return bytes;
    }

    private static void addSideFiles(Path folder, Map<String, TensorData> tensors) {
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : children.filter(Files::isRegularFile).sorted().toList()) {
                String name = child.getFileName().toString();
                if (PackedFile.SIDE_FILES.matcher(name).matches()) {
                    byte[] content = Files.readAllBytes(child);
                    tensors.put(
                            PackedFile.SIDE_FILE + name,
                            Part.of(DType.U8, () -> ByteBuffer.wrap(content), content.length));
                }
            }
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.unreadable", folder + ": cannot be read: " + e.getMessage(), "Check its rights.", e);
        }
    }
}
