package org.espalier.workbench.project;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `project.json`: paths are relative to the project's folder or absolute.
///
/// @param schema "espalier.project/1"
/// @param name what the user calls it
/// @param kind prune or device
/// @param description one or two sentences, may be empty
/// @param model the checkpoint (prune) or the supernet (device)
/// @param data the benchmark's data (prune) or the picture folder (device)
/// @param calibration the calibration file (prune); its pictures are below `data`
/// @param images the folder that the calibration's picture names are relative to
/// @param benchmark the benchmark to evaluate with (prune), "easy-vqa"
/// @param subnet the chosen subnet (device)
/// @param network the int8 network (device)
/// @param board the board's id, "virtual:stm32f746g-disco" (device)
/// @param criterion the criterion offered first (prune)
/// @param sparsity the sparsity offered first, 0 to 1 (prune)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProjectFile(
        String schema,
        String name,
        ProjectKind kind,
        String description,
        String model,
        @Nullable String data,
        @Nullable String calibration,
        @Nullable String images,
        @Nullable String benchmark,
        @Nullable String subnet,
        @Nullable String network,
        @Nullable String board,
        @Nullable String criterion,
        @Nullable Double sparsity) {

    /// The schema this version reads and writes.
    public static final String SCHEMA = "espalier.project/1";

    /// Every path it names.
    List<String> paths() {
        return Stream.of(model, data, calibration, images, subnet, network)
                .filter(Objects::nonNull)
                .toList();
    }
}
