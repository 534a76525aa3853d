package org.espalier.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.espalier.workbench.gain.Gain;
import org.espalier.workbench.gain.ShapeGain;
import org.espalier.workbench.step.PruneWhatIfStep;

/// What pruning gains, as two tables.
final class WhatIfText {

    private WhatIfText() {}

    static void print(PruneWhatIfStep.Result result, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s on %s, %d threads; memory read at %.1f GB/s in this run (measured)%n",
                result.model(),
                result.device(),
                result.threads(),
                result.readBandwidth());
        out.println("kernels: " + String.join("; ", result.kernels()));
        out.println();
        out.println("values  pattern       sparsity    file MB  memory MB  MB/token   tokens/s  speed-up");
        for (Gain gain : result.gains()) {
            out.printf(
                    Locale.ROOT,
                    "%-6s  %-12s  %6.1f %%  %,9.1f  %,9.1f  %,8.1f  %,9.2f  %8.2f  %s%n",
                    gain.values(),
                    gain.pattern(),
                    100 * gain.sparsity(),
                    gain.fileBytes() / 1e6,
                    gain.memoryBytes() / 1e6,
                    gain.bytesPerToken() / 1e6,
                    gain.tokensPerSecond(),
                    gain.speedup(),
                    gain.label());
        }
        out.printf(
                Locale.ROOT,
                "bytes are estimated; memory is that of the own decoder with %d tokens; %s%n",
                result.positions(),
                result.gains().getFirst().label().equals("measured")
                        ? "speeds are those of whole decoders with random weights"
                        : "speeds are sums of measured products, without attention over earlier tokens");
        out.println();
        out.println("a bitmap pays from this share of zeros on (measured; in bytes: bf16, f16 6 %, int8 12 %)");
        for (ShapeGain shape : result.shapes()) {
            if (!shape.breakEvens().isEmpty()) {
                out.printf(Locale.ROOT, "  %,6d x %,6d", shape.rows(), shape.columns());
                for (ShapeGain.BreakEven even : shape.breakEvens()) {
                    Double at = even.sparsity();
                    String words = at == null
                            ? "not up to the highest measured"
                            : String.format(Locale.ROOT, "%.0f %%", 100 * at);
                    out.print("  " + even.values() + " " + words);
                }
                out.printf(Locale.ROOT, "  (%s; %d layers)%n", shape.roles(), shape.count());
            }
        }
    }
}
