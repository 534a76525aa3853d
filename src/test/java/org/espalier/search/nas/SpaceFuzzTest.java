package org.espalier.search.nas;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.espalier.MangledJson;
import org.espalier.Untrusted;
import org.espalier.format.Json;

/// Whatever a file says of a search space or of scored points, it can be counted and moved in, or is refused.
class SpaceFuzzTest {

    private static final JsonNode CONFIG = Json.read(Path.of("assets/vit-clothing/config.json"));
    private static final JsonNode POINTS = points();

    private static JsonNode points() {
        try {
            return Json.mapper()
                    .readTree("[{\"rank\":0.9,\"patch\":16,\"accuracy\":66.3,\"legal\":0.38},"
                            + "{\"rank\":0.5,\"patch\":20,\"accuracy\":60,\"legal\":0.9},"
                            + "{\"rank\":0.7,\"patch\":14,\"accuracy\":61,\"legal\":0.1},"
                            + "{\"rank\":0.4,\"patch\":18,\"accuracy\":59.5,\"legal\":1}]");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void countsOrRefusesAnySpace(byte[] bytes) {
        Path file = Untrusted.file(Untrusted.folder("space"), "space.json", MangledJson.of(CONFIG, bytes));
        Untrusted.read(() -> {
            SearchSpace space = SearchSpace.of(file.toString());
            if (space.subnets().signum() <= 0) {
                throw new AssertionError("a space without a subnet");
            }
            space.config().check(space.smallest());
            space.config().check(space.largest());
        });
    }

    @FuzzTest(maxDuration = "2m")
    void movesOrRefusesAnyPoints(byte[] bytes) {
        Path file = Untrusted.file(Untrusted.folder("space"), "points.json", MangledJson.of(POINTS, bytes));
        for (MemoryMode mode : MemoryMode.values()) {
            Untrusted.read(() -> {
                List<ScoredPoint> points = ScoredPoint.parse(Json.read(file), "points");
                new SpaceMove(mode).of(points);
            });
        }
    }
}
