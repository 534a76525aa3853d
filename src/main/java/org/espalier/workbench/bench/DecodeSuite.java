package org.espalier.workbench.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.espalier.task.TaskContext;
import org.espalier.tensor.kernel.RowTeam;

/// Matrix-vector products and decoding, dense and pruned, beside the read bandwidth of the same run.
final class DecodeSuite implements BenchSuite {

    private static final List<String> GEMV = List.of(
            "/dense",
            "/sparse0",
            "/sparse30",
            "/sparse50",
            "/sparse60",
            "/sparse70",
            "/2of4",
            "/structured30",
            "/structured50",
            "/structured60",
            "/structured70");

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
        return run(seed, false, _ -> true, context);
    }

    @Override
    public List<BenchResult> runQuickly(long seed, TaskContext context) {
        return run(seed, true, _ -> true, context);
    }

    @Override
    public List<BenchResult> runSome(long seed, boolean quick, Predicate<String> wanted, TaskContext context) {
        return run(seed, quick, wanted, context);
    }

    private List<BenchResult> run(long seed, boolean quick, Predicate<String> wanted, TaskContext context) {
        int all = Runtime.getRuntime().availableProcessors();
        List<BenchResult> results = new ArrayList<>();
        for (int threads : quick || all == 1 ? new int[] {all} : new int[] {all, 1}) {
            String suffix = threads == all ? "" : "/1-thread";
            Predicate<String> here = name -> wanted.test(name + suffix);
            if (Stream.of("bf16", "int8")
                    .anyMatch(v -> GEMV.stream().anyMatch(f -> here.test("decode/gemv/" + v + f)))) {
                context.stage("Measuring products, threads: " + threads);
                GemvBench products = new GemvBench(hidden, inner, quick, here, seed, context);
                results.addAll(products.results(threads, suffix, context));
            }
            context.stage("Measuring two layers of a 7B, threads: " + threads);
            try (RowTeam team = new RowTeam(threads)) {
                results.addAll(new PairBench(hidden, inner, heads, quick, team, suffix).results(wanted, context));
            }
        }
        return results;
    }
}
