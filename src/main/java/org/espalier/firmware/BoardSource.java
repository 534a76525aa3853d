package org.espalier.firmware;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.espalier.plan.Board;

/// A board's own source and linker script, from its data.
record BoardSource(Board board) {

    /// The header with the start-up code of its family, and what must be defined for it.
    private record Family(String header, String define) {}

    private Family family() {
        return switch (board.mcu().substring(5, 7)) {
            case "F4" -> new Family("stm32f7.h", "#define STM32F4\n");
            case "F7" -> new Family("stm32f7.h", "");
            case "H7" -> new Family("stm32h7.h", "");
            case "L4" -> new Family("stm32l4.h", "");
            case "U5" -> new Family("stm32u5.h", "");
            default -> throw new IllegalArgumentException(board.mcu());
        };
    }

    /// `src/board/ID.c`: constants, then the family's code.
    String code() {
        Board.Serial serial = board.serial();
        return """
                /* %s: %s at %d MHz, serial port %s on %s and %s. Generated from the board's data. */
                #define BOARD_NAME "%s"
                #define BOARD_CORE_HERTZ %du
                #define BOARD_HSE_HERTZ %d
                #define BOARD_HSE_BYPASS %du
                #define BOARD_BAUD %du
                #define BOARD_UART %s
                %s#define BOARD_TX_PORT %du
                #define BOARD_TX_PIN %du
                #define BOARD_RX_PORT %du
                #define BOARD_RX_PIN %du
                #define BOARD_UART_FUNCTION %du
                %s#include "%s"
                """.formatted(
                        CText.comment(board.name()),
                        board.mcu(),
                        board.coreHertz() / 1_000_000,
                        serial.port(),
                        serial.tx(),
                        serial.rx(),
                        board.id(),
                        board.coreHertz(),
                        board.crystalHertz(),
                        board.crystalBypass() ? 1 : 0,
                        serial.baud(),
                        serial.port(),
                        serial.port().startsWith("LP") ? "#define BOARD_LOW_POWER_UART\n" : "",
                        port(serial.tx()),
                        pin(serial.tx()),
                        port(serial.rx()),
                        pin(serial.rx()),
                        serial.alternateFunction(),
                        family().define() + outside(),
                        family().header());
    }

    /// Where the memories outside the chip are and on which pins, each as port, pin and function.
    private String outside() {
        String flash = board.weightFlash()
                .map(e -> """
                        #define BOARD_QUAD_SPI_BITS %d
                        #define BOARD_QUAD_SPI_TWO %d
                        #define BOARD_QUAD_SPI_PINS %s
                        """.formatted(Long.numberOfTrailingZeros(e.bytes()), e.twoChips() ? 1 : 0, pins(e)))
                .orElse("");
        Board.External ram = board.outsideRam().orElse(null);
        Board.Sdram sdram = ram == null ? null : ram.sdram();
        if (ram == null || sdram == null) {
            return flash;
        }
        return flash
                + """
                #define BOARD_SDRAM_BASE 0x%08Xu
                #define BOARD_SDRAM_BITS %du
                #define BOARD_SDRAM_BANK %du
                #define BOARD_SDRAM_COLUMN_BITS %du
                #define BOARD_SDRAM_ROW_BITS %du
                #define BOARD_SDRAM_BANKS %du
                #define BOARD_SDRAM_DATA_BITS %du
                #define BOARD_SDRAM_CAS %du
                #define BOARD_SDRAM_DIVIDER %du
                #define BOARD_SDRAM_READ_PIPE %du
                #define BOARD_SDRAM_TIMING %s
                #define BOARD_SDRAM_PINS %s
                """.formatted(
                                ram.address(),
                                Long.numberOfTrailingZeros(ram.bytes()),
                                sdram.bank(),
                                sdram.columnBits(),
                                sdram.rowBits(),
                                sdram.banks(),
                                sdram.dataBits(),
                                sdram.casLatency(),
                                sdram.clockDivider(),
                                sdram.readPipe(),
                                sdram.timing().stream().map(String::valueOf).collect(Collectors.joining(", ")),
                                pins(ram));
    }

    private static String pins(Board.External memory) {
        return memory.pins().stream().map(BoardSource::outsidePin).collect(Collectors.joining(", "));
    }

    private static String outsidePin(String text) {
        int slash = text.indexOf('/');
        String pin = text.substring(0, slash);
        return "{" + port(pin) + ", " + pin(pin) + ", " + text.substring(slash + 1) + "}";
    }

    private static int port(String pin) {
        return pin.charAt(1) - 'A';
    }

    private static int pin(String pin) {
        return Integer.parseInt(pin.substring(2));
    }

    /// `src/board/ID.ld`: pieces of the arena in the order of [Board#arenaRuns()]; stack and variables
    /// before the piece that lies in their memory.
    String linkerScript() {
        var regions = new StringBuilder();
        region(regions, "FLASH", "rx", board.flash().address(), board.flash().bytes(), "");
        String outside = board.weightFlash().isPresent() ? OUTSIDE : NO_OUTSIDE;
        board.weightFlash().ifPresent(e -> region(regions, "OUTER", "r", e.address(), e.bytes(), e.name()));
        var arenas = new StringBuilder();
        String control = "";
        List<Board.Run> runs = board.arenaRuns();
        for (int i = 0; i < runs.size(); i++) {
            Board.Run run = runs.get(i);
            region(regions, "RAM" + i, "rw", run.address(), run.bytes(), run.name());
            arenas.append(ARENA.replace("%", Integer.toString(i)));
            control = run.equals(board.controlRun()) ? "RAM" + i : control;
        }
        return HEAD.replace("BOARD", CText.comment(board.name())).replace("REGIONS\n", regions)
                + SECTIONS.replace("> CONTROL", "> " + control)
                        .replace("ARENAS\n", arenas)
                        .replace("OUTSIDE\n", outside);
    }

    private static void region(StringBuilder to, String name, String access, long address, long bytes, String what) {
        to.append(String.format(
                Locale.ROOT,
                "    %-5s (%s) : ORIGIN = 0x%08X, LENGTH = %d%s%n",
                name,
                access,
                address,
                bytes,
                what.isEmpty() ? "" : " /* " + CText.comment(what) + " */"));
    }

    private static final String HEAD = """
            /* BOARD. Generated from the board's data.
             *
             * The stack lies at the bottom of its memory, so that its overflow is a fault and not a corruption; its
             * size is given on the command line: -Wl,--defsym=board_stack_bytes=4096 (a multiple of 8). */
            ENTRY(board_reset)

            MEMORY
            {
            REGIONS
            }
            """;

    private static final String OUTSIDE = """
                .outside :
                {
                    board_outside_start = .;
                    *(.outside)
                    board_outside_end = .;
                } > OUTER

            """;

    private static final String NO_OUTSIDE = """
                board_outside_start = 0;
                board_outside_end = 0;

            """;

    private static final String ARENA = """
                .arena% (NOLOAD) :
                {
                    . = ALIGN(16);
                    *(.arena%)
                    . = ALIGN(8);
                } > RAM%

            """;

    private static final String SECTIONS = """

            SECTIONS
            {
                .text :
                {
                    board_flash_start = .;
                    KEEP(*(.vectors))
                    *(.text .text.*)
                    . = ALIGN(8);
                } > FLASH

                .rodata :
                {
                    *(.rodata .rodata.*)
                    . = ALIGN(8);
                } > FLASH

            OUTSIDE
                .stack (NOLOAD) :
                {
                    board_stack_bottom = .;
                    . = . + board_stack_bytes;
                    . = ALIGN(8);
                    board_stack_top = .;
                } > CONTROL

                .data :
                {
                    board_data_start = .;
                    *(.data .data.*)
                    . = ALIGN(8);
                    board_data_end = .;
                } > CONTROL AT > FLASH
                board_data_load = LOADADDR(.data);
                board_image_end = LOADADDR(.data) + SIZEOF(.data);

                .bss (NOLOAD) :
                {
                    board_bss_start = .;
                    *(.bss .bss.* COMMON)
                    . = ALIGN(16);
                    board_bss_end = .;
                } > CONTROL

            ARENAS
                /DISCARD/ :
                {
                    *(.ARM.exidx*)
                    *(.ARM.extab*)
                    *(.comment)
                }
            }
            """;
}
