package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.espalier.task.Programs;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is found on this machine, with a flash tool of the test's.
class DoctorStepTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path tools;

    @BeforeEach
    void enter() {
        System.setProperty(Programs.PROPERTY, tools.toString());
    }

    @AfterEach
    void leave() {
        System.clearProperty(Programs.PROPERTY);
    }

    private DoctorStep.Item flashTool(String script) throws IOException {
        Path file = Files.writeString(tools.resolve("dfu-util"), "#!/bin/sh\n" + script + "\n");
        assertTrue(file.toFile().setExecutable(true));
        DoctorStep.Result result = assertTimeoutPreemptively(
                Duration.ofMinutes(2), () -> new DoctorStep().run(new DoctorStep.Parameters(), TaskContext.NONE));
        return result.items().stream()
                .filter(item -> item.name().equals("dfu-util"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aProgramThatAnswersIsThere() throws IOException {
        assertEquals(
                new DoctorStep.Item("dfu-util", true, "dfu-util 0.11", null),
                flashTool("echo; echo 'dfu-util 0.11'; echo 'Copyright'"));
    }

    @Test
    void aProgramThatFailsIsNotThereAndSaysWhy() throws IOException {
        DoctorStep.Item item = flashTool("echo 'libusb-1.0.so.0: cannot open shared object file' >&2; exit 127");
        assertFalse(item.present());
        assertTrue(item.detail().contains("libusb-1.0.so.0"), item.detail());
        assertEquals("apt-get install dfu-util", item.remedy());
    }

    @Test
    void aProgramThatHangsHoldsNothingUp() throws IOException {
        DoctorStep.Item item = flashTool("sleep 616");
        assertFalse(item.present());
        assertTrue(item.detail().contains("did not go on"), item.detail());
    }
}
