package org.espalier.ui.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.espalier.workbench.run.RunStatus;
import org.junit.jupiter.api.Test;

/// Runs as text for elsewhere, whatever stands in them.
class RunReportTest {

    private static final RunRow ROW = new RunRow(
            Path.of("runs/0001-mcu-firmware"),
            "0001-mcu-firmware",
            "mcu firmware",
            RunStatus.FAILED,
            "",
            null,
            "7",
            "the compiler says:\nerror: \"x\" | y",
            "espalier mcu firmware 'a\nb'",
            List.of(),
            List.of());

    @Test
    void aMessageOfSeveralLinesStaysInItsRow() {
        assertEquals(
                List.of(
                        "# Runs",
                        "",
                        "| Run | Step | Status | Started | Seed | Result |",
                        "| --- | --- | --- | --- | --- | --- |",
                        "| 0001-mcu-firmware | mcu firmware | failed |  | 7 | the compiler says: error: \"x\" \\| y |",
                        "",
                        "## 0001-mcu-firmware",
                        "",
                        "    espalier mcu firmware 'a",
                        "    b'"),
                RunReport.markdown(List.of(ROW)).lines().toList());
    }

    @Test
    void quotesAreDoubledInCommaSeparatedLines() {
        assertEquals(
                "\"0001-mcu-firmware\",\"mcu firmware\",\"failed\",\"\",\"7\","
                        + "\"the compiler says:\nerror: \"\"x\"\" | y\"\n",
                RunReport.csv(List.of(ROW)).substring(RunReport.csv(List.of()).length()));
    }
}
