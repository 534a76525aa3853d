package org.espalier.board.serial;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// A wire in front of a board on which a seeded schedule of mishaps takes place, each at its byte of the traffic.
final class FaultyWire implements BoardLink {

    enum Mishap {
        LOST,
        TWICE,
        FLIPPED,
        INVENTED,
        BURST,
        SPLIT,
        LATE,
        RESET,
        SILENT,
        UNPLUGGED
    }

    private static final List<Mishap> HARMLESS = List.of(
            Mishap.LOST, Mishap.TWICE, Mishap.FLIPPED, Mishap.INVENTED, Mishap.BURST, Mishap.SPLIT, Mishap.LATE);
    private static final int TRAFFIC = 3000;

    private final Supplier<BoardLink> fresh;
    private final Random random;
    private final TreeMap<Integer, Mishap> schedule = new TreeMap<>();
    private final Set<Mishap> seen = EnumSet.noneOf(Mishap.class);
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private BoardLink board;
    private int at;
    private int splits;
    private int late;

    /// @param fresh makes the board, and another in its place when it is reset
    FaultyWire(Supplier<BoardLink> fresh, long seed) {
        this.fresh = fresh;
        this.board = fresh.get();
        this.random = new Random(seed);
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            schedule.put(random.nextInt(TRAFFIC), HARMLESS.get(random.nextInt(HARMLESS.size())));
        }
        // Every third schedule has an end of its own.
        if (seed % 3 == 0) {
            schedule.put(random.nextInt(TRAFFIC), Mishap.values()[7 + random.nextInt(3)]);
        }
    }

    /// What took place.
    Set<Mishap> seen() {
        return seen;
    }

    List<Mishap> planned() {
        return new ArrayList<>(schedule.values());
    }

    private byte[] pass(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte b : bytes) {
            Mishap mishap = schedule.get(at++);
            if (mishap == null) {
                out.write(b);
            } else {
                seen.add(mishap);
                befall(mishap, b, out);
            }
            if (seen.contains(Mishap.SILENT)) {
                out.reset();
            }
        }
        return out.toByteArray();
    }

    private void befall(Mishap mishap, byte b, ByteArrayOutputStream out) {
        switch (mishap) {
            case LOST, SILENT -> {}
            case TWICE -> {
                out.write(b);
                out.write(b);
            }
            case FLIPPED -> out.write(b ^ 1 << random.nextInt(8));
            case INVENTED -> {
                out.write(random.nextInt(256));
                out.write(b);
            }
            case BURST -> {
                for (int i = 0; i < 40; i++) {
                    out.write(random.nextInt(256));
                }
            }
            case SPLIT -> {
                splits = 60;
                out.write(b);
            }
            case LATE -> {
                late = 1 + random.nextInt(2);
                out.write(b);
            }
            case RESET -> {
                board.close();
                board = fresh.get();
            }
            case UNPLUGGED -> throw WorkbenchException.tool("board.port.gone", name() + ": gone", "Plug it in.");
        }
    }

    @Override
    public String name() {
        return "wire";
    }

    @Override
    public void write(byte[] bytes) {
        board.write(pass(bytes));
    }

    @Override
    public byte[] read(Duration patience, TaskContext context) {
        if (kept.size() == 0) {
            byte[] bytes = board.read(patience, context);
            byte[] passed = pass(bytes);
            if (bytes.length > 0 && passed.length == 0) {
                return read(patience, context);
            }
            kept.writeBytes(passed);
        }
        if (late > 0) {
            // Nothing yet: the asker loses its patience, and what comes is stale when it comes.
            late--;
            return new byte[0];
        }
        byte[] all = kept.toByteArray();
        int count = splits > 0 ? Math.min(1, all.length) : all.length;
        splits = Math.max(0, splits - 1);
        kept.reset();
        kept.write(all, count, all.length - count);
        return java.util.Arrays.copyOf(all, count);
    }

    @Override
    public void close() {
        board.close();
    }
}
