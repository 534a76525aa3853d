package org.espalier.workbench.gain;

import org.espalier.tensor.kernel.PlainRead;
import org.espalier.tensor.kernel.RowTeam;
import org.espalier.tensor.kernel.Weights;

/// Reads a large matrix and nothing more, again and again among other measurements: what memory gives at that time.
public final class ReadMeter {

    private static final int ROWS = 4096;
    private static final int COLUMNS = 11008;

    private final Weights large = RandomMatrix.of(ROWS, COLUMNS, Variant.dense(Values.BF16), 11);
    private final float[] sums = new float[ROWS];
    private final RowTeam team;

    /// With the threads of a team.
    public ReadMeter(RowTeam team) {
        this.team = team;
        gigabytesPerSecond(); // Pages and the compiler.
    }

    /// Once, now: 10^9 bytes a second.
    public double gigabytesPerSecond() {
        long begin = System.nanoTime();
        PlainRead.read(large, sums, team);
        return (double) large.bytes() / (System.nanoTime() - begin);
    }
}
