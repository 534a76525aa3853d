package org.espalier.board.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// The line between board and computer, whatever it does to bytes.
class FramePropertyTest {

    private static List<Frame> frames(Random random) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(6); i++) {
            byte[] body = new byte[random.nextInt(random.nextBoolean() ? 8 : Frame.LARGEST_BODY + 1)];
            random.nextBytes(body);
            if (random.nextBoolean()) {
                Arrays.fill(body, (byte) (random.nextInt(3) - 1)); // Runs with and without zeros.
            }
            frames.add(new Frame(random.nextInt(256), random.nextInt(65536), body));
        }
        return frames;
    }

    private static byte[] line(List<Frame> frames) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        frames.forEach(frame -> line.writeBytes(frame.encode()));
        return line.toByteArray();
    }

    private static List<Frame> decode(FrameDecoder decoder, byte[] line, Random cuts) {
        List<Frame> found = new ArrayList<>();
        for (int at = 0; at < line.length; ) {
            int next = Math.min(line.length, at + 1 + cuts.nextInt(cuts.nextBoolean() ? 4 : 700));
            decoder.feed(Arrays.copyOfRange(line, at, next));
            at = next;
            for (Optional<Frame> frame = decoder.poll(); frame.isPresent(); frame = decoder.poll()) {
                found.add(frame.get());
            }
        }
        return found;
    }

    private static String text(Frame frame) {
        return frame.type() + " " + frame.sequence() + " " + Arrays.toString(frame.body());
    }

    @Property(tries = 400)
    void framesArriveWholeAndInOrderHoweverTheLineSplitsThem(@ForAll long seed) {
        Random random = new Random(seed);
        List<Frame> sent = frames(random);
        List<Frame> found = decode(new FrameDecoder(), line(sent), random);
        assertEquals(
                sent.stream().map(FramePropertyTest::text).toList(),
                found.stream().map(FramePropertyTest::text).toList());
    }

    /// Bytes changed, lost, repeated or put in between: what is taken for a frame is one that was sent, none twice but
    /// for those that the line itself repeated, and what comes after the trouble arrives.
    @Property(tries = 600)
    void noFrameIsMadeUpOfWhatTheLineSpoiltAndTheNextOneIsFound(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int mishaps) {
        Random random = new Random(seed);
        List<Frame> sent = frames(random);
        byte[] spoilt = line(sent);
        for (int i = 0; i < mishaps; i++) {
            spoilt = spoil(spoilt, random);
        }
        FrameDecoder decoder = new FrameDecoder();
        List<String> allowed = sent.stream().map(FramePropertyTest::text).toList();
        for (Frame found : decode(decoder, spoilt, random)) {
            assertTrue(allowed.contains(text(found)), () -> "made up: " + text(found));
        }
        Frame next = new Frame(Frame.RUN, 7, new byte[] {1, 0, 2});
        List<Frame> after = decode(decoder, next.encode(), random);
        assertEquals(text(next), text(after.getLast()));
        assertArrayEquals(next.body(), after.getLast().body());
    }

    private static byte[] spoil(byte[] line, Random random) {
        if (line.length == 0) {
            return line;
        }
        int at = random.nextInt(line.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(line, 0, at);
        switch (random.nextInt(4)) {
            case 0 -> out.write(line[at] ^ (1 << random.nextInt(8)));
            case 1 -> out.write(random.nextInt(256));
            case 2 -> {
                out.write(line[at]);
                out.write(line[at]);
            }
            default -> {
                int lost = Math.min(line.length - at, 1 + random.nextInt(20));
                out.write(line, at + lost, 0);
                at += lost - 1;
            }
        }
        out.write(line, at + 1, line.length - at - 1);
        return out.toByteArray();
    }
}
