package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.espalier.task.CancelledException;
import org.espalier.task.Programs;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Getting what is missing, with an apt-get that only writes down what it was asked for.
class DoctorInstallStepTest {

    @TempDir
    private Path tools;

    @BeforeEach
    void standIns() throws IOException {
        script("pkexec", "exec \"$@\"");
        System.setProperty(Programs.PROPERTY, tools.toString());
    }

    @AfterEach
    void leave() {
        System.clearProperty(Programs.PROPERTY);
    }

    private void script(String name, String body) throws IOException {
        Path file = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + body + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    private static DoctorStep.Item missing() {
        List<DoctorStep.Item> missing = new DoctorStep()
                .run(new DoctorStep.Parameters(), TaskContext.NONE).items().stream()
                        .filter(item -> item.name().matches("st-flash|dfu-util|OpenOCD") && !item.present())
                        .toList();
        assumeTrue(!missing.isEmpty(), "every flash tool is on this machine");
        return missing.getFirst();
    }

    @Test
    void theNamedProgramIsInstalledAndFoundAfterwards() throws IOException {
        DoctorStep.Item item = missing();
        String program = item.name().equals("OpenOCD") ? "openocd" : item.name();
        script(
                "apt-get",
                "echo \"$@\" >> " + tools + "/asked\nprintf '#!/bin/sh\\necho 1.0\\n' > " + tools + "/" + program
                        + "\nchmod +x " + tools + "/" + program);
        assertTrue(DoctorInstallStep.possible(item));
        DoctorInstallStep.Result result =
                new DoctorInstallStep().run(new DoctorInstallStep.Parameters(Set.of(item.name())), TaskContext.NONE);
        assertEquals(1, result.packages().size());
        assertEquals(
                "install -y --no-install-recommends " + result.packages().getFirst(),
                Files.readString(tools.resolve("asked")).strip());
        assertTrue(result.machine().items().stream().anyMatch(now -> now.name().equals(item.name()) && now.present()));
    }

    @Test
    void whatAptGetSaysIsToldWhenItFails() throws IOException {
        DoctorStep.Item item = missing();
        script("apt-get", "echo 'E: Unable to locate package'\nexit 100");
        WorkbenchException told = assertThrows(
                WorkbenchException.class,
                () -> new DoctorInstallStep()
                        .run(new DoctorInstallStep.Parameters(Set.of(item.name())), TaskContext.NONE));
        assertTrue(told.getMessage().contains("Unable to locate package"), told.getMessage());
        assertTrue(told.remedy().startsWith("As root: apt-get install "), told.remedy());
    }

    @Test
    void whatAptGetStartedComesToItsEndWhenTheUserCancels() throws IOException {
        DoctorStep.Item item = missing();
        Path end = tools.resolve("end");
        script("apt-get", "(sleep 1; touch " + end + ") &\necho Unpacking\nwait");
        TaskContext cancels = new QuietListener() {
            private volatile boolean unpacking;

            @Override
            public void stage(String name) {
                unpacking |= name.equals("Unpacking");
            }

            @Override
            public boolean cancelled() {
                return unpacking;
            }
        };
        assertThrows(
                CancelledException.class,
                () -> new DoctorInstallStep().run(new DoctorInstallStep.Parameters(Set.of(item.name())), cancels));
        long begin = System.nanoTime();
        while (!Files.exists(end) && System.nanoTime() - begin < TimeUnit.MINUTES.toNanos(1)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertTrue(Files.exists(end), "a half installed package would be left");
    }

    @Test
    void whatNoPackageBringsIsNotOffered() throws IOException {
        script("apt-get", "exit 0");
        assertFalse(DoctorInstallStep.possible(new DoctorStep.Item(
                "Serial ports", false, "may not be opened", "As root: usermod -aG dialout you, then log in again.")));
        assertFalse(DoctorInstallStep.possible(new DoctorStep.Item("make", true, "4.3", null)));
    }
}
