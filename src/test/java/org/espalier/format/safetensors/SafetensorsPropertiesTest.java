package org.espalier.format.safetensors;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.espalier.format.OutputFolder;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.Shape;

class SafetensorsPropertiesTest {

    private static Path dir = Path.of("");

    /// A tensor and the values it was made of.
    record Made(DType dtype, List<Long> dims, float seed) {
        TensorData data() {
            Shape shape = new Shape(dims);
            float[] values = new float[(int) shape.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = seed + i;
            }
            return TensorData.of(dtype, shape, values);
        }
    }

    @BeforeContainer
    static void makeFolder() throws IOException {
        dir = Files.createTempDirectory("safetensors");
    }

    @AfterContainer
    static void removeFolder() {
        OutputFolder.delete(dir);
    }

    @Provide
    Arbitrary<Map<String, Made>> tensors() {
        Arbitrary<String> names = Arbitraries.strings()
                .withChars('a', '.', '/', '"', '\\', '\u0000', '\u00e9', '\u4e2d')
                .ofMaxLength(12);
        Arbitrary<Made> made = Combinators.combine(
                        Arbitraries.of(DType.F32, DType.F16, DType.BF16),
                        Arbitraries.longs().between(0, 4).list().ofMaxSize(3),
                        Arbitraries.floats().between(-8, 8))
                .as(Made::new);
        return Arbitraries.maps(names, made).ofMaxSize(6);
    }

    @Property(tries = 150, seed = "7")
    void whatIsReadAndWrittenAgainHasTheSameBytes(@ForAll("tensors") Map<String, Made> made) throws IOException {
        Path first = dir.resolve("first.safetensors");
        Path second = dir.resolve("second.safetensors");
        SafetensorsWriter.write(first, data(made), Map.of("format", "pt"));
        try (SafetensorsFile file = SafetensorsFile.open(first)) {
            assertEquals(made.keySet(), java.util.Set.copyOf(file.names()));
            SequencedMap<String, TensorData> again = new LinkedHashMap<>();
            for (String name : file.names()) {
                MappedTensor tensor = file.tensor(name);
                assertEquals(new Shape(requireNonNull(made.get(name)).dims()), tensor.shape());
                again.put(name, TensorData.of(tensor));
            }
            SafetensorsWriter.write(second, again, file.metadata());
        }
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
        assertEquals(0, Files.readAllBytes(first)[0] % 8, "the header is not padded");
    }

    private static SequencedMap<String, TensorData> data(Map<String, Made> made) {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        made.forEach((name, m) -> tensors.put(name, m.data()));
        return tensors;
    }

    @Property(tries = 400, seed = "7")
    void aFlippedByteInTheHeaderGivesAFileOrAMessage(
            @ForAll("tensors") Map<String, Made> made,
            @ForAll @IntRange(min = 0, max = 10_000) int place,
            @ForAll @IntRange(min = 1, max = 255) int flip)
            throws IOException {
        Path file = dir.resolve("flipped.safetensors");
        SafetensorsWriter.write(file, data(made), Map.of("a", "b"));
        byte[] bytes = Files.readAllBytes(file);
        int header = 8 + (bytes[0] & 0xFF) + ((bytes[1] & 0xFF) << 8);
        bytes[place % header] ^= (byte) flip;
        Files.write(file, bytes);
        try (SafetensorsFile open = SafetensorsFile.open(file)) {
            long sum =
                    open.names().stream().mapToLong(n -> open.tensor(n).bytes()).sum();
            assertTrue(sum <= bytes.length);
        } catch (WorkbenchException e) {
            assertTrue(e.code().startsWith("format.safetensors."), e.code());
            assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
        }
    }
}
