package org.espalier.board.sim;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.plan.Board;
import org.espalier.task.WorkbenchException;

/// A microcontroller and its board as the virtual board plays them.
///
/// @param id the board's id without `virtual:`
/// @param name the board's name for people
/// @param cpuModel Unicorn's number of the processor core
/// @param flashBase address of the first byte of flash
/// @param flashBytes size of flash
/// @param ram memories by rising address
/// @param hseHertz the board's crystal
/// @param baud the speed the other end of the serial line listens at
/// @param board whose pins and clocks these are
public record Machine(
        String id,
        String name,
        int cpuModel,
        long flashBase,
        int flashBytes,
        List<Ram> ram,
        int hseHertz,
        int baud,
        Board board) {

    private static final Map<String, Integer> CPU_MODELS = Map.of("cortex-m4", 9, "cortex-m7", 10, "cortex-m33", 11);

    /// One on-chip memory.
    public record Ram(String name, long base, int bytes) {}

    /// The machine of a board.
    ///
    /// The instruction-side views of flash and RAM at low addresses are left out on purpose: a null
    /// pointer faults.
    ///
    /// @throws WorkbenchException if its core or peripherals are not modelled
    public static Machine of(Board board) {
        Integer model = CPU_MODELS.get(board.core());
        if (model == null) {
            throw WorkbenchException.input(
                    "board.virtual.unknown",
                    "There is no virtual " + board.name() + ": its core " + board.core() + " is not modelled.",
                    "Use virtual:stm32f746g-disco.");
        }
        return new Machine(
                board.id(),
                board.name(),
                model,
                board.flash().address(),
                Math.toIntExact(board.flash().bytes()),
                board.ram().stream()
                        .map(r -> new Ram(r.name(), r.address(), Math.toIntExact(r.bytes())))
                        .toList(),
                Math.toIntExact(board.crystalHertz()),
                board.serial().baud(),
                board);
    }

    /// The flash outside the chip that its start-up code shows as memory.
    Optional<Board.External> outside() {
        return board.weightFlash();
    }

    /// The RAM outside the chip that its start-up code drives.
    Optional<Board.External> outsideRam() {
        return board.outsideRam();
    }
}
