package org.espalier.board.sim;

import java.util.Optional;
import java.util.function.Supplier;

/// The memory-mapped registers of an STM32F7 that firmware without interrupts needs; any other one is a fault.
final class Registers {

    /// A register access that silicon would not take.
    record Refusal(Fault.Kind kind, String detail) {}

    private static final Optional<Refusal> UNKNOWN = Optional.of(new Refusal(Fault.Kind.UNKNOWN_REGISTER, ""));

    private static final int USART1 = 0x11000;
    private static final int PORTS = 0x20000;
    private static final int PORT_SIZE = 0x400;
    private static final int PORT_COUNT = 11;
    private static final int RCC = 0x23800;
    private static final int FLASH = 0x23C00;
    private static final int POWER = 0x7000;

    private final ClockTree clocks;
    private final SerialLine line;
    private final CoreRegisters core;
    private final int[][] ports = new int[PORT_COUNT][10];

    Registers(Machine machine, Supplier<BlockProfile.Counts> counter) {
        clocks = new ClockTree(machine.hseHertz());
        line = new SerialLine(machine.baud());
        core = new CoreRegisters(counter);
        ports[0][0] = 0xA8000000;
        ports[1][0] = 0x280;
    }

    SerialLine line() {
        return line;
    }

    CoreRegisters core() {
        return core;
    }

    ClockTree clocks() {
        return clocks;
    }

    /// Reads a register of the 0x40000000 range; -1 if it is not modelled.
    long readPeripheral(long offset) {
        int at = (int) offset;
        if (at >= RCC && at < RCC + 0x400) {
            return clocks.readRcc(at - RCC);
        }
        if (at >= FLASH && at < FLASH + 0x400) {
            return clocks.readFlash(at - FLASH);
        }
        if (at >= POWER && at < POWER + 0x400) {
            return clocks.readPower(at - POWER);
        }
        if (at >= USART1 && at < USART1 + 0x400) {
            return line.read(at - USART1, usartClock(), routed(1, 7));
        }
        if (isPort(at)) {
            int register = (at - PORTS) % PORT_SIZE / 4;
            return register < 10 ? ports[(at - PORTS) / PORT_SIZE][register] & 0xFFFFFFFFL : -1;
        }
        return -1;
    }

    /// Writes a register of the 0x40000000 range; says what is wrong, if anything is.
    Optional<Refusal> writePeripheral(long offset, int value) {
        int at = (int) offset;
        if (at >= RCC && at < RCC + 0x400) {
            return clocks.writeRcc(at - RCC, value) ? checkedClock() : UNKNOWN;
        }
        if (at >= FLASH && at < FLASH + 0x400) {
            return clocks.writeFlash(at - FLASH, value) ? checkedClock() : UNKNOWN;
        }
        if (at >= POWER && at < POWER + 0x400) {
            return clocks.writePower(at - POWER, value) ? checkedClock() : UNKNOWN;
        }
        if (at >= USART1 && at < USART1 + 0x400) {
            return line.write(at - USART1, value, usartClock(), routed(0, 9)) ? Optional.empty() : UNKNOWN;
        }
        if (isPort(at)) {
            int port = (at - PORTS) / PORT_SIZE;
            int register = (at - PORTS) % PORT_SIZE / 4;
            if (register >= 10) {
                return UNKNOWN;
            }
            if (clocks.portClockOn(port)) {
                ports[port][register] = value;
            }
            return Optional.empty();
        }
        return UNKNOWN;
    }

    private Optional<Refusal> checkedClock() {
        String misuse = clocks.misuse();
        return misuse.isEmpty() ? Optional.empty() : Optional.of(new Refusal(Fault.Kind.HARDWARE_MISUSE, misuse));
    }

    private long usartClock() {
        return clocks.usart1ClockOn() ? clocks.apb2Hertz() : 0;
    }

    private static boolean isPort(int at) {
        return at >= PORTS && at < PORTS + PORT_COUNT * PORT_SIZE;
    }

    /// Whether a pin is in alternate function 7, the serial port's.
    private boolean routed(int port, int pin) {
        int mode = (ports[port][0] >>> (2 * pin)) & 3;
        int function = (ports[port][8 + pin / 8] >>> (4 * (pin % 8))) & 15;
        return mode == 2 && function == 7;
    }
}
