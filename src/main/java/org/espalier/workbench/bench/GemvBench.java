package org.espalier.workbench.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.espalier.task.TaskContext;
import org.espalier.tensor.kernel.Activations;
import org.espalier.tensor.kernel.FastestKernels;
import org.espalier.tensor.kernel.Multiplier;
import org.espalier.tensor.kernel.PlainRead;
import org.espalier.tensor.kernel.RowTeam;
import org.espalier.tensor.kernel.Weights;

/// Matrix-vector products of one shape in many forms, in turns within each round, with a plain read of the
/// dense
/// matrix's bytes among them: what other work takes away, it takes from all alike.
final class GemvBench {

    private static final int COPIES = 2;
    private static final int WARM_UP = 3;
    private static final String READ = "read";
    private static final String DENSE = "bf16/dense";
    private static final int[] PERCENTS = {30, 50, 60, 70};

    private final int columns;
    private final int rounds;
    private final Map<String, List<Weights>> variants = new LinkedHashMap<>();

    /// Makes the matrices.
    ///
    /// @param quick only what is compared most, in fewer rounds
    GemvBench(int rows, int columns, boolean quick, long seed, TaskContext context) {
        this.columns = columns;
        this.rounds = quick ? 7 : 15;
        RandomWeights base = RandomWeights.of(rows, columns, seed);
        put(DENSE, base.dense());
        put("bf16/structured50", base.firstRows(rows / 2).dense());
        put("int8/dense", base.denseInt8());
        for (int percent : PERCENTS) {
            context.checkCancelled();
            if (!quick || percent == 50) {
                RandomWeights sparse = base.sparse(percent / 100.0, seed + percent);
                put("bf16/sparse" + percent, sparse.packed());
                put("int8/sparse" + percent, sparse.packedInt8());
            }
        }
        if (!quick) {
            RandomWeights pattern = base.twoOfFour(seed + 24);
            put("bf16/2of4", pattern.packed());
            put("int8/2of4", pattern.packedInt8());
            put("bf16/sparse0", base.packed());
        }
    }

    private void put(String name, Weights w) {
        List<Weights> copies = new ArrayList<>(List.of(w));
        while (copies.size() < COPIES) {
            copies.add(RandomWeights.copy(w));
        }
        variants.put(name, copies);
    }

    /// Seconds of each product by its name, one entry a round.
    ///
    /// @param threads that share the rows
    private Map<String, double[]> seconds(int threads, TaskContext context) {
        Map<String, double[]> seconds = new LinkedHashMap<>();
        seconds.put(READ, new double[rounds]);
        variants.keySet().forEach(name -> seconds.put(name, new double[rounds]));
        SplittableRandom random = new SplittableRandom(7);
        float[] values = new float[columns];
        for (int i = 0; i < columns; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        Activations x = new Activations(columns);
        try (RowTeam team = new RowTeam(threads)) {
            Multiplier multiplier = new Multiplier(FastestKernels.shared(), team);
            for (int round = -WARM_UP; round < rounds; round++) {
                context.checkCancelled();
                int copy = Math.floorMod(round, COPIES);
                for (Map.Entry<String, double[]> entry : seconds.entrySet()) {
                    boolean read = entry.getKey().equals(READ);
                    Weights w = Objects.requireNonNull(variants.get(read ? DENSE : entry.getKey()))
                            .get(read ? (copy + 1) % COPIES : copy);
                    float[] y = new float[w.rows()];
                    x.set(values);
                    long begin = System.nanoTime();
                    if (read) {
                        PlainRead.read(w, y, team);
                    } else {
                        multiplier.multiply(w, x, y);
                    }
                    double took = (System.nanoTime() - begin) / 1e9;
                    if (round >= 0) {
                        entry.getValue()[round] = took;
                    }
                }
                context.progress(round + WARM_UP, rounds + WARM_UP);
            }
        }
        return seconds;
    }

    /// Measures with so many threads.
    ///
    /// @param suffix of the names
    List<BenchResult> results(int threads, String suffix, TaskContext context) {
        Map<String, double[]> seconds = seconds(threads, context);
        double[] read = Objects.requireNonNull(seconds.get(READ));
        double[] dense = Objects.requireNonNull(seconds.get(DENSE));
        double bytes =
                (double) Objects.requireNonNull(variants.get(DENSE)).getFirst().bytes();
        double[] bandwidth = new double[rounds];
        double[] share = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            bandwidth[i] = bytes / read[i] / 1e9;
            share[i] = read[i] / dense[i];
        }
        BenchResult plain = BenchResult.measured("decode/read-bandwidth" + suffix, "GB/s", bandwidth);
        String beside = String.format(
                Locale.ROOT, "read bandwidth %.1f GB/s, %d thread%s", plain.value(), threads, threads == 1 ? "" : "s");
        List<BenchResult> results = new ArrayList<>();
        results.add(plain);
        results.add(BenchResult.measured("decode/gemv/" + DENSE + suffix, "share of read bandwidth", share)
                .beside(beside));
        seconds.forEach((name, times) -> {
            if (!name.equals(READ) && !name.equals(DENSE)) {
                double[] ratio = new double[rounds];
                java.util.Arrays.setAll(ratio, i -> dense[i] / times[i]);
                results.add(BenchResult.measured("decode/gemv/" + name + suffix, "times " + DENSE, ratio)
                        .beside(beside));
            }
        });
        return results;
    }
}
