package org.espalier.format.pytorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.safetensors.TensorData;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.espalier.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchFileTest {

    private static final float[] FIRST = {1, -2, 3.5f, 4, 5, 6};

    @TempDir
    private Path folder;

    private Path written() throws IOException {
        SequencedMap<String, TorchArchive.Raw> tensors = new LinkedHashMap<>();
        tensors.put("model.a.weight", TorchArchive.Raw.floats(new long[] {2, 3}, FIRST));
        tensors.put("model.b.bias", new TorchArchive.Raw(DType.F16, new long[] {2}, new byte[] {0, 0x3c, 0, 0x40}));
        Path file = folder.resolve("pytorch_model.bin");
        TorchArchive.write(file, tensors);
        return file;
    }

    @Test
    void readsTheTensorsOfAStateDict() throws IOException {
        try (TorchFile file = TorchFile.open(written())) {
            assertEquals(List.of("model.a.weight", "model.b.bias"), List.copyOf(file.names()));
            assertEquals(Shape.of(2, 3), file.tensor("model.a.weight").shape());
            assertArrayEquals(FIRST, file.tensor("model.a.weight").floats());
            assertEquals(DType.F16, file.tensor("model.b.bias").dtype());
            assertArrayEquals(new float[] {1, 2}, file.tensor("model.b.bias").floats());
            assertThrows(WorkbenchException.class, () -> file.tensor("model.c"));
        }
    }

    @Test
    void aPickleThatMakesMoreThanAnyModelHasIsRefused() {
        Torn torn = new Torn(Path.of("model.bin"));
        for (char made : new char[] {'}', '(', 'N'}) {
            byte[] pickle = new byte[12_000_000];
            java.util.Arrays.fill(pickle, (byte) made);
            WorkbenchException e =
                    assertThrows(WorkbenchException.class, () -> TensorTable.read(ByteBuffer.wrap(pickle), torn));
            assertTrue(e.getMessage().contains("more"), e.getMessage());
        }
    }

    @Test
    void changesNothingButTheReplacedTensorAndItsCheckSum() throws IOException {
        Path source = written();
        Path copy = folder.resolve("copy.bin");
        float[] other = {0, 7, 0, 8, 0, 9};
        try (TorchFile file = TorchFile.open(source)) {
            file.rewrite(copy, Map.of());
            assertArrayEquals(Files.readAllBytes(source), Files.readAllBytes(copy));
            file.rewrite(copy, Map.of("model.a.weight", TensorData.of(Shape.of(2, 3), other)));
            assertThrows(
                    WorkbenchException.class,
                    () -> file.rewrite(copy, Map.of("model.b.bias", TensorData.of(Shape.of(3), new float[3]))));
        }
        try (TorchFile file = TorchFile.open(copy)) {
            assertArrayEquals(other, file.tensor("model.a.weight").floats());
            assertArrayEquals(new float[] {1, 2}, file.tensor("model.b.bias").floats());
        }
        assertEquals(Files.size(source), Files.size(copy));
        try (ZipFile zip = new ZipFile(copy.toFile())) {
            for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
                zip.getInputStream(entry).readAllBytes(); // Checks the sum.
            }
        }
    }

    @Test
    void readsShardsUnderAnIndexAndWritesThemBack() throws IOException {
        written();
        Files.move(folder.resolve("pytorch_model.bin"), folder.resolve("pytorch_model-00001-of-00001.bin"));
        Files.writeString(
                folder.resolve("pytorch_model.bin.index.json"),
                "{\"metadata\":{\"total_size\":28},\"weight_map\":{"
                        + "\"model.a.weight\":\"pytorch_model-00001-of-00001.bin\","
                        + "\"model.b.bias\":\"pytorch_model-00001-of-00001.bin\"}}");
        Path out = folder.resolve("out");
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertArrayEquals(FIRST, checkpoint.tensor("model.a.weight").floats());
            checkpoint.copyTo(out, Map.of("model.a.weight", TensorData.of(Shape.of(2, 3), new float[6])));
        }
        try (Checkpoint copy = Checkpoint.open(out)) {
            assertEquals(6, copy.tensor("model.a.weight").zeros());
            assertEquals("pytorch_model-00001-of-00001.bin", copy.fileOf("model.b.bias"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix\nsystem", "builtins\neval", "torch.storage\n_load_from_bytes", "torch\nFloatTensor"})
    void refusesEveryOtherNameAndRunsNothing(String global) throws IOException {
        Path trace = folder.resolve("trace");
        String pickle = "\u0080\u0002c" + global + "\n(X\5\0\0\0touchtR.";
        Path file = folder.resolve("evil.bin");
        TorchArchive.write(file, pickle.getBytes(StandardCharsets.ISO_8859_1), List.of());
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> TorchFile.open(file));
        assertEquals("format.pytorch.refused", e.code());
        assertTrue(e.getMessage().contains(global.replace('\n', '.')), e.getMessage());
        assertFalse(Files.exists(trace));
    }

    @Test
    void refusesWhatIsNoStateDict() throws IOException {
        Path file = folder.resolve("odd.bin");
        for (String pickle :
                List.of("", ".", "]", "N.", "}.x", "\u0080\2]q\0h\0a.", "(((", "}K\1K\2s.", "h\7.", "}]K\1s.", "i")) {
            TorchArchive.write(file, pickle.getBytes(StandardCharsets.ISO_8859_1), List.of());
            if (pickle.equals("}.x")) {
                TorchFile.open(file).close();
                continue;
            }
            assertThrows(WorkbenchException.class, () -> TorchFile.open(file), pickle);
        }
        Files.writeString(file, "not an archive");
        assertThrows(WorkbenchException.class, () -> TorchFile.open(file));
    }

    @Test
    void noBrokenByteEndsInAnythingButARefusal() throws IOException {
        byte[] good = Files.readAllBytes(written());
        Path file = folder.resolve("broken.bin");
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            byte[] bad = i % 3 == 0 ? java.util.Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int n = 0; i % 3 != 0 && n <= i % 4; n++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            Files.write(file, bad);
            try (TorchFile opened = TorchFile.open(file)) {
                opened.names().forEach(name -> opened.tensor(name).shape());
            } catch (WorkbenchException e) {
                assertFalse(e.remedy().isEmpty());
            }
        }
    }
}
