package org.espalier.workbench.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// What a run was asked to do, `run.json`: enough to do it again.
///
/// @param schema "espalier.run/1"
/// @param step the step's name, "prune apply"
/// @param parameters the step's parameter record
/// @param seed of everything random; null where nothing is
/// @param command the same request as arguments of the command line
/// @param inputs path of each input -> SHA-256 of its bytes (of a folder: of its files' names, sizes and first
/// mebibytes)
/// @param version the version of Espalier
/// @param environment what the last bits may depend on: JDK, processor count, BLAS kernel
public record RunRecord(
        String schema,
        String step,
        JsonNode parameters,
        @Nullable Long seed,
        List<String> command,
        Map<String, String> inputs,
        String version,
        Map<String, String> environment) {

    /// The schema this version writes.
    public static final String SCHEMA = "espalier.run/1";

    public RunRecord {
        Objects.requireNonNull(step, "step is missing");
        Objects.requireNonNull(parameters, "parameters are missing");
        command = List.copyOf(command);
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    }

    /// The parameters as the step's own record.
    ///
    /// @throws WorkbenchException if they were written by a version with other parameters, or lack some
    public <P extends Record> P parametersAs(Class<P> type) {
        try {
            return Json.value(parameters, type);
        } catch (JsonProcessingException e) {
            throw WorkbenchException.input(
                    "run.parameters",
                    "the run's parameters are not those of '" + step + "' in this version: " + e.getOriginalMessage(),
                    "Start the run again; 'espalier run copy-command' prints its command.",
                    e);
        }
    }
}
