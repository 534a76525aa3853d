package org.espalier.board.flash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.espalier.plan.Boards;
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Flash tools as programs on a path of the test's own that print what the real ones print and end as they do.
class FlasherTest {

    private static final String OPENOCD_GOOD = """
            echo "Open On-Chip Debugger 0.12.0"
            echo "Info : STLINK V2J37M26 (API v2) VID:PID 0483:374B"
            echo "** Programming Started **"
            echo "** Programming Finished **"
            echo "** Verify Started **"
            echo "** Verified OK **"
            echo "** Resetting Target **"
            echo "shutdown command invoked"
            """;

    @TempDir
    Path tools;

    private void install(FlashTool tool, String body) throws IOException {
        Path script = tools.resolve(tool.program());
        // Real tools write to standard error.
        Files.writeString(script, "#!/bin/sh\nexec 1>&2\n" + body);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Flasher.Report flash(FlashTool... choice) {
        return flash(TaskContext.NONE, choice);
    }

    private Flasher.Report flash(TaskContext context, FlashTool... choice) {
        FlashJob job = new FlashJob(
                Boards.byId("stm32f746g-disco"), tools.resolve("a b/fw.elf"), tools.resolve("a b/fw.bin"), "");
        return new Flasher(new ToolPath(List.of(tools)), Duration.ofSeconds(1)).flash(job, List.of(choice), context);
    }

    private WorkbenchException failure(FlashTool... choice) {
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> flash(choice));
        assertEquals(WorkbenchException.Fault.TOOL, e.fault());
        return e;
    }

    private static List<String> outcomes(Flasher.Report report) {
        return report.stages().stream().map(s -> s.stage() + " " + s.outcome()).toList();
    }

    @Test
    void openOcdGoesThroughAllStages() throws IOException {
        install(FlashTool.OPENOCD, OPENOCD_GOOD);
        Flasher.Report report = flash(FlashTool.OPENOCD, FlashTool.ST_FLASH);
        assertEquals("openocd", report.tool());
        assertEquals(List.of("connect done", "erase done", "write done", "verify done", "run done"), outcomes(report));
    }

    @Test
    void theFirstToolThatIsInstalledIsUsed() throws IOException {
        install(FlashTool.ST_FLASH, """
                echo "st-flash 1.7.0"
                echo "2026-11-24T10:00:00 INFO common.c: F74x/F75x: 320 KiB SRAM, 1024 KiB flash in at least 32 KiB pages."
                echo "2026-11-24T10:00:01 INFO common.c: Finished erasing 5 pages of 32768 (0x8000) bytes"
                printf "\\r  1/  2 pages written\\r  2/  2 pages written\\n"
                echo "2026-11-24T10:00:02 INFO common.c: Flash written and verified! jolly good!"
                """);
        Flasher.Report report = flash(FlashTool.OPENOCD, FlashTool.ST_FLASH);
        assertEquals("st-flash", report.tool());
        assertEquals(List.of("connect done", "erase done", "write done", "verify done", "run done"), outcomes(report));
        assertTrue(report.stages().getFirst().detail().contains("F74x/F75x"), report.toString());
    }

    @Test
    void dfuUtilDoesNotVerify() throws IOException {
        install(FlashTool.DFU_UTIL, """
                echo "dfu-util 0.11"
                echo "Device ID 0483:df11"
                printf "Erase    [=====      ]  50%%\\rErase    done.\\n"
                printf "Download [===========] 100%%\\rDownload done.\\n"
                echo "File downloaded successfully"
                echo "Submitting leave request..."
                """);
        assertEquals(
                List.of("connect done", "erase done", "write done", "verify not reported", "run done"),
                outcomes(flash(FlashTool.DFU_UTIL)));
    }

    @Test
    void argumentsKeepTheirSpaces() throws IOException {
        install(FlashTool.OPENOCD, "for a in \"$@\"; do echo \"[$a]\" >> " + tools + "/args; done\n" + OPENOCD_GOOD);
        flash(FlashTool.OPENOCD);
        assertEquals(
                List.of(
                        "[-f]",
                        "[board/stm32f746g-disco.cfg]",
                        "[-c]",
                        "[program {" + tools + "/a b/fw.elf} verify reset exit]"),
                Files.readAllLines(tools.resolve("args")));
    }

    @Test
    void aMissingToolNamesItsPackage() {
        WorkbenchException e = failure(FlashTool.OPENOCD, FlashTool.ST_FLASH);
        assertTrue(e.getMessage().contains("openocd or st-flash"), e.getMessage());
        assertTrue(e.remedy().contains("openocd or stlink-tools"), e.remedy());
    }

    @Test
    void noBoardIsAFailureToConnect() throws IOException {
        install(FlashTool.OPENOCD, "echo 'Error: open failed'\necho '** OpenOCD init failed **'\nexit 1\n");
        WorkbenchException e = failure(FlashTool.OPENOCD);
        assertEquals("board.flash.connect", e.code());
        assertTrue(e.getMessage().contains("open failed"), e.getMessage());
        install(FlashTool.ST_FLASH, "echo \"Couldn't find any ST-Link devices\"\nexit 255\n");
        assertEquals("board.flash.connect", failure(FlashTool.ST_FLASH).code());
        install(FlashTool.DFU_UTIL, "echo 'No DFU capable USB device available'\nexit 74\n");
        assertTrue(failure(FlashTool.DFU_UTIL).remedy().contains("BOOT0"));
    }

    @Test
    void aForbiddenDeviceIsToldFromAMissingOne() throws IOException {
        install(
                FlashTool.OPENOCD,
                "echo 'Error: libusb_open() failed with LIBUSB_ERROR_ACCESS'\necho 'Error: open failed'\nexit 1\n");
        WorkbenchException e = failure(FlashTool.OPENOCD);
        assertEquals("board.flash.permission", e.code());
        assertTrue(e.remedy().contains("plugdev"), e.remedy());
    }

    @Test
    void aFailedVerificationIsNoSuccess() throws IOException {
        install(FlashTool.OPENOCD, """
                echo "** Programming Started **"
                echo "** Programming Finished **"
                echo "** Verify Started **"
                echo "** Verify Failed **"
                exit 1
                """);
        assertEquals("board.flash.verify", failure(FlashTool.OPENOCD).code());
    }

    @Test
    void aToolKilledInTheMiddleLeavesNoSuccess() throws IOException {
        install(FlashTool.OPENOCD, "echo '** Programming Started **'\nkill -9 $$\n");
        WorkbenchException e = failure(FlashTool.OPENOCD);
        assertEquals("board.flash.erase", e.code());
        assertTrue(e.remedy().contains("no complete image"), e.remedy());
    }

    @Test
    void nonsenseWithExitCodeZeroIsNoSuccess() throws IOException {
        install(FlashTool.OPENOCD, "head -c 100000 /dev/urandom | tr -d '*'\nexit 0\n");
        assertEquals("board.flash.connect", failure(FlashTool.OPENOCD).code());
    }

    @Test
    void aToolThatHangsIsStoppedWithItsChildren() throws IOException {
        install(
                FlashTool.OPENOCD,
                "echo '** Programming Started **'\nsleep 600 &\necho $! > " + tools + "/pid\nwait\n");
        assertEquals("board.flash.hangs", failure(FlashTool.OPENOCD).code());
        long child = Long.parseLong(Files.readString(tools.resolve("pid")).strip());
        assertTrue(
                ProcessHandle.of(child)
                        .map(p -> p.onExit()
                                        .orTimeout(5, java.util.concurrent.TimeUnit.SECONDS)
                                        .join()
                                != null)
                        .orElse(true),
                "the child is still there");
    }

    @Test
    void cancellingStopsTheTool() throws IOException {
        install(FlashTool.OPENOCD, "echo '** Programming Started **'\nsleep 600\n");
        TaskContext cancelled = new TaskContext() {
            private boolean writing;

            @Override
            public void stage(String name) {
                writing |= name.endsWith("erase");
            }

            @Override
            public void progress(long done, long total) {}

            @Override
            public boolean cancelled() {
                return writing;
            }

            @Override
            public void emit(TaskEvent event) {}
        };
        assertThrows(CancelledException.class, () -> flash(cancelled, FlashTool.OPENOCD));
    }
}
