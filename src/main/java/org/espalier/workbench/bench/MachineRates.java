package org.espalier.workbench.bench;

import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.tensor.kernel.RowTeam;
import org.espalier.workbench.gain.ReadMeter;

/// What this machine does at most, measured in the run whose figures it bounds; each rate once, when it is first asked
/// for.
final class MachineRates {

    private static final int READS = 5;

    private final TaskContext context;
    private double gigabytes;
    private double gigaflops;

    MachineRates(TaskContext context) {
        this.context = context;
    }

    /// 10^9 bytes a second that all threads together read from memory: the fastest of some plain reads.
    double readBandwidth() {
        if (gigabytes == 0) {
            try (RowTeam team = new RowTeam(Runtime.getRuntime().availableProcessors())) {
                ReadMeter meter = new ReadMeter(team);
                for (int i = 0; i < READS; i++) {
                    context.checkCancelled();
                    gigabytes = Math.max(gigabytes, meter.gigabytesPerSecond());
                }
            }
        }
        return gigabytes;
    }

    /// 10^9 multiplications and additions a second, see [ProductRate].
    double products() {
        if (gigaflops == 0) {
            gigaflops = ProductRate.result(context).value();
        }
        return gigaflops;
    }

    /// The seconds that a number of bytes takes through memory.
    ///
    /// @param what they are
    BenchLimit secondsOfBytes(double bytes, String what) {
        return ofBytes(bytes, 1, what);
    }

    /// The milliseconds that a number of bytes takes through memory.
    ///
    /// @param what they are
    BenchLimit millisecondsOfBytes(double bytes, String what) {
        return ofBytes(bytes, 1000, what);
    }

    private BenchLimit ofBytes(double bytes, double perSecond, String what) {
        return BenchLimit.estimated(
                perSecond * bytes / readBandwidth() / 1e9,
                String.format(Locale.ROOT, "%s, %.3g MB at %.1f GB/s", what, bytes / 1e6, readBandwidth()));
    }

    /// The milliseconds that a number of multiplications and additions takes.
    ///
    /// @param what they are
    BenchLimit millisecondsOf(double operations, String what) {
        return BenchLimit.estimated(1000 * operations / products() / 1e9, atProducts(operations, what));
    }

    /// How many of something are done in a second, each of so many multiplications and additions.
    ///
    /// @param what they are
    BenchLimit perSecondOf(double operations, String what) {
        return BenchLimit.estimated(products() * 1e9 / operations, atProducts(operations, what));
    }

    private String atProducts(double operations, String what) {
        return String.format(Locale.ROOT, "%s, %.3g operations at %.0f GFLOP/s", what, operations, products());
    }
}
