package org.espalier.compress.prune;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One line of a calibration file: a prompt, and the answer after it if there is one.
///
/// @param line where it stands in the file, from 1
/// @param id the question's id, as text; the line's number where the file has none
/// @param image the picture, which exists, or null
/// @param asked what is asked
/// @param raw whether `asked` is a literal prompt (`"prompt"`) and not a question for the model's template
///     (`"text"`)
/// @param answer what follows the prompt, or null
public record CalibrationSample(
        int line,
        String id,
        @Nullable Path image,
        String asked,
        boolean raw,
        @Nullable String answer) {}
