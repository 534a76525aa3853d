package org.espalier.format.safetensors;

import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedSet;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;

/// An open file of named tensors, mapped into memory and never loaded whole.
public interface TensorFile extends AutoCloseable {

    /// Where the file is.
    Path path();

    /// The tensors' names in the order of the file.
    SequencedSet<String> names();

    /// The tensor of that name.
    ///
    /// @throws WorkbenchException if there is none
    MappedTensor tensor(String name);

    /// Writes the file again, in its own format, with some of its tensors replaced; every other byte that the
    /// change does not touch stays.
    ///
    /// @throws WorkbenchException if a type or shape changes that the format cannot change, or it cannot be written
    void rewrite(Path file, Map<String, ? extends TensorData> replaced);

    @Override
    void close();
}
