package org.espalier.format.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.espalier.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsRoundTripTest {

    @TempDir
    private Path dir = Path.of("");

    @Test
    void readsWhatItWrote() {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put("half", TensorData.of(DType.F16, Shape.of(3), new float[] {1, 2.5f, -3}));
        tensors.put("a", TensorData.of(Shape.of(2, 2), new float[] {1, 2, 3, 4}));
        tensors.put("brain", TensorData.of(DType.BF16, Shape.of(), new float[] {0.5f}));
        tensors.put("empty", TensorData.of(Shape.of(0, 5), new float[0]));
        Path file = dir.resolve("sub/m.safetensors");
        SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertEquals(List.of("a", "empty", "half", "brain"), List.copyOf(read.names()));
            assertEquals(Map.of("format", "pt"), read.metadata());
            assertArrayEquals(new float[] {1, 2, 3, 4}, read.tensor("a").floats());
            assertEquals(Shape.of(2, 2), read.tensor("a").shape());
            assertArrayEquals(new float[] {1, 2.5f, -3}, read.tensor("half").floats());
            assertArrayEquals(new float[] {0.5f}, read.tensor("brain").floats());
            assertEquals(0, read.tensor("empty").bytes());
        }
        assertFalse(Files.exists(dir.resolve("sub/m.safetensors.part")));
    }

    @Test
    void writesTheBytesTheFormatAsksFor() throws IOException {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put("w", TensorData.of(Shape.of(1), new float[] {1}));
        Path file = dir.resolve("m.safetensors");
        SafetensorsWriter.write(file, tensors, Map.of());
        String json = "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
        String padded = json + " ".repeat(56 - json.length());
        byte[] expected = ("8\0\0\0\0\0\0\0" + padded + "\0\0\u0080?").getBytes(StandardCharsets.ISO_8859_1);
        assertArrayEquals(expected, Files.readAllBytes(file));
    }

    @Test
    void roundsToTheNearestBfloat16WithTiesToEven() {
        assertEquals((short) 0x3F80, FloatData.bfloat16(Float.intBitsToFloat(0x3F80_8000)));
        assertEquals((short) 0x3F82, FloatData.bfloat16(Float.intBitsToFloat(0x3F81_8000)));
        assertEquals((short) 0x3F81, FloatData.bfloat16(Float.intBitsToFloat(0x3F80_8001)));
        assertEquals((short) 0x7F80, FloatData.bfloat16(Float.MAX_VALUE));
        assertEquals((short) 0x8000, FloatData.bfloat16(-0f));
        assertEquals((short) 0x7FC0, FloatData.bfloat16(Float.intBitsToFloat(0x7F80_0001)));
    }

    @Test
    void namesFileAndTensorWhenOneIsMissing() {
        Path file = dir.resolve("m.safetensors");
        SafetensorsWriter.write(file, new LinkedHashMap<>(), Map.of());
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            WorkbenchException e = assertThrows(WorkbenchException.class, () -> read.tensor("head"));
            assertEquals(file + ": there is no tensor 'head'", e.getMessage());
        }
    }

    @Test
    void noticesAFileThatWasCutWhileOpen() throws IOException {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put("w", TensorData.of(Shape.of(1000), new float[1000]));
        Path file = dir.resolve("m.safetensors");
        SafetensorsWriter.write(file, tensors, Map.of());
        try (SafetensorsFile read = SafetensorsFile.open(file);
                var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.truncate(100);
            WorkbenchException e = assertThrows(WorkbenchException.class, () -> read.tensor("w"));
            assertEquals("format.safetensors.changed", e.code());
        }
    }

    @Test
    void refusesToWriteATensorCalledMetadata() {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put("__metadata__", TensorData.of(Shape.of(1), new float[1]));
        WorkbenchException e = assertThrows(
                WorkbenchException.class,
                () -> SafetensorsWriter.write(dir.resolve("m.safetensors"), tensors, Map.of()));
        assertEquals("format.safetensors.reserved-name", e.code());
    }
}
