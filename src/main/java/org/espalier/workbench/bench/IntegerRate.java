package org.espalier.workbench.bench;

import java.lang.management.ManagementFactory;

/// Simple operations on whole numbers that one core of this machine does in a second: the limit of what simulates
/// another processor's instructions by its own, one for one.
final class IntegerRate {

    private static final int ROUNDS = 20_000_000;
    private static final int PER_ROUND = 16;
    private static final int REPETITIONS = 5;
    private static final int WARM_UP = 3;

    private IntegerRate() {}

    /// Million operations in a second of the processor's time, the fastest of some tries.
    static double millions() {
        double fastest = 0;
        int kept = 0;
        for (int i = -WARM_UP; i < REPETITIONS; i++) {
            long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            kept ^= rounds(kept);
            double nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
            if (i >= 0) {
                fastest = Math.max(fastest, 1e3 * ROUNDS * PER_ROUND / nanos);
            }
        }
        return kept == 1 ? Math.nextUp(fastest) : fastest; // So that no compiler leaves the rounds out.
    }

    /// Eight sums that do not wait for each other; no two of their operations make one.
    private static int rounds(int start) {
        int a = start;
        int b = start + 1;
        int c = start + 2;
        int d = start + 3;
        int e = start + 4;
        int f = start + 5;
        int g = start + 6;
        int h = start + 7;
        for (int i = 0; i < ROUNDS; i++) {
            a = (a ^ i) + 3;
            b = (b ^ i) + 5;
            c = (c ^ i) + 7;
            d = (d ^ i) + 9;
            e = (e ^ i) + 11;
            f = (f ^ i) + 13;
            g = (g ^ i) + 15;
            h = (h ^ i) + 17;
        }
        return a ^ b ^ c ^ d ^ e ^ f ^ g ^ h;
    }
}
