package org.espalier.firmware;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.plan.Board;
import org.espalier.plan.Plan;

/// A self-contained C project from a quantised network, its plan and a board.
///
/// ```
/// Makefile  README.md
/// src/      network.h network.c weights.S weights.bin
/// src/ops/  the operator library
/// src/board/ start-up, clock, serial port, protocol, linker script
/// user/     hooks, never overwritten
/// build/    firmware.elf .bin .map once built
/// ```
public final class FirmwareGenerator {

    /// The folder of the user's own code within a project.
    public static final String USER = "user";

    private static final String RESOURCES = "/org/espalier/firmware/";
    private static final List<String> LIBRARY = List.of(
            "arithmetic.h",
            "attention.c",
            "espalier.h",
            "heads.h",
            "linear.c",
            "operators.h",
            "pack.S",
            "pack.c",
            "pack.h",
            "relative.S",
            "relative.c",
            "relative.h",
            "rows.S",
            "rows.c",
            "rows.h",
            "steps.h",
            "tile.S",
            "tile.c",
            "tile.h");
    private static final List<String> SUPPORT = List.of(
            "board.h",
            "memory.c",
            "protect.h",
            "quadspi.h",
            "sdram.h",
            "start.S",
            "stm32.h",
            "stm32f7.h",
            "stm32h7.h",
            "stm32l4.h",
            "stm32u5.h");

    private FirmwareGenerator() {}

    /// The project's files by path, `/` between folders; the same for the same arguments, byte for byte.
    ///
    /// @param stackBytes what the linker sets aside for the stack, a multiple of 8
    /// @throws org.espalier.task.WorkbenchException if an operator has a shape the library has no form for
    public static SequencedMap<String, byte[]> project(
            QuantizedNetwork network, Plan plan, Board board, int stackBytes) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("Makefile", utf8(new Build(board, stackBytes).makefile()));
        files.put("README.md", utf8(readme(network, plan, board)));
        new NetworkSource(network, plan, NetworkIdentity.of(network))
                .files()
                .forEach((name, bytes) -> files.put("src/" + name, bytes));
        for (String name : LIBRARY) {
            files.put("src/ops/" + name, resource("ops/" + name));
        }
        for (String name : List.of("link.c", "link.h", "main.c")) {
            files.put("src/board/" + name, resource("board/" + name));
        }
        files.putAll(support(board));
        files.put(USER + "/user.c", resource("user/user.c"));
        return (SequencedMap<String, byte[]>) files;
    }

    /// Start-up code, clock, serial port and linker script of a board, by path within a project.
    public static SequencedMap<String, byte[]> support(Board board) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : SUPPORT) {
            files.put("src/board/" + name, resource("board/" + name));
        }
        var source = new BoardSource(board);
        files.put("src/board/" + board.id() + ".c", utf8(source.code()));
        files.put("src/board/" + board.id() + ".ld", utf8(source.linkerScript()));
        return (SequencedMap<String, byte[]>) files;
    }

    /// The files of [OperatorProgram], in the same layout.
    static SequencedMap<String, byte[]> operatorProgram(Board board) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : LIBRARY) {
            if (!name.equals("espalier.h")) {
                files.put("src/ops/" + name, resource("ops/" + name));
            }
        }
        files.putAll(support(board));
        files.put("src/kernels.c", resource("bench/kernels.c"));
        files.put("src/platform.h", resource("bench/onboard/platform.h"));
        return (SequencedMap<String, byte[]>) files;
    }

    private static String readme(QuantizedNetwork network, Plan plan, Board board) {
        return """
                # %s on %s

                A vision transformer of %d operators and %,d multiply-accumulates for pictures of %d x %d pixels and
                %d classes, as one firmware image. It needs the GNU compiler for Arm and make, and nothing else:

                    make            # build/firmware.elf, .bin, .map
                    make clean

                | folder | what |
                | --- | --- |
                | `src/` | the network: generated, replaced when the project is generated again |
                | `src/ops/` | the operator library; `espalier.h` is its interface |
                | `src/board/` | start-up code, clock, serial port, protocol and linker script of the board |
                | `user/` | your own code: every `.c` file here is compiled; it is never overwritten |

                What you may call (`src/ops/espalier.h` says more):

                | name | what |
                | --- | --- |
                | `espalier_input()` | where a picture goes: ESPALIER_INPUT_BYTES bytes, rows of red, green, blue |
                | `espalier_run(logits)` | runs the network on it; ESPALIER_CLASSES values are written |
                | `espalier_class_names[]`, `espalier_steps[]`, `espalier_identity[]` | names, steps, SHA-256 |
                | `board_cycles()`, `board_send(byte)`, `board_pending()`, `board_receive()` | `src/board/board.h` |

                What you may define in `user/` (what is left out does nothing):

                | name | when it is called |
                | --- | --- |
                | `espalier_user_input(picture)` | from reset on until a host connects: fill the picture, return 1 |
                | `espalier_user_result(logits, classes)` | after every run |
                | `espalier_user_alive()` | before every step and while waiting: feed a watchdog |

                There is no heap, no interrupt and no recursion; the deepest stack is in `build/firmware.json`. A fault is
                reported over the serial port with its address, and the firmware stops.

                Arena %,d bytes, peak at step %d (%s).
                """.formatted(
                        CText.comment(network.name()),
                        board.name(),
                        network.ops().size(),
                        network.macs(),
                        network.input().size(),
                        network.input().size(),
                        network.classes().size(),
                        plan.arenaBytes(),
                        plan.sram().peakStep(),
                        CText.comment(plan.sram().peakName()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) {
        try (InputStream in = FirmwareGenerator.class.getResourceAsStream(RESOURCES + name)) {
            if (in == null) {
                throw new IllegalStateException("the firmware library lacks " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
