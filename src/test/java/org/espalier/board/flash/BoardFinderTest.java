package org.espalier.board.flash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.board.serial.SerialPorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardFinderTest {

    @TempDir
    Path usb;

    private void device(String name, String vendor, String product, String serial) throws IOException {
        Path folder = Files.createDirectories(usb.resolve(name));
        Files.writeString(folder.resolve("idVendor"), vendor + "\n");
        Files.writeString(folder.resolve("idProduct"), product + "\n");
        Files.writeString(folder.resolve("serial"), serial + "\n");
    }

    private List<FoundBoard> find(Path folder, SerialPorts.Port... ports) {
        return new BoardFinder(folder, () -> List.of(ports)).find();
    }

    @Test
    void aMachineWithoutBoardsStillHasVirtualOnes() {
        List<FoundBoard> found = find(usb.resolve("absent"));
        assertEquals("virtual:stm32f746g-disco", found.getFirst().id());
        assertEquals("virtual", found.getFirst().kind());
        assertTrue(found.stream().allMatch(b -> b.kind().equals("virtual")));
    }

    @Test
    void probesAndBootLoadersAreToldByTheirUsbIds() throws IOException {
        device("1-1", "0483", "374b", "066DFF1234");
        device("1-2", "0483", "df11", "STM32FxSTM32");
        device("1-3", "0483", "374e", "0030");
        device("1-4", "046d", "c52b", "");
        Files.createDirectories(usb.resolve("1-0:1.0"));
        List<FoundBoard> probes =
                find(usb).stream().filter(b -> b.kind().equals("probe")).toList();
        assertEquals(
                List.of("probe:066DFF1234", "dfu:STM32FxSTM32", "probe:0030"),
                probes.stream().map(FoundBoard::id).toList());
        assertTrue(probes.get(0).name().contains("Discovery"), probes.get(0).name());
        assertTrue(probes.get(1).name().contains("DFU"), probes.get(1).name());
        assertTrue(probes.get(2).name().contains("ST-LINK/V3"), probes.get(2).name());
    }

    @Test
    void portsSayWhatTheyProbablyAre() {
        List<FoundBoard> ports = find(
                        usb,
                        new SerialPorts.Port("/dev/ttyACM0", "STM32 STLink", 0x0483, 0x374B, "066DFF1234"),
                        new SerialPorts.Port("/dev/ttyUSB0", "", 0x0403, 0x6001, ""),
                        new SerialPorts.Port("/dev/ttyS0", "", -1, -1, ""))
                .stream()
                .filter(b -> b.kind().equals("serial"))
                .toList();
        assertEquals(
                List.of("ST-LINK/V2-1: a Nucleo or Discovery board", "USB serial adapter (FTDI)", "serial port"),
                ports.stream().map(FoundBoard::name).toList());
        assertEquals("serial:/dev/ttyACM0", ports.getFirst().id());
        assertEquals("066DFF1234", ports.getFirst().usbSerial());
    }
}
