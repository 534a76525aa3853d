package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {

    private static String logged(Runnable work) {
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream here = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setErr(here);
            work.run();
        } finally {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void warningsGoToStandardErrorWithWhatWasThrownAndLesserMessagesNowhere() {
        Logger logger = LoggerFactory.getLogger("org.espalier.Some");
        assertFalse(logger.isInfoEnabled());
        assertEquals("", logged(() -> logger.info("started")));
        String said = logged(() -> logger.warn("no {}", "room", new IllegalStateException("full")));
        assertTrue(said.startsWith("WARN  org.espalier.Some - no room" + System.lineSeparator()), said);
        assertTrue(said.contains("java.lang.IllegalStateException: full"), said);
        assertTrue(said.contains("\tat org.espalier.cli.LoggingTest"), said);
    }

    @Test
    void whatLibrariesWarnOfAtEveryStartIsNotSaid() {
        assertFalse(LoggerFactory.getLogger("ai.djl.util.cuda.CudaUtils").isWarnEnabled());
        assertFalse(LoggerFactory.getLogger("org.apache.spark.SparkContext").isWarnEnabled());
        assertFalse(LoggerFactory.getLogger("org.apache.spark.scheduler.TaskSchedulerImpl")
                .isErrorEnabled());
    }
}
