package org.espalier.board.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FrameTest {

    private static Optional<Frame> decode(byte[]... parts) {
        FrameDecoder decoder = new FrameDecoder();
        for (byte[] part : parts) {
            decoder.feed(part);
        }
        return decoder.poll();
    }

    private static void assertSame(Frame expected, Optional<Frame> actual) {
        assertTrue(actual.isPresent());
        assertEquals(expected.type(), actual.get().type());
        assertEquals(expected.sequence(), actual.get().sequence());
        assertArrayEquals(expected.body(), actual.get().body());
    }

    @Test
    void aFrameHasTheBytesThatTheFormatSays() {
        // Raw 06 0100 0200 4100 and its CRC-32, computed and coded outside this project.
        assertEquals(
                "0003060102020241052e8f8b7600",
                HexFormat.of().formatHex(new Frame(6, 1, new byte[] {0x41, 0}).encode()));
    }

    @Property(tries = 200, seed = "1")
    void whatIsEncodedIsDecoded(
            @ForAll @IntRange(max = 255) int type,
            @ForAll @IntRange(max = 65535) int sequence,
            @ForAll @Size(max = 512) byte[] body) {
        Frame frame = new Frame(type, sequence, body);
        byte[] wire = frame.encode();
        assertSame(frame, decode(wire));
        assertFalse(zeroInside(wire));
    }

    private static boolean zeroInside(byte[] wire) {
        for (int i = 1; i < wire.length - 1; i++) {
            if (wire[i] == 0) {
                return true;
            }
        }
        return false;
    }

    @Test
    void longRunsWithoutZerosSurvive() {
        for (int length = 240; length <= 512; length++) {
            byte[] body = new byte[length];
            Arrays.fill(body, (byte) 7);
            Frame frame = new Frame(1, 0x0101, body);
            assertSame(frame, decode(frame.encode()));
        }
    }

    @Test
    void aFrameSplitAtAnyPlaceArrivesWhole() {
        Frame frame = new Frame(5, 700, new byte[] {0, 1, 0, 0, 2, (byte) 255});
        byte[] wire = frame.encode();
        for (int cut = 0; cut <= wire.length; cut++) {
            assertSame(frame, decode(Arrays.copyOf(wire, cut), Arrays.copyOfRange(wire, cut, wire.length)));
        }
    }

    @Test
    void aByteLostRepeatedOrChangedIsNeverTakenForAFrameAndTheNextOneIsFound() {
        byte[] wire = new Frame(5, 700, new byte[] {0, 1, 0, 0, 2, (byte) 255}).encode();
        Frame next = new Frame(6, 701, new byte[] {9});
        for (int at = 1; at < wire.length - 1; at++) {
            byte[] before = Arrays.copyOf(wire, at);
            byte[] after = Arrays.copyOfRange(wire, at + 1, wire.length);
            assertSame(next, decode(before, after, next.encode()));
            assertSame(next, decode(before, new byte[] {wire[at], wire[at]}, after, next.encode()));
            for (int bit = 0; bit < 8; bit++) {
                assertSame(next, decode(before, new byte[] {(byte) (wire[at] ^ (1 << bit))}, after, next.encode()));
            }
        }
    }

    @Test
    void endlessNoiseTakesNoMemoryAndHidesNoFrame() {
        FrameDecoder decoder = new FrameDecoder();
        byte[] noise = new byte[1000];
        Arrays.fill(noise, (byte) 0x55);
        for (int i = 0; i < 1000; i++) {
            decoder.feed(noise);
        }
        Frame frame = new Frame(2, 3, new byte[0]);
        decoder.feed(frame.encode());
        assertSame(frame, decoder.poll());
    }

    @Test
    void aBodyThatDoesNotFitIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Frame(1, 1, new byte[513]));
    }
}
