package org.espalier.board.qemu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.espalier.board.SmallNetwork;
import org.espalier.board.serial.BoardSession;
import org.espalier.board.serial.Patience;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.compress.quant.SmallForm;
import org.espalier.firmware.FirmwareGenerator;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The firmware's sources on QEMU's Cortex-M7 must do what they do on the virtual board.
class SecondOpinionTest {

    private static final Path RESOURCES = Path.of("src/test/resources/org/espalier/board");
    private static final Patience PATIENT = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(30), 4);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static Map<String, String> board() throws IOException {
        return Map.of(
                "mps2-an500.c", Files.readString(RESOURCES.resolve("mps2-an500.c")),
                "mps2-an500.ld", Files.readString(RESOURCES.resolve("mps2-an500.ld")));
    }

    @BeforeAll
    static void needsQemu() {
        QemuLink.assumeInstalled();
    }

    private static BoardSession open(Path elf) throws IOException {
        return BoardSession.open(QemuLink.serial(elf), 1, PATIENT, TaskContext.NONE);
    }

    @Test
    void aWholeNetworkGivesTheReferenceExecutorsLogits() throws IOException {
        givesTheReferenceExecutorsLogits(RandomNetworks.of(SmallForm.SMALL, 3));
    }

    @Test
    void aNetworkWithAStreamOf16BitsDoesSoToo() throws IOException {
        // 33 columns: rows stand at odd multiples of 2.
        givesTheReferenceExecutorsLogits(
                RandomNetworks.of(new RandomNetworks.Form(30, 10, 0, 33, 1, 3, 6, 70, 0, 3, false).wide(), 3));
    }

    @Test
    void aNetworkWithRelativePositionsDoesSoToo() throws IOException {
        givesTheReferenceExecutorsLogits(RandomNetworks.of(SmallForm.SMALL.relative(14), 3));
    }

    private void givesTheReferenceExecutorsLogits(QuantizedNetwork network) throws IOException {
        try (BoardSession session = open(build(network))) {
            assertEquals("mps2-an500", session.identity().board());
            for (int seed = 0; seed < 3; seed++) {
                byte[] picture = RandomNetworks.picture(network, seed);
                assertArrayEquals(
                        Int8Executor.run(network, picture).logits(),
                        session.infer(picture, (byte) 0xA5, TaskContext.NONE).logits(),
                        "picture " + seed);
            }
        }
    }

    @Test
    void anExceptionIsReportedOverTheSerialPort() throws IOException {
        try (BoardSession session = open(SmallNetwork.buildWithFault(folder, board()))) {
            byte[] picture = SmallNetwork.picture(1);
            picture[0] = 1;
            assertArrayEquals(
                    SmallNetwork.logits(picture),
                    session.infer(picture, (byte) 0xA5, TaskContext.NONE).logits());
            picture[0] = (byte) 0xEE;
            WorkbenchException e =
                    assertThrows(WorkbenchException.class, () -> session.infer(picture, (byte) 0xA5, TaskContext.NONE));
            assertEquals("board.fault", e.code());
            // Exception 6 is a usage fault, bit 24 of CFSR an unaligned access.
            assertTrue(e.getMessage().contains("exception 6 (CFSR 0x01000000"), e.getMessage());
        }
    }

    /// The generated project, with QEMU's board in place of the STM32's.
    private Path build(QuantizedNetwork network) throws IOException {
        Board stm32 = Boards.byId("stm32f746g-disco");
        List<String> sources = new ArrayList<>();
        for (var file : FirmwareGenerator.project(
                        network, Planner.plan(network, stm32, Techniques.ALL), stm32, Planner.STACK_BYTES)
                .entrySet()) {
            if (!file.getKey().contains(stm32.id())) {
                write(file.getKey(), file.getValue(), sources);
            }
        }
        for (var file : board().entrySet()) {
            write("src/board/" + file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8), sources);
        }
        List<String> command = new ArrayList<>(List.of(
                "arm-none-eabi-gcc",
                "-mcpu=cortex-m7",
                "-mthumb",
                "-mfpu=fpv5-sp-d16",
                "-mfloat-abi=hard",
                "-std=c11",
                "-O2",
                "-ffreestanding",
                "-nostdlib",
                "-Isrc",
                "-Isrc/ops",
                "-Isrc/board",
                "-Wa,-Isrc",
                "-Wl,--defsym=board_stack_bytes=4096",
                "-Wl,--no-warn-rwx-segments",
                "-T",
                "src/board/mps2-an500.ld"));
        command.addAll(sources);
        command.addAll(List.of("-lgcc", "-o", "qemu.elf"));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        assertEquals("", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return folder.resolve("qemu.elf");
    }

    private void write(String name, byte[] bytes, List<String> sources) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        if (name.endsWith(".c") || name.endsWith(".S")) {
            sources.add(name);
        }
    }
}
