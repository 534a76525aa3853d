package org.espalier.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StackUseTest {

    private static String node(String name, String frame) {
        return "node: { title: \"" + name + "\" label: \"" + name + "\\na.c:1:1\\n" + frame + "\" }\n";
    }

    private static String edge(String from, String to) {
        return "edge: { sourcename: \"" + from + "\" targetname: \"" + to + "\" label: \"a.c:2:2\" }\n";
    }

    @Test
    void theDeepestPathCountsAcrossObjects() {
        var stack = new StackUse();
        stack.add(node("main", "16 bytes (static)") + edge("main", "shallow") + edge("main", "deep"));
        stack.add(node("shallow", "200 bytes (static)"));
        stack.add(node("deep", "100 bytes (static)") + edge("deep", "espalier_weights4"));
        assertEquals(16 + 100 + StackUse.ASSEMBLY, stack.below("main"));
        stack.add(node("a.c:inner", "150 bytes (dynamic,bounded)") + edge("deep", "a.c:inner"));
        assertEquals(16 + 100 + 150, stack.below("main"));
    }

    @Test
    void assemblyCountsWithItsLargestFrame() {
        var stack = new StackUse();
        stack.add(node("main", "8 bytes (static)") + edge("main", "espalier_weights4"));
        assertEquals(8 + StackUse.ASSEMBLY, stack.below("main"));
    }

    @Test
    void aHookOfTheUserCountsInPlaceOfTheWeakOne() {
        var stack = new StackUse();
        String weak = "src/board/main.c:espalier_user_alive";
        stack.add(node("main", "16 bytes (static)") + node(weak, "0 bytes (static)") + edge("main", weak));
        stack.add(node("espalier_user_alive", "40 bytes (static)")
                + edge("espalier_user_alive", "lamp")
                + node("lamp", "24 bytes (static)"));
        assertEquals(16 + 40 + 24, stack.below("main"));
    }

    @Test
    void recursionPointersAndUnknownFramesHaveNoBound() {
        var recursive = new StackUse();
        recursive.add(node("main", "8 bytes (static)") + edge("main", "f") + edge("f", "g") + edge("g", "f"));
        var e = assertThrows(IllegalStateException.class, () -> recursive.below("main"));
        assertTrue(String.valueOf(e.getMessage()).contains("can call itself"));
        var indirect = new StackUse();
        indirect.add(node("main", "8 bytes (static)") + edge("main", "__indirect_call"));
        assertThrows(IllegalStateException.class, () -> indirect.below("main"));
        var dynamic = new StackUse();
        assertThrows(IllegalStateException.class, () -> dynamic.add(node("main", "8 bytes (dynamic)")));
    }

    /// Frames are written `.equ X_FRAME, bytes` below nine saved registers, or are a push of registers alone.
    @Test
    void noAssemblyTakesMoreStackThanItIsCountedFor() throws IOException {
        Pattern frame = Pattern.compile("_FRAME, (\\d+)");
        long largest = 0;
        for (String file : List.of("tile.S", "steps.h", "relative.S", "pack.S", "rows.S")) {
            Matcher found = frame.matcher(Files.readString(HostCompiler.LIBRARY.resolve(file)));
            while (found.find()) {
                largest = Math.max(largest, 36 + Long.parseLong(found.group(1)));
            }
        }
        assertEquals(StackUse.ASSEMBLY, largest);
    }
}
