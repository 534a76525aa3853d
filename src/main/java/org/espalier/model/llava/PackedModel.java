package org.espalier.model.llava;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.format.OutputFolder;
import org.espalier.format.packed.PackedFile;
import org.espalier.model.llava.decode.MatrixSource;
import org.espalier.model.llava.decode.TokenWeights;

/// A packed LLaVA, ready to run: tower, projector and prefill by PyTorch over unpacked weights, one block at a time;
/// single tokens over the packed ones.
public final class PackedModel implements AutoCloseable {

    private final PackedFile file;
    private final Path folder;
    private final LlavaModel model;
    private final TokenWeights weights;

    private PackedModel(PackedFile file, Path folder, LlavaModel model, TokenWeights weights) {
        this.file = file;
        this.folder = folder;
        this.model = model;
        this.weights = weights;
    }

    /// Opens a packed file.
    ///
    /// @throws org.espalier.task.WorkbenchException if it is malformed, or no LLaVA
    public static PackedModel open(Path path) {
        PackedFile file = PackedFile.open(path);
        Path folder = null;
        try {
            folder = Files.createTempDirectory("espalier-packed");
            file.writeSideFiles(folder);
            LlavaModel model = LlavaModel.open(file, folder);
            return new PackedModel(file, folder, model, weights(file, model));
        } catch (IOException e) {
            file.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            file.close();
            if (folder != null) {
                OutputFolder.delete(folder);
            }
            throw e;
        }
    }

    private static TokenWeights weights(PackedFile file, LlavaModel model) {
        try {
            return TokenWeights.read(MatrixSource.of(file), model.config().text());
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /// Where tokenizer and configuration are until it is closed.
    public Path folder() {
        return folder;
    }

    /// What computes pictures and prompts.
    public LlavaModel model() {
        return model;
    }

    /// What single tokens are computed with.
    public TokenWeights weights() {
        return weights;
    }

    @Override
    public void close() {
        model.close();
        file.close();
        OutputFolder.delete(folder);
    }
}
