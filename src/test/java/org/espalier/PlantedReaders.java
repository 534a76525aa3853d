package org.espalier;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Readers to try the campaign itself on; no test class, so that the suite does not run them.
final class PlantedReaders {

    /// Has a defect behind three bytes that chance alone would not meet.
    @FuzzTest
    void breaksOnThreeBytes(byte[] bytes) {
        if (bytes.length > 2 && bytes[0] == 'e' && bytes[1] == 's' && bytes[2] == 'p') {
            throw new IllegalStateException("planted");
        }
    }

    /// Ends the whole process, as a fault in native code does.
    @FuzzTest
    @SuppressWarnings("restricted")
    void crashesTheProcess(byte[] bytes) {
        long nowhere = bytes.length > 2 && bytes[0] == 'e' ? 8 : 0;
        if (nowhere > 0) {
            MemorySegment.ofAddress(nowhere).reinterpret(1).get(ValueLayout.JAVA_BYTE, 0);
        }
    }

    @FuzzTest
    void takesEverything(byte[] bytes) {
        if (bytes.length > 3 && bytes[0] == 7 && bytes[1] < 0 && bytes[1] > 0) {
            throw new IllegalStateException("no byte is both");
        }
    }
}
