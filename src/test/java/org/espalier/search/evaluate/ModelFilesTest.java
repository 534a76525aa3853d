package org.espalier.search.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model on its way to another machine.
class ModelFilesTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void model() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.write(folder.resolve("model.safetensors"), new byte[] {1, 2, 3});
    }

    private static ModelFiles arrived(ModelFiles files) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(files);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (ModelFiles) in.readObject();
        }
    }

    private static byte[] weights(Path model) {
        try {
            return Files.readAllBytes(model.resolve("model.safetensors"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSmallOneGoesAlongAndLeavesNothingBehind() throws Exception {
        ModelFiles files = arrived(ModelFiles.of(folder, 5));
        assertTrue(files.sent());
        Files.delete(folder.resolve("model.safetensors"));
        Path[] where = new Path[1];
        assertArrayEquals(new byte[] {1, 2, 3}, files.open(copy -> {
            where[0] = copy;
            return weights(copy);
        }));
        assertFalse(Files.exists(where[0]));
    }

    @Test
    void aLargeOneIsReadWhereItLies() throws Exception {
        ModelFiles files = arrived(ModelFiles.of(folder, 4));
        assertFalse(files.sent());
        assertEquals(folder, files.open(here -> here));
    }

    @Test
    void aLargeOneThatIsMissingOrAnotherIsNamed() throws Exception {
        ModelFiles files = arrived(ModelFiles.of(folder, 4));
        Files.write(folder.resolve("model.safetensors"), new byte[] {1, 2, 3, 4});
        WorkbenchException other = assertThrows(WorkbenchException.class, () -> files.open(here -> here));
        assertEquals("cluster.model", other.code());
        assertTrue(other.getMessage().contains("model.safetensors differs"), other.getMessage());
        Files.delete(folder.resolve("model.safetensors"));
        Files.delete(folder.resolve("config.json"));
        Files.delete(folder);
        WorkbenchException none = assertThrows(WorkbenchException.class, () -> files.open(here -> here));
        assertTrue(none.getMessage().contains("no such folder"), none.getMessage());
    }
}
