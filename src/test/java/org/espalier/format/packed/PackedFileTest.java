package org.espalier.format.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.espalier.format.OutputFolder;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.safetensors.SafetensorsFile;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.espalier.tensor.Shape;
import org.espalier.tensor.kernel.Packing;
import org.espalier.tensor.kernel.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedFileTest {

    private static Path checkpoint(Path folder, DType type, int rows, int columns, float[] values) throws IOException {
        Files.createDirectories(folder);
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put("w", TensorData.of(type, Shape.of(rows, columns), values));
        tensors.put("norm", TensorData.of(Shape.of(2), new float[] {1, 2}));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), new LinkedHashMap<>(tensors), Map.of());
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.writeString(folder.resolve("secret.txt"), "not the model's");
        return folder;
    }

    private static List<LayerPlan> pack(Path folder, boolean eightBit) {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            return PackedWriter.write(checkpoint, Set.of("w"), eightBit, folder.resolve("w.packed"), TaskContext.NONE);
        }
    }

    private static float[] zeroed(int rows, int columns, double share, long seed) {
        Random random = new Random(seed);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            float value = (float) random.nextGaussian();
            values[i] = random.nextDouble() < share ? (random.nextInt(20) == 0 ? -0.0f : 0) : value;
        }
        return values;
    }

    @Property(tries = 60)
    void unpackingGivesTheWeightsBitForBit(
            @ForAll @IntRange(min = 1, max = 9) int rows,
            @ForAll @IntRange(min = 1, max = 200) int columns,
            @ForAll @IntRange(min = 0, max = 100) int percent,
            @ForAll @IntRange(min = 0, max = 2) int type,
            @ForAll boolean cutsRows,
            @ForAll long seed)
            throws IOException {
        DType dtype = List.of(DType.BF16, DType.F16, DType.F32).get(type);
        float[] values = zeroed(rows, columns, percent / 100.0, seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = cutsRows && (i / columns % 2 == 0 || i % columns % 3 == 0) ? 0 : values[i];
        }
        Path folder = Files.createTempDirectory("packed");
        try {
            checkpoint(folder, dtype, rows, columns, values);
            List<LayerPlan> plans = pack(folder, false);
            try (Checkpoint source = Checkpoint.open(folder);
                    PackedFile file = PackedFile.open(folder.resolve("w.packed"))) {
                float[] expected = source.tensor("w").floats();
                assertArrayEquals(bits(expected), bits(Packing.floats(file.weights("w"))));
                LayerSpec spec = file.spec("w");
                if (spec == null) {
                    assertEquals(source.tensor("w").bytes(), file.tensor("w").bytes());
                } else {
                    assertTrue(plans.getFirst().bytes() < source.tensor("w").bytes());
                }
            }
        } finally {
            OutputFolder.delete(folder);
        }
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }

    @Test
    void saysWhichFormALayerGetsAndWhy(@TempDir Path folder) throws IOException {
        checkpoint(folder.resolve("a"), DType.BF16, 64, 128, zeroed(64, 128, 0.03, 1));
        LayerPlan dense = pack(folder.resolve("a"), false).getFirst();
        assertEquals("dense", dense.form());
        assertTrue(dense.reason().contains("do not pay"), dense.reason());

        checkpoint(folder.resolve("b"), DType.BF16, 64, 128, zeroed(64, 128, 0.5, 1));
        LayerPlan sparse = pack(folder.resolve("b"), false).getFirst();
        assertEquals("sparse", sparse.form());
        assertEquals(0.6, (double) sparse.bytes() / sparse.tensor().bytes(), 0.05);

        float[] halved = zeroed(64, 128, 0, 1);
        java.util.Arrays.fill(halved, 0, 32 * 128, 0);
        checkpoint(folder.resolve("c"), DType.BF16, 64, 128, halved);
        LayerPlan smaller = pack(folder.resolve("c"), false).getFirst();
        assertEquals("smaller dense", smaller.form());
        assertEquals("32 x 128 of 64 x 128 are left", smaller.reason());

        LayerPlan bytes = pack(folder.resolve("b"), true).getFirst();
        assertEquals("sparse", bytes.form());
        assertTrue(bytes.bytes() < sparse.bytes());
    }

    @Test
    void keepsTheOtherTensorsAndTheModelsFiles(@TempDir Path folder) throws IOException {
        checkpoint(folder, DType.F16, 8, 64, zeroed(8, 64, 0.7, 3));
        pack(folder, false);
        Path out = Files.createDirectory(folder.resolve("out"));
        try (PackedFile file = PackedFile.open(folder.resolve("w.packed"))) {
            assertEquals(Set.of("w", "norm"), file.names());
            assertArrayEquals(new float[] {1, 2}, file.tensor("norm").floats());
            assertNull(file.spec("norm"));
            file.writeSideFiles(out);
        }
        assertEquals("{}", Files.readString(out.resolve("config.json")));
        assertTrue(Files.notExists(out.resolve("secret.txt")));
        assertTrue(PackedFile.is(folder.resolve("w.packed")));
        assertTrue(!PackedFile.is(folder.resolve("model.safetensors")));
        assertTrue(!PackedFile.is(folder.resolve("config.json")));
    }

    /// Writes the packed file again with one part or the description changed.
    private static Path tampered(
            Path folder, String part, byte[] bytes, DType type, long[] shape, UnaryOperator<String> description)
            throws IOException {
        Path bad = folder.resolve("bad.packed");
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("w.packed"))) {
            Map<String, TensorData> tensors = new LinkedHashMap<>();
            for (String name : file.names()) {
                tensors.put(name, TensorData.of(file.tensor(name)));
            }
            if (!part.isEmpty()) {
                tensors.put(part, new Part(type, Shape.of(shape), () -> java.nio.ByteBuffer.wrap(bytes)));
            }
            String metadata = Objects.requireNonNull(file.metadata().get(PackedFile.METADATA));
            SafetensorsWriter.write(
                    bad, new LinkedHashMap<>(tensors), Map.of(PackedFile.METADATA, description.apply(metadata)));
        }
        return bad;
    }

    private static void refused(String code, Path file) {
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> {
            try (PackedFile packed = PackedFile.open(file)) {
                packed.weights("w");
            }
        });
        assertEquals("format.packed." + code, e.code(), e.getMessage());
        assertEquals(WorkbenchException.Fault.INPUT, e.fault());
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    }

    @Test
    void refusesPartsThatContradictTheDescription(@TempDir Path folder) throws IOException {
        checkpoint(folder, DType.BF16, 4, 60, zeroed(4, 60, 0.5, 4));
        pack(folder, false);
        byte[] map;
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("w.packed"))) {
            map = file.tensor("w#bitmap").data().toArray(ValueLayout.JAVA_BYTE);
        }
        byte[] more = map.clone();
        more[0] = (byte) (more[0] == -1 ? 0 : -1);
        long[] shape = {4, 1};
        refused("part", tampered(folder, "w#bitmap", more, DType.U64, shape, s -> s));
        byte[] behind = map.clone();
        behind[7] = (byte) (behind[7] | 0x80);
        refused("bitmap", tampered(folder, "w#bitmap", behind, DType.U64, shape, s -> s));
        refused("part", tampered(folder, "w#bitmap", map, DType.I64, shape, s -> s));
        refused("layer", tampered(folder, "", map, DType.U8, shape, s -> s.replace("sparse", "dance")));
        refused("layer", tampered(folder, "", map, DType.U8, shape, s -> s.replace("[4,60]", "[4,-60]")));
        refused("layer", tampered(folder, "", map, DType.U8, shape, s -> s.replace("[4,60]", "[9999999,9999999]")));
        refused("layer", tampered(folder, "", map, DType.U8, shape, s -> s.replace("\"kept\":[4", "\"kept\":[5")));
        refused("part", tampered(folder, "", map, DType.U8, shape, s -> s.replace("BF16", "F16")));
        refused("part", tampered(folder, "", map, DType.U8, shape, s -> s.replace("sparse", "dense")));
        refused("description", tampered(folder, "", map, DType.U8, shape, s -> s.substring(1)));
        refused("description", tampered(folder, "", map, DType.U8, shape, s -> s.replace("packed/1", "packed/2")));
        refused("twice", tampered(folder, "w", map, DType.U64, shape, s -> s));
        refused("description", folder.resolve("model.safetensors"));
    }

    @Test
    void refusesBytesAndScalesThatKernelsCannotTake(@TempDir Path folder) throws IOException {
        checkpoint(folder, DType.F32, 4, 60, zeroed(4, 60, 0, 5));
        pack(folder, true);
        byte[] values = new byte[240];
        values[17] = -128;
        refused("value", tampered(folder, "w#values", values, DType.I8, new long[] {4, 60}, s -> s));
        byte[] scales = new byte[16];
        scales[3] = 0x7f;
        scales[2] = (byte) 0x80;
        refused("scale", tampered(folder, "w#scales", scales, DType.F32, new long[] {4, 1}, s -> s));
        refused("layer", tampered(folder, "", scales, DType.F32, new long[] {4, 1}, s -> s.replace("256", "64")));
    }

    @Test
    void writesNoFileWithAForeignName(@TempDir Path folder) throws IOException {
        checkpoint(folder, DType.F32, 4, 60, zeroed(4, 60, 0.5, 6));
        pack(folder, false);
        Path bad = tampered(folder, "file:../evil", new byte[] {1}, DType.U8, new long[] {1}, s -> s);
        try (PackedFile file = PackedFile.open(bad)) {
            WorkbenchException e =
                    assertThrows(WorkbenchException.class, () -> file.writeSideFiles(folder.resolve("out")));
            assertEquals("format.packed.side-file", e.code());
        }
    }

    @Test
    void eightBitValuesAreWithinHalfAStepOfTheirGroup(@TempDir Path folder) throws IOException {
        float[] values = zeroed(6, 700, 0.5, 7);
        checkpoint(folder, DType.F32, 6, 700, values);
        pack(folder, true);
        try (PackedFile file = PackedFile.open(folder.resolve("w.packed"))) {
            Weights weights = file.weights("w");
            float[] got = Packing.floats(weights);
            for (int i = 0; i < values.length; i++) {
                assertEquals(values[i], got[i], 4.5 / 127 / 2, "element " + i);
                assertTrue(values[i] != 0 || got[i] == 0);
            }
        }
    }
}
