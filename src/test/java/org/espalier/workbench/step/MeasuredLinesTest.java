package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredLinesTest {

    record Line(String name) {}

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aLineThatIsNoMeasurementIsRefused() throws IOException {
        Path file = folder.resolve("points.jsonl");
        MeasuredLines.append(file, new Line("one"));
        assertEquals(List.of(new Line("one")), MeasuredLines.read(file, Line.class));
        for (String line : List.of("null", "{}", "7", "{\"name\":")) {
            Files.writeString(file, line + "\n");
            WorkbenchException e = assertThrows(WorkbenchException.class, () -> MeasuredLines.read(file, Line.class));
            assertEquals("run.lines", e.code(), line);
        }
    }
}
