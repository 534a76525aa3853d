package org.espalier.board.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An STM32F746's registers, written by hand.
class RegistersTest {

    private static final int RCC = 0x23800;
    private static final int PORTS = 0x20000;
    private static final int SDRAM = 0x60000000;

    private final Machine machine = Machine.of(Boards.byId("stm32f746g-disco-sdram"));
    private final Board.External memory = machine.outsideRam().orElseThrow();
    private final Board.Sdram chip = Objects.requireNonNull(memory.sdram());
    private boolean shown;
    private final Registers registers =
            new Registers(machine, () -> new BlockProfile.Counts(0, 0), new Registers.Outside() {
                @Override
                public void showFlash(boolean shown) {}

                @Override
                public void showRam() {
                    shown = true;
                }
            });

    private void write(int offset, int value) {
        assertTrue(registers.writePeripheral(offset, value).isEmpty());
    }

    private void add(int offset, int bits) {
        write(offset, (int) registers.readPeripheral(offset) | bits);
    }

    private void pins() {
        write(RCC + 0x30, 0x7FF);
        for (String pin : memory.pins()) {
            int port = PORTS + 0x400 * (pin.charAt(1) - 'A');
            int number = Integer.parseInt(pin.substring(2, pin.indexOf('/')));
            int function = Integer.parseInt(pin.substring(pin.indexOf('/') + 1));
            add(port, 2 << (2 * number));
            add(port + 0x20 + 4 * (number / 8), function << (4 * (number % 8)));
        }
    }

    private void controller() {
        write(RCC + 0x38, 1);
        int bank = 4 * (chip.bank() - 1);
        int shape = (chip.columnBits() - 8)
                | ((chip.rowBits() - 11) << 2)
                | ((chip.dataBits() / 16) << 4)
                | ((chip.banks() / 4) << 6)
                | (chip.casLatency() << 7);
        write(SDRAM + 0x140 + bank, shape | (2 << 10));
        write(SDRAM + 0x148 + bank, 0x01010101);
        write(SDRAM + 0x154, 100 << 1);
        int mode = (chip.casLatency() << 4) | (1 << 9);
        for (int command : List.of(1, 2, 3 | (1 << 5), 4 | (mode << 9))) {
            write(SDRAM + 0x150, command | (1 << (5 - chip.bank())));
        }
    }

    private void protection() {
        int size = 63 - Long.numberOfLeadingZeros(memory.bytes());
        List<List<Integer>> writes = List.of(
                List.of(0xED98, 0),
                List.of(0xED9C, (int) memory.address()),
                List.of(0xEDA0, (3 << 24) | (1 << 17) | ((size - 1) << 1) | 1),
                List.of(0xED94, 1));
        writes.forEach(write -> assertTrue(registers.writeCore(write.get(0), write.get(1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pins controller protection", "protection pins controller", "controller protection pins"})
    void sdramIsThereOnceAllIsSetUpInWhateverOrder(String order) {
        int left = 3;
        for (String step : order.split(" ", -1)) {
            assertEquals(false, shown, left + " steps to go");
            switch (step) {
                case "pins" -> pins();
                case "controller" -> controller();
                default -> protection();
            }
            left--;
        }
        assertTrue(shown);
    }
}
