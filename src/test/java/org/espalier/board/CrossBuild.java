package org.espalier.board;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.firmware.FirmwareGenerator;
import org.espalier.plan.Boards;
import org.junit.jupiter.api.Assertions;

/// Builds small images for boards with a Cortex-M7 from the project's own start-up code and a test's C sources.
public final class CrossBuild {

    private static final String RESOURCES = "/org/espalier/firmware/";

    private CrossBuild() {}

    /// Compiles and links; fails the test with the compiler's words if there are any.
    ///
    /// @param folder where files go; holds `firmware.elf` and `firmware.bin` afterwards
    /// @param resources files below the firmware resources, sources and headers
    /// @param sources further files by name; one file of all is the linker script
    public static Path elf(Path folder, List<String> resources, Map<String, String> sources) {
        try {
            List<String> compile = new ArrayList<>();
            List<String> ids = Boards.ids().stream()
                    .filter(id -> resources.contains("board/" + id + ".c"))
                    .toList();
            List<String> generated = new ArrayList<>();
            for (String id : ids) {
                for (var file : FirmwareGenerator.support(Boards.byId(id)).entrySet()) {
                    String name = file.getKey().substring("src/board/".length());
                    generated.add("board/" + name);
                    if (name.startsWith("stm32") || name.matches("quadspi.h|sdram.h|protect.h")) {
                        Files.write(folder.resolve(name), file.getValue());
                        compile.add(name);
                    }
                }
            }
            for (String resource : resources) {
                if (compile.contains(resource.substring("board/".length())) && generated.contains(resource)) {
                    continue;
                }
                String name = resource.substring(resource.lastIndexOf('/') + 1);
                try (InputStream in = CrossBuild.class.getResourceAsStream(RESOURCES + resource)) {
                    Files.write(
                            folder.resolve(name),
                            Objects.requireNonNull(in, resource).readAllBytes());
                }
                compile.add(name);
            }
            for (Map.Entry<String, String> source : sources.entrySet()) {
                Files.writeString(folder.resolve(source.getKey()), source.getValue());
                compile.add(source.getKey());
            }
            String script = compile.stream()
                    .filter(name -> name.endsWith(".ld"))
                    .findFirst()
                    .orElseThrow();
            compile.removeIf(name -> !name.endsWith(".c") && !name.endsWith(".S"));
            List<String> command = new ArrayList<>(
                    List.of("arm-none-eabi-gcc -mcpu=cortex-m7 -mthumb -mfpu=fpv5-sp-d16 -mfloat-abi=hard -O2 -std=c11"
                            .split(" ")));
            command.addAll(
                    List.of("-ffreestanding -nostdlib -ffunction-sections -fdata-sections -Wall -Wextra -Werror -I."
                            .split(" ")));
            command.addAll(List.of("-Wl,--gc-sections", "-Wl,--fatal-warnings", "-Wl,--no-warn-rwx-segments"));
            command.addAll(List.of("-Wl,--defsym=board_stack_bytes=2048", "-T", script));
            command.addAll(compile);
            command.addAll(List.of("-lgcc", "-o", "firmware.elf"));
            run(folder, command);
            run(
                    folder,
                    List.of("arm-none-eabi-objcopy", "-O", "binary", "-R", ".outside", "firmware.elf", "firmware.bin"));
            return folder.resolve("firmware.elf");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(Path folder, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            Assertions.assertEquals(0, process.waitFor(), words);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Assertions.assertEquals("", words);
    }
}
