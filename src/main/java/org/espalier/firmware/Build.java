package org.espalier.firmware;

import java.util.ArrayList;
import java.util.List;
import org.espalier.plan.Board;

/// How a project is compiled and linked: the one source of the Makefile and of the commands run here.
///
/// @param stackBytes what the linker sets aside for the stack
record Build(Board board, int stackBytes) {

    static final String COMPILER = "arm-none-eabi-gcc";
    static final String OBJCOPY = "arm-none-eabi-objcopy";
    static final String ELF = "build/firmware.elf";
    static final String BIN = "build/firmware.bin";
    static final String OUTSIDE_SECTION = ".outside";
    static final String OUTSIDE = "build/outside.bin";
    static final String MAP = "build/firmware.map";

    /// Options of every compilation.
    List<String> compileOptions() {
        List<String> options = new ArrayList<>(machine());
        options.addAll(List.of("-std=c11", "-O2", "-ffreestanding", "-ffunction-sections", "-fdata-sections"));
        options.addAll(List.of("-fstack-usage", "-fcallgraph-info=su", "-Wall", "-Wextra", "-Werror"));
        options.addAll(List.of("-Isrc", "-Isrc/ops", "-Isrc/board", "-Wa,-Isrc"));
        return options;
    }

    /// Options of the link, without inputs and output.
    List<String> linkOptions() {
        List<String> options = new ArrayList<>(machine());
        options.addAll(List.of("-nostdlib", "-Wl,--gc-sections", "-Wl,--fatal-warnings", "-Wl,--no-warn-rwx-segments"));
        options.add("-Wl,--defsym=board_stack_bytes=" + stackBytes);
        options.add("-Wl,-Map=" + MAP);
        options.addAll(List.of("-T", "src/board/" + board.id() + ".ld"));
        return options;
    }

    /// Compiles one source.
    List<String> compile(String source, String object) {
        List<String> command = new ArrayList<>(List.of(COMPILER));
        command.addAll(compileOptions());
        command.addAll(List.of("-c", source, "-o", object));
        return command;
    }

    /// Links the objects.
    List<String> link(List<String> objects) {
        List<String> command = new ArrayList<>(List.of(COMPILER));
        command.addAll(linkOptions());
        command.addAll(objects);
        command.addAll(List.of("-lgcc", "-o", ELF));
        return command;
    }

    /// Makes the raw image of the chip's own flash.
    List<String> image() {
        return List.of(OBJCOPY, "-O", "binary", "-R", OUTSIDE_SECTION, ELF, BIN);
    }

    /// Makes the raw content of the flash outside the chip.
    List<String> outside() {
        return List.of(OBJCOPY, "-O", "binary", "-j", OUTSIDE_SECTION, ELF, OUTSIDE);
    }

    /// Where a source's object goes: `src/ops/tile.S` to `build/src/ops/tile.S.o`.
    static String object(String source) {
        return "build/" + source + ".o";
    }

    private List<String> machine() {
        return List.of("-mcpu=" + board.core(), "-mthumb", "-mfpu=" + board.fpu(), "-mfloat-abi=hard");
    }

    String makefile() {
        return """
                # Builds build/firmware.elf, .bin and .map. Generated.
                CROSS ?= arm-none-eabi-
                CC = $(CROSS)gcc
                OBJCOPY = $(CROSS)objcopy
                CFLAGS = %s
                LDFLAGS = %s

                SOURCES = $(sort $(wildcard src/*.[cS] src/*/*.[cS] user/*.[cS]))
                OBJECTS = $(SOURCES:%%=build/%%.o)

                %s: %s
                \t$(OBJCOPY) -O binary -R .outside $< $@
                \t$(OBJCOPY) -O binary -j .outside $< build/outside.bin

                %s: $(OBJECTS) src/board/%s.ld
                \t$(CC) $(LDFLAGS) $(OBJECTS) -lgcc -o $@

                build/%%.o: %% $(wildcard src/*.h src/*/*.h) src/weights.bin Makefile
                \t@mkdir -p $(@D)
                \t$(CC) $(CFLAGS) -c $< -o $@

                clean:
                \trm -rf build

                .PHONY: clean
                """.formatted(
                        String.join(" ", compileOptions()), String.join(" ", linkOptions()), BIN, ELF, ELF, board.id());
    }
}
