package org.espalier.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// The folder of a vision tower that a model's configuration only names, as the original LLaVA release does.
public final class SeparateTower {

    private SeparateTower() {}

    /// The folder `mm_vision_tower` means: its path if it is absolute, else its last name inside the model's folder
    /// or beside it ("openai/clip-vit-large-patch14-336" is looked for as "clip-vit-large-patch14-336").
    ///
    /// @param config the model's `config.json`
    /// @return empty if none is named or there is no such folder
    public static Optional<Path> find(Path model, JsonNode config) {
        String named = config.path("mm_vision_tower").asText("").strip();
        if (named.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path path = Path.of(named);
            Path last = path.getFileName();
            if (last == null || last.toString().equals("..")) {
                return Optional.empty();
            }
            Path parent = model.toAbsolutePath().normalize().getParent();
            for (Path candidate : new Path[] {
                model.resolve(last),
                parent == null ? model.resolve(last) : parent.resolve(last),
                path.isAbsolute() ? path : model.resolve(last)
            }) {
                if (Files.isDirectory(candidate)) {
                    return Optional.of(candidate);
                }
            }
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
