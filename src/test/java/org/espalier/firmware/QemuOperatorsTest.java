package org.espalier.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.espalier.board.qemu.QemuLink;
import org.espalier.plan.Boards;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// The assembly form of the operators on QEMU's Cortex-M7, which checks alignment, the floating-point unit's enable
/// bits and the instruction set as silicon does: results must be those of the virtual board and the reference.
class QemuOperatorsTest extends OperatorsTest {

    private static final Path BOARD = Path.of("src/test/resources/org/espalier/board");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static QemuLink link;

    @BeforeAll
    static void start() throws IOException {
        QemuLink.assumeInstalled();
        List<String> command = new ArrayList<>(
                List.of("arm-none-eabi-gcc", "-mcpu=cortex-m7", "-mthumb", "-mfpu=fpv5-sp-d16", "-mfloat-abi=hard"));
        command.addAll(List.of("-std=c11", "-O2", "-ffreestanding", "-nostdlib", "-Isrc", "-Isrc/ops", "-Isrc/board"));
        command.addAll(List.of("-Wl,--defsym=board_stack_bytes=4096", "-Wl,--no-warn-rwx-segments"));
        command.addAll(List.of("-T", "src/board/mps2-an500.ld"));
        for (Map.Entry<String, byte[]> file : FirmwareGenerator.operatorProgram(Boards.byId("stm32f746g-disco"))
                .entrySet()) {
            if (!file.getKey().contains("stm32")) {
                write(file.getKey(), file.getValue(), command);
            }
        }
        for (String name : List.of("mps2-an500.c", "mps2-an500.ld")) {
            write("src/board/" + name, Files.readAllBytes(BOARD.resolve(name)), command);
        }
        write("src/platform.h", Files.readAllBytes(BOARD.resolve("semihosting/platform.h")), command);
        command.addAll(List.of("-lgcc", "-o", "qemu.elf"));
        Process gcc = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        assertEquals("", new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        link = QemuLink.semihosting(folder.resolve("qemu.elf"));
    }

    private static void write(String name, byte[] bytes, List<String> command) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        if (name.endsWith(".c") || name.endsWith(".S")) {
            command.add(name);
        }
    }

    @AfterAll
    static void stop() {
        if (link != null) {
            link.close();
        }
    }

    @Override
    KernelRunner program() {
        return new KernelRunner() {
            @Override
            public byte[] exchange(byte[] request) {
                link.write(request);
                ByteArrayOutputStream answer = new ByteArrayOutputStream();
                while (answer.size() < 4 || answer.size() < 4 + length(answer)) {
                    byte[] bytes = link.read(PATIENCE, TaskContext.NONE);
                    assertTrue(bytes.length > 0, "no answer after " + answer.size() + " bytes");
                    answer.writeBytes(bytes);
                }
                assertEquals(4 + length(answer), answer.size());
                return Arrays.copyOfRange(answer.toByteArray(), 4, answer.size());
            }

            @Override
            public void close() {
                link.close();
            }
        };
    }

    private static int length(ByteArrayOutputStream answer) {
        return ByteBuffer.wrap(answer.toByteArray())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
    }
}
