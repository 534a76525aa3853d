package org.espalier.workbench.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/// What a run was asked to do, `run.json`: enough to do it again.
///
/// @param schema "espalier.run/1"
/// @param step the step's name, "prune apply"
/// @param parameters the step's parameter record
/// @param command the same request as arguments of the command line
/// @param inputs path of each input -> SHA-256 of its bytes (of a folder: of its files' names, sizes and first
/// mebibytes)
/// @param version the version of Espalier
/// @param environment what the last bits may depend on: JDK, processor count, BLAS kernel
public record RunRecord(
        String schema,
        String step,
        JsonNode parameters,
        List<String> command,
        Map<String, String> inputs,
        String version,
        Map<String, String> environment) {

    /// The schema this version writes.
    public static final String SCHEMA = "espalier.run/1";

    public RunRecord {
        command = List.copyOf(command);
    }
}
