package org.espalier.board.serial;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Random;
import org.espalier.task.TaskContext;

/// A bad wire in front of a real board: bytes are lost, repeated, changed and made up, both ways, by a seeded schedule.
final class MangledLink implements BoardLink {

    private final BoardLink wire;
    private final Random random;
    private final double rate;
    private final int calmAfter;
    private int faults;

    /// @param rate chance of a fault for each byte
    /// @param calmAfter faults after which the wire is good
    MangledLink(BoardLink wire, long seed, double rate, int calmAfter) {
        this.wire = wire;
        this.random = new Random(seed);
        this.rate = rate;
        this.calmAfter = calmAfter;
    }

    int faults() {
        return faults;
    }

    @Override
    public String name() {
        return wire.name();
    }

    @Override
    public void write(byte[] bytes) {
        wire.write(mangle(bytes));
    }

    @Override
    public byte[] read(Duration patience, TaskContext context) {
        byte[] bytes = wire.read(patience, context);
        byte[] mangled = mangle(bytes);
        // Nothing left of what came is no silence: a real reader would go on waiting.
        return bytes.length > 0 && mangled.length == 0 ? read(patience, context) : mangled;
    }

    private byte[] mangle(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte b : bytes) {
            if (faults >= calmAfter || random.nextDouble() >= rate) {
                out.write(b);
                continue;
            }
            faults++;
            switch (random.nextInt(4)) {
                case 0 -> {}
                case 1 -> {
                    out.write(b);
                    out.write(b);
                }
                case 2 -> out.write(b ^ (1 << random.nextInt(8)));
                default -> {
                    out.write(random.nextInt(256));
                    out.write(b);
                }
            }
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        wire.close();
    }
}
