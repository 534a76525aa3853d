package org.espalier.board.flash;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.task.WorkbenchException;

/// A program that writes an image to a board: how it is called, and what its lines mean.
public enum FlashTool {
    /// OpenOCD through an ST-LINK.
    OPENOCD("openocd", "openocd") {
        @Override
        List<String> arguments(FlashJob job) {
            List<String> arguments = new ArrayList<>();
            for (String file : job.board().flashing().openOcd().split(" ", -1)) {
                arguments.addAll(List.of("-f", file));
            }
            if (!job.serial().isEmpty()) {
                arguments.addAll(List.of("-c", "adapter serial " + job.serial()));
            }
            if (job.underReset()) {
                arguments.addAll(List.of("-c", "reset_config srst_only srst_nogate connect_assert_srst"));
            }
            arguments.addAll(List.of("-c", "program {" + job.elf().toAbsolutePath() + "} verify reset exit"));
            return arguments;
        }

        @Override
        void line(String line, StageLog log) {
            if (line.contains("** Programming Started **")) {
                log.done(Stage.CONNECT, "");
            } else if (line.contains("** Programming Finished **")) {
                log.done(Stage.ERASE, "with the writing");
                log.done(Stage.WRITE, "");
            } else if (line.contains("** Verified OK **")) {
                log.done(Stage.VERIFY, "");
            } else if (line.contains("** Resetting Target **")) {
                log.done(Stage.RUN, "reset");
            }
        }

        @Override
        boolean isComplaint(String line) {
            return line.contains("Error: ") || line.contains("Failed **") || line.contains("** Unable");
        }
    },

    /// st-flash of the stlink tools.
    ST_FLASH("st-flash", "stlink-tools") {
        @Override
        List<String> arguments(FlashJob job) {
            String address = String.format("0x%08x", job.board().flash().address());
            String bin = job.bin().toAbsolutePath().toString();
            List<String> arguments = new ArrayList<>();
            if (!job.serial().isEmpty()) {
                arguments.addAll(List.of("--serial", job.serial()));
            }
            if (job.underReset()) {
                arguments.add("--connect-under-reset");
            }
            arguments.addAll(List.of("--reset", "write", bin, address));
            return arguments;
        }

        @Override
        void line(String line, StageLog log) {
            if (line.contains("KiB flash")) {
                log.done(
                        Stage.CONNECT,
                        line.substring(line.indexOf(':', line.indexOf(".c:")) + 1)
                                .strip());
            } else if (line.contains("Finished erasing")) {
                log.done(Stage.ERASE, "");
            } else if (line.contains("jolly good")) {
                log.done(Stage.WRITE, "");
                log.done(Stage.VERIFY, "");
            } else {
                Matcher pages = PAGES.matcher(line);
                if (pages.find()) {
                    log.done(Stage.ERASE, "");
                    log.progress(Long.parseLong(pages.group(1)), Long.parseLong(pages.group(2)));
                }
            }
        }

        @Override
        void ended(StageLog log) {
            log.done(Stage.RUN, "reset");
        }

        @Override
        boolean isComplaint(String line) {
            return line.contains("ERROR")
                    || line.contains("Couldn't")
                    || line.contains("access error")
                    || line.contains("Can not connect")
                    || line.contains("Failed to");
        }
    },

    /// dfu-util with the chip's own boot loader.
    DFU_UTIL("dfu-util", "dfu-util") {
        @Override
        List<String> arguments(FlashJob job) {
            String address = String.format("0x%08x:leave", job.board().flash().address());
            String bin = job.bin().toAbsolutePath().toString();
            return job.serial().isEmpty()
                    ? List.of("-a", "0", "-d", "0483:df11", "-s", address, "-D", bin)
                    : List.of("-a", "0", "-d", "0483:df11", "-S", job.serial(), "-s", address, "-D", bin);
        }

        @Override
        void line(String line, StageLog log) {
            if (line.startsWith("DFU mode device") || line.startsWith("Device ID")) {
                log.done(Stage.CONNECT, line);
            } else if (line.startsWith("Erase") && line.contains("done")) {
                log.done(Stage.ERASE, "");
            } else if (line.contains("File downloaded successfully")) {
                log.done(Stage.WRITE, "");
            } else if (line.contains("Transitioning to dfuMANIFEST") || line.contains("Submitting leave request")) {
                log.done(Stage.RUN, "left the boot loader");
            } else {
                Matcher percent = PERCENT.matcher(line);
                if (percent.find()) {
                    log.progress(Long.parseLong(percent.group(1)), 100);
                }
            }
        }

        @Override
        boolean isComplaint(String line) {
            boolean warning = line.contains("Warning:") || line.contains("A valid DFU suffix");
            return (line.startsWith("dfu-util: ") && !warning)
                    || line.startsWith("No DFU")
                    || line.startsWith("Cannot open");
        }
    };

    private static final String UDEV_RULE =
            "SUBSYSTEM==\"usb\", ATTRS{idVendor}==\"0483\", MODE=\"0660\", GROUP=\"plugdev\", TAG+=\"uaccess\"";

    /// What tools say when the probe answers and the chip does not.
    private static final List<String> MUTE_CHIP = List.of(
            "unable to connect to the target",
            "error connecting dp",
            "connect under reset",
            "failed to connect to target",
            "failed to halt",
            "target not halted",
            "timed out while waiting for target halted",
            "cannot read idr");

    private static final Pattern PAGES = Pattern.compile("(\\d{1,9})/\\s*(\\d{1,9}) (?:pages|halfpages) written");
    private static final Pattern PERCENT = Pattern.compile("\\s(\\d{1,3})%");

    private final String program;
    private final String debianPackage;

    FlashTool(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    /// The program's name.
    String program() {
        return program;
    }

    /// The Debian package that brings it.
    String debianPackage() {
        return debianPackage;
    }

    /// The arguments for a job, without the program.
    abstract List<String> arguments(FlashJob job);

    /// Takes one line of output in.
    abstract void line(String line, StageLog log);

    /// The program has ended with exit code 0.
    void ended(StageLog log) {}

    /// Whether a line says what went wrong.
    abstract boolean isComplaint(String line);

    /// Whether holding the chip in reset may help against a failure.
    boolean mayNeedReset(WorkbenchException failure) {
        String lower = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return this != DFU_UTIL
                && failure.code().equals("board.flash.connect")
                && MUTE_CHIP.stream().anyMatch(lower::contains);
    }

    /// The error for a run that failed at `stage` after saying `complaint`.
    WorkbenchException failure(Stage stage, String complaint, int exit) {
        String lower = complaint.toLowerCase(Locale.ROOT);
        String what = program + " failed at '" + stage.word() + "': "
                + (complaint.isEmpty() ? "it ended with code " + exit + " and no reason" : complaint);
        if (lower.contains("libusb_error_access")
                || lower.contains("access error")
                || lower.contains("cannot open dfu")) {
            return WorkbenchException.tool(
                    "board.flash.permission",
                    what,
                    "You may not use the USB device: unplug and re-plug the board, since the package " + debianPackage
                            + " brings the udev rule; if that does not help, join the group plugdev and log in again,"
                            + " or write the rule yourself: echo '" + UDEV_RULE
                            + "' | sudo tee /etc/udev/rules.d/70-espalier.rules && sudo udevadm control --reload");
        }
        if (stage == Stage.CONNECT) {
            return WorkbenchException.tool(
                    "board.flash.connect",
                    what,
                    this == DFU_UTIL
                            ? "Set BOOT0 high, reset the board, and connect its USB port; espalier board list shows it."
                            : "Connect the board's ST-LINK USB port; espalier board list shows it.");
        }
        return WorkbenchException.tool(
                "board.flash." + stage.word(),
                what,
                "The board holds no complete image now: flash it again. If it fails again, check cable and power.");
    }
}
