package org.espalier.board.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.espalier.board.SmallNetwork;
import org.espalier.board.sim.FirmwareImage;
import org.espalier.board.sim.Machine;
import org.espalier.board.sim.VirtualBoard;
import org.espalier.board.sim.VirtualLink;
import org.espalier.plan.Boards;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// jSerialComm talks to the virtual board through a pseudo-terminal, exactly as it would to silicon.
class SerialPortLinkTest {

    @TempDir
    static Path folder;

    private static FirmwareImage image;

    @BeforeAll
    static void build() {
        image = FirmwareImage.elf(SmallNetwork.build(folder));
    }

    private static ServedBoard terminal() throws IOException {
        return new ServedBoard(new VirtualLink(VirtualBoard.powerUp(
                Machine.of(Boards.byId("stm32f746g-disco")), image, VirtualBoard.Counting.FASTEST, (byte) 0x3C)));
    }

    @Test
    void aWholeInferenceCrossesTheSerialPort() throws IOException {
        try (ServedBoard terminal = terminal();
                BoardSession session = BoardSession.open(
                        SerialPortLink.open(terminal.path(), 115200), 7, Patience.SERIAL, TaskContext.NONE)) {
            assertEquals("stm32f746g-disco", session.identity().board());
            assertEquals(921_600, session.raiseSpeed(115_200, TaskContext.NONE));
            byte[] picture = SmallNetwork.picture(3);
            assertArrayEquals(
                    SmallNetwork.logits(picture),
                    session.infer(picture, (byte) 0xA5, TaskContext.NONE).logits());
        }
    }

    @Test
    void aPulledPlugIsToldAsSuch() throws IOException {
        ServedBoard terminal = terminal();
        try (SerialPortLink link = SerialPortLink.open(terminal.path(), 115200)) {
            terminal.close();
            WorkbenchException e = assertThrows(WorkbenchException.class, () -> {
                for (int i = 0; i < 100; i++) {
                    link.write(new byte[64]);
                    link.read(Duration.ofMillis(50), TaskContext.NONE);
                }
            });
            assertEquals("board.port.gone", e.code());
        }
    }

    @Test
    void aPortThatIsNotThereIsNamed() {
        WorkbenchException e =
                assertThrows(WorkbenchException.class, () -> SerialPortLink.open("/dev/ttyESPALIER9", 115200));
        assertEquals("board.port.missing", e.code());
        assertEquals(WorkbenchException.Fault.TOOL, e.fault());
        assertTrue(e.getMessage().contains("/dev/ttyESPALIER9"), e.getMessage());
    }

    /// Opens the port it is given, says so, and keeps it until its input ends.
    public static final class Holder {
        public static void main(String[] arguments) throws IOException {
            try (SerialPortLink link = SerialPortLink.open(arguments[0], 115200)) {
                System.out.println("holds " + link.name());
                while (System.in.read() >= 0) {}
            }
        }
    }

    @Test
    void aPortThatAnotherProgramHoldsIsRefusedWithThatProgramsName() throws Exception {
        try (ServedBoard terminal = terminal()) {
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Holder.class.getName(),
                            terminal.path())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                assertEquals("holds " + terminal.path(), other.inputReader().readLine());
                WorkbenchException e =
                        assertThrows(WorkbenchException.class, () -> SerialPortLink.open(terminal.path(), 115200));
                assertEquals("board.port.busy", e.code());
                assertEquals(WorkbenchException.Fault.TOOL, e.fault());
                assertTrue(e.getMessage().contains("held by java (process " + other.pid() + ")"), e.getMessage());
                // By a link's name as well, as boards are found below /dev/serial/by-id.
                Path link = Files.createSymbolicLink(folder.resolve("by-id"), Path.of(terminal.path()));
                WorkbenchException named =
                        assertThrows(WorkbenchException.class, () -> SerialPortLink.open(link.toString(), 115200));
                assertTrue(named.getMessage().contains("process " + other.pid()), named.getMessage());
                ByteArrayOutputStream errors = new ByteArrayOutputStream();
                assertEquals(5, monitor(terminal.path(), errors), errors::toString);
                assertTrue(
                        errors.toString(StandardCharsets.UTF_8).contains("held by java (process " + other.pid() + ")"),
                        errors::toString);
            } finally {
                other.outputWriter().close();
                other.waitFor();
            }
            SerialPortLink.open(terminal.path(), 115200).close();
        }
    }

    /// The command line in a process of its own, and its exit code.
    private static int monitor(String port, ByteArrayOutputStream errors) throws Exception {
        Process command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.espalier.cli.Main",
                        "board",
                        "monitor",
                        "--board",
                        "serial:" + port)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        command.outputWriter().close();
        command.getErrorStream().transferTo(errors);
        return command.waitFor();
    }
}
