package org.espalier.workbench.magnitude;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.espalier.tensor.MagnitudeHistogram;
import org.espalier.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountsFileTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static Counts counts(int... filled) {
        SequencedMap<String, MagnitudeHistogram> tensors = new LinkedHashMap<>();
        Random random = new Random(5);
        for (int n : filled) {
            long[] counts = new long[MagnitudeHistogram.CODES];
            for (int i = 0; i < n; i++) {
                counts[random.nextInt(counts.length)] = random.nextLong(1L << random.nextInt(40));
            }
            tensors.put("tensor " + tensors.size(), MagnitudeHistogram.of(n % 2 == 0 ? DType.BF16 : DType.F16, counts));
        }
        return new Counts(List.of(new WeightFile("model.safetensors", 12, "2026-01-02T03:04:05.006Z")), tensors);
    }

    private static void assertSame(Counts expected, Counts found, String what) {
        assertEquals(expected.files(), found.files(), what);
        assertEquals(expected.tensors().keySet(), found.tensors().keySet(), what);
        expected.tensors().forEach((name, histogram) -> {
            MagnitudeHistogram other = Objects.requireNonNull(found.tensors().get(name));
            assertEquals(histogram.dtype(), other.dtype(), what);
            for (int code = 0; code < MagnitudeHistogram.CODES; code++) {
                assertEquals(histogram.count(code), other.count(code), what);
            }
        });
    }

    @Test
    void whatIsWrittenIsRead() {
        Counts counts = counts(0, 1, 2, 700, 7_001, 200_000);
        Path file = folder.resolve("deep/counts.safetensors");
        CountsFile.write(file, counts);
        assertSame(counts, CountsFile.read(file), "");
    }

    @Test
    void theFileStandsAloneAndSmall() throws IOException {
        Path file = folder.resolve("counts.safetensors");
        CountsFile.write(file, counts(7_001));
        CountsFile.write(file, counts(7_002));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
        assertTrue(Files.size(file) < 8 * 7_002, Files.size(file) + " bytes");
    }

    @Test
    void anyChangedByteIsRefusedOrChangesNothing() throws IOException {
        Counts counts = counts(40, 41);
        Path file = folder.resolve("counts.safetensors");
        CountsFile.write(file, counts);
        byte[] whole = Files.readAllBytes(file);
        int refused = 0;
        Random random = new Random(6);
        for (int at = 0; at < whole.length; at++) {
            byte[] broken = whole.clone();
            broken[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, broken);
            try {
                Counts found = CountsFile.read(file);
                assertSame(counts, found, "byte " + at);
            } catch (WorkbenchException e) {
                assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > whole.length * 0.9, refused + " of " + whole.length);
    }

    @Test
    void aFileCutShortIsRefused() throws IOException {
        Path file = folder.resolve("counts.safetensors");
        CountsFile.write(file, counts(40, 41));
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 1 + length / 50) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThrows(WorkbenchException.class, () -> CountsFile.read(file), length + " bytes");
        }
    }

    @Test
    void countsLargerThanAnyAreRefused() throws IOException {
        Path file = folder.resolve("large.safetensors");
        long bytes = 1L << 31;
        String header = "{\"__metadata__\":{\"schema\":\"espalier.magnitudes/1\",\"files\":\"[]\",\"tensors\":"
                + "\"{\\\"w\\\":{\\\"dtype\\\":\\\"F16\\\",\\\"elements\\\":1}}\"},"
                + "\"w\":{\"dtype\":\"U8\",\"shape\":[" + bytes + "],\"data_offsets\":[0," + bytes + "]}}";
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.writeLong(Long.reverseBytes(text.length));
            out.write(text);
            out.setLength(Long.BYTES + text.length + bytes);
        }
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> CountsFile.read(file));
        assertEquals("magnitudes.broken", e.code());
    }

    @Test
    void anotherProgramsFileIsRefused() {
        Path file = folder.resolve("model.safetensors");
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put("w", TensorData.of(Shape.of(2), new float[2]));
        for (Map<String, String> metadata : List.of(
                Map.<String, String>of(),
                Map.of("schema", "espalier.magnitudes/2"),
                Map.of("schema", "espalier.magnitudes/1"),
                Map.of("schema", "espalier.magnitudes/1", "files", "[null]", "tensors", "{\"w\":null}"),
                Map.of("schema", "espalier.magnitudes/1", "files", "[{}]", "tensors", "{\"w\":{\"dtype\":\"F16\"}}"),
                Map.of("schema", "espalier.magnitudes/1", "files", "7", "tensors", "[]"))) {
            SafetensorsWriter.write(file, tensors, metadata);
            WorkbenchException e = assertThrows(WorkbenchException.class, () -> CountsFile.read(file));
            assertEquals("magnitudes.broken", e.code(), metadata.toString());
            assertTrue(e.getMessage().startsWith(file + ": not a whole file of counts: "), e.getMessage());
        }
    }
}
