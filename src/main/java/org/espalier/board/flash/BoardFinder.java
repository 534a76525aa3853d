package org.espalier.board.flash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.espalier.board.serial.SerialPorts;
import org.espalier.plan.Boards;

/// Looks for boards: virtual ones, serial ports, probes and boot loaders.
public final class BoardFinder {

    private final Path usb;
    private final Supplier<List<SerialPorts.Port>> ports;

    /// Looks at this machine.
    public BoardFinder() {
        this(UsbDevices.SYSFS, SerialPorts::list);
    }

    BoardFinder(Path usb, Supplier<List<SerialPorts.Port>> ports) {
        this.usb = usb;
        this.ports = ports;
    }

    /// Everything found: virtual boards, then ports, then probes.
    public List<FoundBoard> find() {
        List<FoundBoard> found = new ArrayList<>();
        for (String id : Boards.ids()) {
            found.add(new FoundBoard(
                    "virtual:" + id, Boards.byId(id).name() + " in software", FoundBoard.VIRTUAL, "", ""));
        }
        for (SerialPorts.Port port : ports.get()) {
            found.add(new FoundBoard(
                    "serial:" + port.path(),
                    UsbNames.port(port.vendor(), port.product(), port.description()),
                    FoundBoard.SERIAL,
                    port.path(),
                    port.usbSerial()));
        }
        for (UsbDevices.Device device : UsbDevices.below(usb)) {
            UsbNames.probe(device.vendor(), device.product()).ifPresent(name -> {
                String prefix = UsbNames.isBootLoader(device.vendor(), device.product()) ? "dfu:" : "probe:";
                found.add(new FoundBoard(
                        prefix + device.serial(), name, FoundBoard.PROBE, device.serial(), device.serial()));
            });
        }
        return found;
    }
}
