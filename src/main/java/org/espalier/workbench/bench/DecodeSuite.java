package org.espalier.workbench.bench;

import java.util.ArrayList;
import java.util.List;
import org.espalier.task.TaskContext;
import org.espalier.tensor.kernel.RowTeam;

/// Matrix-vector products and decoding, dense and pruned, beside the read bandwidth of the same run.
final class DecodeSuite implements BenchSuite {

    private final int hidden;
    private final int inner;
    private final int heads;

    /// The shapes of a LLaMA-7B.
    DecodeSuite() {
        this(4096, 11008, 32);
    }

    DecodeSuite(int hidden, int inner, int heads) {
        this.hidden = hidden;
        this.inner = inner;
        this.heads = heads;
    }

    @Override
    public String name() {
        return "decode";
    }

    @Override
    public String title() {
        return "matrix-vector products and decoding, dense and pruned";
    }

    @Override
    public List<BenchResult> run(long seed, TaskContext context) {
        return run(seed, false, context);
    }

    @Override
    public List<BenchResult> runQuickly(long seed, TaskContext context) {
        return run(seed, true, context);
    }

    private List<BenchResult> run(long seed, boolean quick, TaskContext context) {
        int threads = Runtime.getRuntime().availableProcessors();
        List<BenchResult> results = new ArrayList<>(products(threads, seed, quick, context));
        double bandwidth = results.getFirst().value();
        context.stage("Measuring two layers of a 7B");
        try (RowTeam team = new RowTeam(threads)) {
            PairBench pair = new PairBench(hidden, inner, heads, quick, seed, team, context);
            results.addAll(pair.results(bandwidth, context));
        }
        return results;
    }

    private List<BenchResult> products(int threads, long seed, boolean quick, TaskContext context) {
        GemvBench products = new GemvBench(hidden, inner, quick, seed, context);
        List<BenchResult> results = new ArrayList<>(products.results(threads, "", context));
        if (!quick && threads > 1) {
            results.addAll(products.results(1, "/1-thread", context));
        }
        return results;
    }
}
