package org.espalier.board.sim;

import java.util.Optional;
import java.util.function.Supplier;
import org.espalier.plan.Board;

/// The memory-mapped registers of an STM32 that firmware without interrupts needs; any other one is a
/// fault.
final class Registers {

    /// A register access that silicon would not take.
    record Refusal(Fault.Kind kind, String detail) {}

    private static final Optional<Refusal> UNKNOWN = Optional.of(new Refusal(Fault.Kind.UNKNOWN_REGISTER, ""));

    /// What becomes of memories outside the chip.
    interface Outside {

        /// The flash is shown as memory, or no longer.
        void showFlash(boolean shown);

        /// The RAM is there.
        void showRam();
    }

    private static final int CONTROLLER_SIZE = 0x1000;
    private static final int PORT_SIZE = 0x400;
    private static final int PORT_COUNT = 11;

    private final Machine machine;
    private final Clocks clocks;
    private final SerialLine line;
    private final CoreRegisters core;
    private final Board.Serial serial;
    private final boolean old;
    private final Optional<QuadSpi> quadSpi;
    private final Optional<Sdram> sdram;
    private final Outside outside;
    private boolean flashShown;
    private boolean ramShown; // from then on there
    private final int[][] ports = new int[PORT_COUNT][10];

    Registers(Machine machine, Supplier<BlockProfile.Counts> counter, Outside outside) {
        this.machine = machine;
        Board board = machine.board();
        clocks = Clocks.of(board);
        serial = board.serial();
        old = board.mcu().startsWith("STM32F4");
        line = new SerialLine(machine.baud(), serial.port().startsWith("LP") ? 256 : 1);
        core = new CoreRegisters(counter);
        quadSpi = machine.outside().map(QuadSpi::new);
        sdram = machine.outsideRam().map(ram -> new Sdram(ram, board.mcu().startsWith("STM32H7")));
        this.outside = outside;
        ports[0][0] = 0xA8000000;
        ports[1][0] = 0x280;
    }

    SerialLine line() {
        return line;
    }

    CoreRegisters core() {
        return core;
    }

    Clocks clocks() {
        return clocks;
    }

    /// Reads a register of the peripherals' range; -1 if it is not modelled.
    long readPeripheral(long offset) {
        int at = (int) offset;
        if (isSerial(at)) {
            int register = at - clocks.serial();
            return line.read(old ? modern(register, 0x24) : register, clocks.serialHertz(), routed(serial.rx()));
        }
        if (isPort(at)) {
            int register = (at - clocks.ports()) % PORT_SIZE / 4;
            return register < 10 ? ports[(at - clocks.ports()) / PORT_SIZE][register] & 0xFFFFFFFFL : -1;
        }
        if (isController(clocks.quadSpi(), at)) {
            return quadSpi.map(q -> q.read(at - clocks.quadSpi())).orElse(-1L);
        }
        if (isController(clocks.memory(), at)) {
            return sdram.map(s -> s.read(at - clocks.memory())).orElse(-1L);
        }
        return clocks.read(at);
    }

    /// Writes a register of the peripherals' range; says what is wrong, if anything is.
    Optional<Refusal> writePeripheral(long offset, int value) {
        int at = (int) offset;
        if (isSerial(at)) {
            int register = at - clocks.serial();
            // The F4 has the port's switch elsewhere among the same bits.
            int bits = old && register == 0x0C ? (value & 0xC) | ((value >>> 13) & 1) : value;
            return line.write(old ? modern(register, 0x28) : register, bits, clocks.serialHertz(), routed(serial.tx()))
                    ? Optional.empty()
                    : UNKNOWN;
        }
        Optional<Refusal> refusal = writeSetting(at, value);
        lookOutside();
        return refusal;
    }

    private Optional<Refusal> writeSetting(int at, int value) {
        if (isPort(at)) {
            int port = (at - clocks.ports()) / PORT_SIZE;
            int register = (at - clocks.ports()) % PORT_SIZE / 4;
            if (register >= 10) {
                return UNKNOWN;
            }
            if (clocks.portClockOn(port)) {
                ports[port][register] = value;
            }
            return Optional.empty();
        }
        if (isController(clocks.quadSpi(), at)) {
            return quadSpi.isPresent() && quadSpi.get().write(at - clocks.quadSpi(), value)
                    ? Optional.empty()
                    : UNKNOWN;
        }
        if (isController(clocks.memory(), at)) {
            return sdram.isPresent() && sdram.get().write(at - clocks.memory(), value) ? Optional.empty() : UNKNOWN;
        }
        if (!clocks.write(at, value)) {
            return UNKNOWN;
        }
        String misuse = clocks.misuse();
        return misuse.isEmpty() ? Optional.empty() : Optional.of(new Refusal(Fault.Kind.HARDWARE_MISUSE, misuse));
    }

    /// Where later families have a register of the F4's serial port.
    ///
    /// @param data the one of the two data registers that is meant
    private static int modern(int register, int data) {
        return switch (register) {
            case 0x00 -> 0x1C;
            case 0x04 -> data;
            case 0x08 -> 0x0C;
            case 0x0C -> 0x00;
            case 0x10 -> 0x04;
            case 0x14 -> 0x08;
            default -> -1;
        };
    }

    private boolean isSerial(int at) {
        return at >= clocks.serial() && at < clocks.serial() + 0x400;
    }

    private boolean isPort(int at) {
        return at >= clocks.ports() && at < clocks.ports() + PORT_COUNT * PORT_SIZE;
    }

    private static boolean isController(int base, int at) {
        return at >= base && at < base + CONTROLLER_SIZE;
    }

    /// Writes one of the core's own registers; false if it is not modelled.
    boolean writeCore(int offset, int value) {
        if (!core.write(offset, value)) {
            return false;
        }
        lookOutside();
        return true;
    }

    /// Tells of memories outside the chip that the last setting has shown or hidden.
    private void lookOutside() {
        boolean flash = quadSpi.isPresent() && quadSpi.get().shows(clocks.quadSpiHertz(), this::routedPin);
        if (flash != flashShown) {
            flashShown = flash;
            outside.showFlash(flash);
        }
        machine.outsideRam().filter(_ -> !ramShown).ifPresent(ram -> {
            ramShown = core.protection().ordinary(ram.address(), ram.bytes())
                    && sdram.orElseThrow().ready(clocks.memoryHertz(), this::routedPin);
            if (ramShown) {
                outside.showRam();
            }
        });
    }

    /// Whether a pin ("PB2/9") has the alternate function after the stroke.
    private boolean routedPin(String pin) {
        int slash = pin.indexOf('/');
        return routed(pin.substring(0, slash), Integer.parseInt(pin.substring(slash + 1)));
    }

    /// Whether a pin ("PA9") has the serial port's alternate function.
    private boolean routed(String name) {
        return routed(name, serial.alternateFunction());
    }

    private boolean routed(String name, int wanted) {
        int[] port = ports[name.charAt(1) - 'A'];
        int pin = Integer.parseInt(name.substring(2));
        int mode = (port[0] >>> (2 * pin)) & 3;
        int function = (port[8 + pin / 8] >>> (4 * (pin % 8))) & 15;
        return mode == 2 && function == wanted;
    }
}
