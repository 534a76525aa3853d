package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProbeTest {

    private static List<String> warned(@Nullable Double loss) {
        List<String> lines = new ArrayList<>();
        new Probe(List.of(new float[1000]), loss).warn(new QuietListener() {
            @Override
            public void emit(TaskEvent event) {
                lines.add(String.valueOf(event.fields().get("line")));
            }
        });
        return lines;
    }

    @Test
    void aDenseModelThatAnswersWorseThanChanceIsNamed() {
        List<String> lines = warned(7.2);
        assertEquals(1, lines.size());
        assertTrue(lines.getFirst().contains("7.20 nats") && lines.getFirst().contains("(6.91)"), lines.getFirst());
        assertEquals(List.of(), warned(6.8));
        assertEquals(List.of(), warned(null));
    }
}
