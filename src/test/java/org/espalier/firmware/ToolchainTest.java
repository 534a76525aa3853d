package org.espalier.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.espalier.task.CancelledException;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolchainTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aMissingCompilerIsAToolFaultThatNamesItsPackage() {
        var e = assertThrows(
                WorkbenchException.class,
                () -> new Toolchain(folder, TaskContext.NONE).run(List.of("arm-none-eabi-no-such-gcc", "x.c")));
        assertEquals(WorkbenchException.Fault.TOOL, e.fault());
        assertTrue(e.remedy().contains("gcc-arm-none-eabi"), e.remedy());
    }

    @Test
    void aFailingCommandIsQuoted() {
        var e = assertThrows(
                WorkbenchException.class,
                () -> new Toolchain(folder, TaskContext.NONE).run(List.of("ls", "/no/such/file")));
        assertEquals(WorkbenchException.Fault.TOOL, e.fault());
        assertTrue(e.getMessage().contains("/no/such/file"), e.getMessage());
    }

    @Test
    void aCompilersMessageKeepsItsColumns() throws IOException {
        Path source = Files.writeString(folder.resolve("user file.c"), "int f(void) { return g; }\n");
        var e = assertThrows(
                WorkbenchException.class,
                () -> new Toolchain(folder, TaskContext.NONE)
                        .run(List.of(
                                "cat",
                                "-n",
                                "no such file",
                                source.getFileName().toString())));
        assertTrue(e.getMessage().contains("\n     1\tint f(void)"), e.getMessage());
    }

    @Test
    void cancellingEndsTheCommand() {
        assertThrows(
                CancelledException.class, () -> new Toolchain(folder, new Impatient()).run(List.of("sleep", "613")));
        ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").endsWith("sleep 613"))
                .forEach(process ->
                        process.onExit().orTimeout(1, TimeUnit.MINUTES).join());
    }

    /// Cancels at the third question.
    private static final class Impatient implements QuietListener {
        private int asked;

        @Override
        public boolean cancelled() {
            asked++;
            return asked > 2;
        }
    }
}
