package org.espalier.board;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A network of two steps, made by hand behind the interface of a generated one: its first step inverts
/// a picture of 16 x 16 pixels, its second sums the rows of each sixth into 3 logits.
public final class SmallNetwork {

    /// Bytes of a picture.
    public static final int INPUT = 768;

    private static final String HEADER = """
            #ifndef NETWORK_H
            #define NETWORK_H
            #define ESPALIER_IMAGE_SIZE 16
            #define ESPALIER_CHANNELS 3
            #define ESPALIER_INPUT_BYTES 768
            #define ESPALIER_CLASSES 3
            #define ESPALIER_STEPS 2
            #define ESPALIER_ARENA_BYTES 2048
            #define ESPALIER_STACK_BYTES 512
            #endif
            """;

    private static final String NETWORK = """
            #include "espalier.h"
            static uint8_t arena[ESPALIER_ARENA_BYTES] __attribute__((section(".arena0"), aligned(8)));
            uint8_t *espalier_arena(uint32_t offset) { return arena + offset; }
            const espalier_step espalier_steps[] = {{"invert", 1000, 768}, {"sum", 0, 3}};
            const char *const espalier_class_names[] = {"a", "b", "c"};
            const uint8_t espalier_identity[32] = {0xAB, 1, 2, 3};
            uint8_t *espalier_input(void) { return arena + 8; }
            int espalier_user_input(uint8_t *picture) { (void)picture; return 0; }
            void espalier_user_result(const int8_t *logits, uint32_t classes) { (void)logits; (void)classes; }
            static __attribute__((noinline)) void invert(void) {
                for (int i = 0; i < 768; i++) { arena[1000 + i] = (uint8_t)~arena[8 + i]; }
            }
            void espalier_run(int8_t *logits) {
                espalier_marker(0);
                invert();
                espalier_marker(1);
                for (int c = 0; c < 3; c++) {
                    uint32_t sum = 0;
                    for (int i = 0; i < 256; i++) { sum += arena[1000 + 256 * c + i]; }
                    logits[c] = (int8_t)(sum >> 2);
                }
                espalier_marker(2);
            }
            """;

    private static final List<String> SUPPORT = List.of(
            "board/start.S",
            "board/board.h",
            "board/link.h",
            "board/link.c",
            "board/memory.c",
            "board/main.c",
            "ops/espalier.h");

    private SmallNetwork() {}

    /// Builds the firmware for it.
    public static Path build(Path folder) {
        List<String> files = new ArrayList<>(SUPPORT);
        files.addAll(List.of("board/stm32f746g-disco.c", "board/stm32f746g-disco.ld"));
        return CrossBuild.elf(folder, files, Map.of("network.h", HEADER, "network.c", NETWORK));
    }

    /// Builds it for another board, with more sources by name; a picture that starts with 0xEE reads
    /// two words at an odd address at once, which a Cortex-M7 refuses.
    public static Path buildWithFault(Path folder, Map<String, String> board) {
        Map<String, String> sources = new HashMap<>(board);
        sources.put("network.h", HEADER);
        sources.put("network.c", NETWORK.replace("espalier_marker(0);", """
                        espalier_marker(0);
                        if (arena[8] == 0xEE) {
                            __asm volatile("ldrd r2, r3, [%0]" :: "r"(arena + 9) : "r2", "r3", "memory");
                        }
                        """));
        return CrossBuild.elf(folder, SUPPORT, sources);
    }

    /// A picture.
    public static byte[] picture(int seed) {
        byte[] picture = new byte[INPUT];
        new java.util.Random(seed).nextBytes(picture);
        return picture;
    }

    /// What the network makes of a picture.
    public static byte[] logits(byte[] picture) {
        byte[] logits = new byte[3];
        for (int c = 0; c < 3; c++) {
            int sum = 0;
            for (int i = 0; i < 256; i++) {
                sum += ~picture[256 * c + i] & 0xFF;
            }
            logits[c] = (byte) (sum >> 2);
        }
        return logits;
    }
}
