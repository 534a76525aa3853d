package org.espalier.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.espalier.board.flash.BoardFinder;
import org.espalier.board.flash.Flasher;
import org.espalier.board.flash.FolderLinux;
import org.espalier.board.flash.FoundBoard;
import org.espalier.board.flash.ToolPath;
import org.espalier.board.serial.ServedBoard;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.compress.quant.SmallForm;
import org.espalier.firmware.FirmwareBuilder;
import org.espalier.format.OutputFolder;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Boards behind serial ports that get other names when they are plugged in again, on a Linux whose
/// description of its devices is a folder tree of the test's, and whose ports are pseudo-terminals.
class ReplugTest {

    private static final Board BOARD = Boards.byId("stm32f746g-disco");
    private static final QuantizedNetwork NETWORK = RandomNetworks.of(SmallForm.SMALL, 3);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Path system;
    private Path devices;

    @BeforeEach
    void boot() throws IOException {
        system = Files.createDirectories(folder.resolve("sys"));
        devices = Files.createDirectories(folder.resolve("dev"));
        Files.createDirectories(system.resolve("class/tty"));
        Files.createDirectories(system.resolve("bus/usb/devices"));
        // A terminal that is no device's, as every Linux has.
        Files.createDirectories(system.resolve("class/tty/tty0"));
    }

    /// What Linux writes when an ST-LINK is plugged in: the device, its serial interface, the port.
    private void plug(String socket, String serial, String name, String terminal) throws IOException {
        plug(socket, "0483", "374b", serial, name, terminal);
    }

    private void plug(String socket, String vendor, String product, String serial, String name, String terminal)
            throws IOException {
        Path device = Files.createDirectories(system.resolve("devices/pci0000:00/usb1/" + socket));
        Files.writeString(device.resolve("idVendor"), vendor + "\n");
        Files.writeString(device.resolve("idProduct"), product + "\n");
        Files.writeString(device.resolve("serial"), serial + "\n");
        Files.writeString(device.resolve("product"), "STM32 STLink\n");
        Path port = Files.createDirectories(device.resolve(socket + ":1.2/tty/" + name));
        Files.createSymbolicLink(port.resolve("device"), Path.of("../.."));
        Files.createSymbolicLink(system.resolve("class/tty/" + name), port);
        Files.createSymbolicLink(system.resolve("bus/usb/devices/" + socket), device);
        Files.createSymbolicLink(devices.resolve(name), Path.of(terminal));
    }

    private void unplug(String socket, String name) throws IOException {
        Files.delete(devices.resolve(name));
        Files.delete(system.resolve("class/tty/" + name));
        Files.delete(system.resolve("bus/usb/devices/" + socket));
        OutputFolder.delete(system.resolve("devices/pci0000:00/usb1/" + socket));
    }

    private BoardFinder finder() {
        return FolderLinux.finder(system, devices);
    }

    private static ServedBoard served(FirmwareFolder firmware) {
        return new ServedBoard(BoardConnection.powerUp(BOARD, firmware));
    }

    private FirmwareFolder firmware(QuantizedNetwork network, String name) {
        Path project = folder.resolve(name);
        FirmwareBuilder.build(
                network, Planner.plan(network, BOARD, Techniques.ALL), BOARD, project, false, TaskContext.NONE);
        return FirmwareFolder.open(project);
    }

    @Test
    void aPortHasTheSerialNumberOfItsDeviceHoweverDeepItLies() throws IOException {
        plug("1-3", "066DFF", "ttyACM0", "/dev/null");
        // A USB adapter's port has a folder of its own between interface and name.
        Path device = Files.createDirectories(system.resolve("devices/usb2/2-1"));
        Files.writeString(device.resolve("idVendor"), "0403\n");
        Files.writeString(device.resolve("idProduct"), "6001\n");
        Path port = Files.createDirectories(device.resolve("2-1:1.0/ttyUSB0/tty/ttyUSB0"));
        Files.createSymbolicLink(port.resolve("device"), Path.of("../../../ttyUSB0"));
        Files.createSymbolicLink(system.resolve("class/tty/ttyUSB0"), port);
        List<FoundBoard> ports = finder().find().stream()
                .filter(b -> b.kind().equals(FoundBoard.SERIAL))
                .toList();
        assertEquals(
                List.of("serial:" + devices.resolve("ttyACM0"), "serial:" + devices.resolve("ttyUSB0")),
                ports.stream().map(FoundBoard::id).toList());
        assertEquals(
                List.of("066DFF", ""), ports.stream().map(FoundBoard::usbSerial).toList());
        assertEquals("USB serial adapter (FTDI)", ports.get(1).name());
        unplug("1-3", "ttyACM0");
        assertEquals(
                1,
                finder().find().stream()
                        .filter(b -> b.kind().equals(FoundBoard.SERIAL))
                        .count());
    }

    /// Another board takes the port's name meanwhile: its network is another one.
    @ParameterizedTest
    @ValueSource(strings = {"usb:066DFF", "serial:ttyACM0"})
    void aBoardThatComesBackUnderAnotherNameIsGoneOnWith(String named) throws IOException {
        FirmwareFolder firmware = firmware(NETWORK, "project");
        FirmwareFolder other = firmware(RandomNetworks.of(SmallForm.SMALL, 4), "other");
        String id = named.replace("serial:", "serial:" + devices + "/");
        ServedBoard first = served(firmware);
        plug("1-3", "066DFF", "ttyACM0", first.path());
        try (ServedBoard again = served(firmware);
                ServedBoard stranger = served(other);
                BoardConnection connection = BoardConnection.open(id, firmware, finder(), TaskContext.NONE)) {
            BoardBenchmark.Samples samples = new BoardBenchmark.Samples() {
                private boolean replugged;

                @Override
                public int count() {
                    return 3;
                }

                @Override
                public BoardBenchmark.Sample get(int index) {
                    if (index == 1 && !replugged) {
                        replugged = true;
                        first.close();
                        replug(again, stranger);
                    }
                    return new BoardBenchmark.Sample("picture " + index, RandomNetworks.picture(NETWORK, index), 0);
                }
            };
            Benchmark benchmark = BoardBenchmark.run(connection, NETWORK, samples, TaskContext.NONE);
            assertEquals(3, benchmark.agreeing());
        }
    }

    private void replug(ServedBoard again, ServedBoard stranger) {
        try {
            unplug("1-3", "ttyACM0");
            plug("1-4", "0AAAAA", "ttyACM0", stranger.path());
            plug("1-3", "066DFF", "ttyACM1", again.path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aDeviceThatIsNotPluggedInIsNamed() {
        var e = assertThrows(
                WorkbenchException.class, () -> BoardAddress.port(new BoardAddress.Usb("066DFF"), finder()));
        assertEquals("board.port.none", e.code());
        assertTrue(e.getMessage().contains("066DFF"), e.getMessage());
    }

    /// Cheap adapters have no serial numbers of their own: all of a kind have the same one.
    @Test
    void ofTwoAdaptersOfOneSerialNumberTheNamedOneIsUsed() throws IOException {
        FirmwareFolder firmware = firmware(NETWORK, "project");
        FirmwareFolder other = firmware(RandomNetworks.of(SmallForm.SMALL, 4), "other");
        try (ServedBoard stranger = served(other);
                ServedBoard board = served(firmware)) {
            plug("1-1", "10c4", "ea60", "0001", "ttyUSB0", stranger.path());
            plug("1-2", "10c4", "ea60", "0001", "ttyUSB1", board.path());
            String id = "serial:" + devices.resolve("ttyUSB1");
            try (BoardConnection connection = BoardConnection.open(id, firmware, finder(), TaskContext.NONE)) {
                connection.checkImage(firmware, TaskContext.NONE);
            }
        }
    }

    @Test
    void theSerialNumberOfAnAdapterIsNoProbes() throws IOException {
        Path arguments = folder.resolve("arguments");
        Path tool = folder.resolve("openocd");
        Files.writeString(tool, """
                #!/bin/sh
                echo "$@" >> %s
                echo "** Programming Finished **"
                """.formatted(arguments));
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        FirmwareFolder firmware = firmware(NETWORK, "project");
        try (ServedBoard board = served(firmware);
                ServedBoard probed = served(firmware)) {
            plug("1-1", "10c4", "ea60", "0001", "ttyUSB0", board.path());
            plug("1-3", "066DFF", "ttyACM0", probed.path());
            BoardFlasher flasher = new BoardFlasher(finder(), new Flasher(new ToolPath(List.of(folder))));
            for (String id : List.of("serial:" + devices + "/ttyUSB0", "usb:0001", "serial:" + devices + "/ttyACM0")) {
                flasher.flash(id, firmware, TaskContext.NONE);
            }
        }
        List<String> runs = Files.readAllLines(arguments);
        assertEquals(
                List.of(false, false, true),
                runs.stream().map(run -> run.contains("adapter serial")).toList());
        assertTrue(runs.getLast().contains("adapter serial 066DFF"), runs.getLast());
    }

    @Test
    void aProbeWithoutSerialNumberHasNoPortOfAnotherDevice() throws IOException {
        BoardAddress probe = BoardAddress.parse("probe:");
        plug("1-1", "10c4", "ea60", "", "ttyUSB0", "/dev/null");
        var e = assertThrows(WorkbenchException.class, () -> BoardAddress.port(probe, finder()));
        assertEquals("board.port.none", e.code());
        plug("1-3", "", "ttyACM0", "/dev/null");
        assertEquals(devices.resolve("ttyACM0").toString(), BoardAddress.port(probe, finder()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"serial:", "usb:", "virtual:", ""})
    void anIdThatNamesNothingIsRefused(String id) {
        var e = assertThrows(WorkbenchException.class, () -> BoardAddress.parse(id));
        assertEquals(WorkbenchException.Fault.INPUT, e.fault());
    }
}
