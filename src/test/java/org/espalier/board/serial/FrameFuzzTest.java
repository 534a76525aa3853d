package org.espalier.board.serial;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.Optional;
import org.espalier.Untrusted;
import org.espalier.task.TaskContext;

/// Whatever comes down the line, only frames that check are taken, and a lying board is found out.
class FrameFuzzTest {

    @FuzzTest(maxDuration = "2m")
    void takesNothingForAFrameThatIsNone(byte[] line) {
        FrameDecoder decoder = new FrameDecoder();
        decoder.feed(line);
        for (Optional<Frame> frame = decoder.poll(); frame.isPresent(); frame = decoder.poll()) {
            Frame taken = frame.get();
            FrameDecoder again = new FrameDecoder();
            again.feed(taken.encode());
            Frame same = again.poll().orElseThrow();
            if (same.type() != taken.type()
                    || same.sequence() != taken.sequence()
                    || !Arrays.equals(same.body(), taken.body())) {
                throw new AssertionError("a frame that does not come back: " + taken);
            }
        }
        Frame next = new Frame(Frame.RUN, 7, new byte[] {1, 0, 2});
        decoder.feed(new byte[] {0});
        decoder.feed(next.encode());
        if (decoder.poll().isEmpty()) {
            throw new AssertionError("noise hides the frame behind it");
        }
    }

    /// Bodies of the fuzzer's in frames that check.
    @FuzzTest(maxDuration = "2m")
    void believesNoAnswerThatCannotBe(byte[] bytes) {
        Untrusted.read(() -> {
            try (BoardSession session =
                    BoardSession.open(new LyingBoard(bytes), 5, Patience.VIRTUAL, TaskContext.NONE)) {
                session.stepNames(TaskContext.NONE);
                if (session.identity().inputBytes() < 4096) {
                    session.infer(new byte[session.identity().inputBytes()], (byte) 3, TaskContext.NONE);
                }
                session.checksum(0, 16, TaskContext.NONE);
            }
        });
    }
}
