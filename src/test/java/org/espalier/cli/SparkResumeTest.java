package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.espalier.search.spark.StandaloneCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The process that searches on a cluster dies; the run goes on there.
class SparkResumeTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    @Test
    void aKilledSearchOnAClusterGoesOnToTheBytesOfOneInThisProcess() throws Exception {
        Path whole = dir.resolve("whole");
        assertEquals(0, run(search(whole)));
        try (StandaloneCluster cluster = new StandaloneCluster(dir.resolve("cluster"))) {
            cluster.addWorker();
            Path killed = dir.resolve("killed");
            List<String> words = new ArrayList<>(search(killed));
            words.addAll(List.of(
                    "--spark",
                    cluster.master().url(),
                    "--spark-secret",
                    cluster.secretFile().toString()));
            Process process = start(words);
            while (process.isAlive() && lines(killed.resolve("candidates.jsonl")) < 2) {
                process.waitFor(5, TimeUnit.MILLISECONDS);
            }
            process.destroyForcibly();
            assertTrue(process.waitFor(1, TimeUnit.MINUTES));
            assertFalse(Files.exists(killed.resolve("result.json")), "killed too late");
            long scored = lines(killed.resolve("candidates.jsonl"));
            assertTrue(scored >= 2, "killed too early");
            assertEquals(0, run(List.of("run", "resume", killed.toString())));
            for (String file : List.of("result.json", "subnet.json", "model.safetensors")) {
                assertArrayEquals(
                        Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(killed.resolve(file)), file);
            }
            assertTrue(Files.readString(killed.resolve("run.json"))
                    .contains(cluster.master().url()));
        }
    }

    private static List<String> search(Path out) {
        return List.of(
                "nas",
                "search",
                "assets/vit-clothing",
                "--data",
                "assets/data/clothing10",
                "--population",
                "6",
                "--generations",
                "3",
                "--parents",
                "2",
                "--pictures",
                "20",
                "--out",
                out.toString());
    }

    private static long lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    private static int run(List<String> words) throws IOException, InterruptedException {
        return start(words).waitFor();
    }

    private static Process start(List<String> words) throws IOException {
        return new ProcessBuilder(ChildCommand.words(words))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
