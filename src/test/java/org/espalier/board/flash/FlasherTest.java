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
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.espalier.plan.Boards;
import org.espalier.task.CancelledException;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;
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

    private Duration silence = Duration.ofSeconds(30);

    private void install(FlashTool tool, String body) throws IOException {
        Path script = tools.resolve(tool.program());
        // Real tools write to standard error.
        Files.writeString(script, "#!/bin/sh\nexec 1>&2\n" + body);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// No disks are mounted unless a test lists some here.
    private Path mounts() {
        return tools.resolve("mounts");
    }

    private Flasher.Report flash(FlashTool... choice) {
        return flash(TaskContext.NONE, choice);
    }

    private Flasher.Report flash(TaskContext context, FlashTool... choice) {
        FlashJob job = new FlashJob(
                Boards.byId("stm32f746g-disco"),
                tools.resolve("a b/fw.elf"),
                tools.resolve("a b/fw.bin"),
                "",
                false,
                false);
        return new Flasher(new ToolPath(List.of(tools)), silence, mounts()).flash(job, List.of(choice), context);
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
    void aRuleForTheDeviceIsOffered() throws IOException {
        install(
                FlashTool.ST_FLASH,
                "echo 'ERROR usb.c: Could not open USB device 0x0483:0x374b, access error.'\nexit 255\n");
        WorkbenchException e = failure(FlashTool.ST_FLASH);
        assertEquals("board.flash.permission", e.code());
        assertTrue(e.remedy().contains("ATTRS{idVendor}==\"0483\""), e.remedy());
        assertTrue(e.remedy().contains("udevadm control --reload"), e.remedy());
    }

    /// What the tools of Debian 12 print with no board connected, as they printed it.
    @Test
    void theRealWordsAboutAMissingBoardAreUnderstood() throws IOException {
        install(FlashTool.OPENOCD, """
                echo "Open On-Chip Debugger 0.12.0"
                echo "Licensed under GNU GPL v2"
                echo "For bug reports, read"
                echo "	http://openocd.org/doc/doxygen/bugs.html"
                echo "Info : clock speed 2000 kHz"
                echo "Error: open failed"
                echo "in procedure 'program'"
                echo "** OpenOCD init failed **"
                echo "shutdown command invoked"
                exit 1
                """);
        WorkbenchException e = failure(FlashTool.OPENOCD);
        assertEquals("openocd failed at 'connect': Error: open failed", e.getMessage());
        install(FlashTool.DFU_UTIL, """
                echo "dfu-util 0.11"
                echo "Copyright 2005-2009 Weston Schmidt, Harald Welte and OpenMoko Inc."
                echo "dfu-util: Warning: Invalid DFU suffix signature"
                echo "dfu-util: A valid DFU suffix will be required in a future dfu-util release"
                echo "dfu-util: No DFU capable USB device available"
                exit 74
                """);
        e = failure(FlashTool.DFU_UTIL);
        assertTrue(e.getMessage().endsWith("No DFU capable USB device available"), e.getMessage());
        install(FlashTool.OPENOCD, "echo \"embedded:startup.tcl:28: Error: Can't find board/nothere.cfg\"\nexit 1\n");
        assertTrue(failure(FlashTool.OPENOCD).getMessage().contains("Can't find board/nothere.cfg"));
    }

    @Test
    void aChipThatDoesNotAnswerIsTriedOnceMoreUnderReset() throws IOException {
        install(
                FlashTool.OPENOCD,
                "case \"$*\" in *connect_assert_srst*) ;; *)"
                        + " echo 'Error: init mode failed (unable to connect to the target)'; exit 1;; esac\n"
                        + OPENOCD_GOOD);
        assertEquals("openocd", flash(FlashTool.OPENOCD).tool());
        install(FlashTool.ST_FLASH, "echo run >> " + tools + "/runs\necho 'Failed to connect to target'\nexit 255\n");
        assertEquals("board.flash.connect", failure(FlashTool.ST_FLASH).code());
        assertEquals(2, Files.readAllLines(tools.resolve("runs")).size(), "once plainly, once under reset, no more");
    }

    @Test
    void anotherChipIsNotWrittenTo() throws IOException {
        install(FlashTool.OPENOCD, """
                echo "** Programming Started **"
                echo "Info : device id = 0x10016451"
                sleep 5
                """);
        WorkbenchException e = failure(FlashTool.OPENOCD);
        assertEquals("board.flash.chip", e.code());
        assertTrue(e.getMessage().contains("0x451") && e.getMessage().contains("0x449"), e.getMessage());
        install(
                FlashTool.ST_FLASH,
                "echo 'INFO common.c: H74x/H75x: 128 KiB SRAM, 2048 KiB flash in pages.'\nsleep 5\n");
        assertEquals("board.flash.chip", failure(FlashTool.ST_FLASH).code());
    }

    @Test
    void aToolThatEndsAtAnyLineIsNoSuccessBeforeItsLast() throws IOException {
        List<String> lines = OPENOCD_GOOD.lines().toList();
        List<String> stages = List.of("connect", "connect", "connect", "erase", "verify", "verify");
        for (int cut = 0; cut < stages.size(); cut++) {
            String start = String.join("\n", lines.subList(0, cut)) + "\n";
            for (String end : List.of("exit 1\n", "kill -9 $$\n")) {
                install(FlashTool.OPENOCD, start + end);
                assertEquals(
                        "board.flash." + stages.get(cut),
                        failure(FlashTool.OPENOCD).code(),
                        "after line " + cut);
            }
        }
    }

    @Test
    void withNoToolTheProbesDiskTakesTheImage() throws Exception {
        Path disk = Files.createDirectories(tools.resolve("media/DIS_F746NG"));
        Files.writeString(mounts(), "/dev/sdb " + disk + " vfat rw 0 0\n/dev/sda1 / ext4 rw 0 0\n");
        Files.createDirectories(tools.resolve("a b"));
        Files.write(tools.resolve("a b/fw.bin"), new byte[] {1, 2, 3});
        // The probe takes the image as soon as it is whole.
        Thread probe = whenCopied(disk, image -> image.toFile().delete());
        Flasher.Report report = flash(FlashTool.OPENOCD);
        probe.interrupt();
        assertEquals("mass storage", report.tool());
        assertEquals(
                List.of("connect done", "erase done", "write done", "verify not reported", "run not reported"),
                outcomes(report));
        // A probe that never takes it ends in its time; one that refuses says why.
        silence = Duration.ofMillis(300);
        assertTrue(failure(FlashTool.OPENOCD).getMessage().contains("did not take the image"));
        silence = Duration.ofSeconds(30);
        Files.delete(disk.resolve("firmware.bin"));
        probe = whenCopied(disk, image -> {
            try {
                Files.writeString(disk.resolve("new"), "The target is locked.");
            } catch (IOException e) {
                return false;
            }
            return disk.resolve("new")
                    .toFile()
                    .renameTo(disk.resolve("FAIL.TXT").toFile());
        });
        WorkbenchException e = failure(FlashTool.OPENOCD);
        probe.interrupt();
        assertEquals("board.flash.write", e.code());
        assertTrue(e.getMessage().contains("The target is locked."), e.getMessage());
    }

    @Test
    void aProbeThatTakesTheImageAtOnceIsNoFailure() throws Exception {
        Path disk = Files.createDirectories(tools.resolve("media/DIS_F746NG"));
        Files.writeString(mounts(), "/dev/sdb " + disk + " vfat rw 0 0\n");
        Files.createDirectories(tools.resolve("a b"));
        Files.write(tools.resolve("a b/fw.bin"), new byte[] {1, 2, 3});
        for (int trial = 0; trial < 40; trial++) {
            Thread probe = whenCopied(disk, image -> image.toFile().delete());
            assertEquals("mass storage", flash(FlashTool.OPENOCD).tool(), "trial " + trial);
            probe.join();
        }
    }

    private static Thread whenCopied(Path disk, Predicate<Path> work) {
        return Thread.ofPlatform().daemon().start(() -> {
            Path image = disk.resolve("firmware.bin");
            while (!Thread.interrupted()) {
                if (image.toFile().length() == 3 && work.test(image)) {
                    return;
                }
                Thread.onSpinWait();
            }
        });
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
    void aToolThatEndsWellWithoutHavingWrittenIsNoSuccess() throws IOException {
        for (FlashTool tool : FlashTool.values()) {
            install(tool, "exit 0\n");
            assertEquals("board.flash.connect", failure(tool).code(), tool.program());
        }
    }

    @Test
    void ofTwoDisksNoneIsWrittenTo() throws IOException {
        Path one = Files.createDirectories(tools.resolve("a/DIS_F746NG"));
        Path two = Files.createDirectories(tools.resolve("b/DIS_F746NG"));
        Files.writeString(mounts(), "/dev/sdb " + one + " vfat rw 0 0\n/dev/sdc " + two + " vfat rw 0 0\n");
        WorkbenchException e = failure(FlashTool.OPENOCD);
        assertEquals("board.flash.disks", e.code());
        assertTrue(e.getMessage().contains(one + ", " + two), e.getMessage());
        assertTrue(e.remedy().contains("Unplug the other"), e.remedy());
    }

    @Test
    void namesOfOtherDisksMayBeAnything() throws IOException {
        Files.writeString(mounts(), "/dev/sdc /media/x\0y vfat rw 0 0\n");
        assertEquals("board.flash.tool", failure(FlashTool.OPENOCD).code());
    }

    @Test
    void aToolThatHangsIsStoppedWithItsChildren() throws IOException {
        install(
                FlashTool.OPENOCD,
                "echo '** Programming Started **'\nsleep 600 &\necho $! > " + tools + "/pid\nwait\n");
        silence = Duration.ofSeconds(2);
        assertEquals("board.flash.hangs", failure(FlashTool.OPENOCD).code());
        long child = Long.parseLong(Files.readString(tools.resolve("pid")).strip());
        assertTrue(
                ProcessHandle.of(child)
                        .map(p -> p.onExit().orTimeout(1, TimeUnit.MINUTES).join() != null)
                        .orElse(true),
                "the child is still there");
    }

    @Test
    void cancellingStopsTheTool() throws IOException {
        install(FlashTool.OPENOCD, "echo '** Programming Started **'\nsleep 600\n");
        TaskContext cancelled = new QuietListener() {
            private boolean writing;

            @Override
            public void stage(String name) {
                writing |= name.endsWith("erase");
            }

            @Override
            public boolean cancelled() {
                return writing;
            }
        };
        assertThrows(CancelledException.class, () -> flash(cancelled, FlashTool.OPENOCD));
    }
}
