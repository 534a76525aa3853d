package org.espalier.workbench.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.format.Json;

/// What is about to be done, before it becomes a [RunRecord].
///
/// @param step the step's name, "prune apply"
/// @param parameters the step's parameter record
/// @param command the same request as arguments of the command line
/// @param inputs files and folders the result depends on, which the run keeps with their fingerprints
/// @param reads what else is read and must not be replaced by the result
public record RunRequest(String step, Record parameters, List<String> command, List<Path> inputs, List<Path> reads) {

    public RunRequest {
        command = List.copyOf(command);
        inputs = List.copyOf(inputs);
        reads = List.copyOf(reads);
    }

    /// Of work that reads its inputs alone.
    public RunRequest(String step, Record parameters, List<String> command, List<Path> inputs) {
        this(step, parameters, command, inputs, List.of());
    }

    /// All that is read.
    List<Path> allRead() {
        return Stream.concat(inputs.stream(), reads.stream()).toList();
    }

    /// The request as `run.json` keeps it: the seed on its own, every input with its fingerprint.
    RunRecord record() {
        JsonNode tree = Json.mapper().valueToTree(parameters);
        JsonNode seed = tree.findValue("seed");
        return new RunRecord(
                RunRecord.SCHEMA,
                step,
                tree,
                seed == null || !seed.isIntegralNumber() ? null : seed.asLong(),
                command,
                Fingerprint.of(inputs),
                Environment.version(),
                Environment.describe());
    }
}
