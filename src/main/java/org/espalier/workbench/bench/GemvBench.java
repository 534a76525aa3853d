package org.espalier.workbench.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.espalier.task.TaskContext;
import org.espalier.tensor.kernel.Activations;
import org.espalier.tensor.kernel.FastestKernels;
import org.espalier.tensor.kernel.Multiplier;
import org.espalier.tensor.kernel.PlainRead;
import org.espalier.tensor.kernel.RowTeam;
import org.espalier.tensor.kernel.Weights;
import org.espalier.workbench.gain.RandomMatrix;
import org.espalier.workbench.gain.Thinning;
import org.espalier.workbench.gain.Values;
import org.espalier.workbench.gain.Variant;

/// Matrix-vector products of one shape in many forms, in turns within each round, with a plain read of the dense
/// matrix's bytes among them: what other work takes away, it takes from all alike.
final class GemvBench {

    private static final int COPIES = 2;
    private static final int WARM_UP = 3;
    private static final String READ = "read";
    private static final String DENSE = "bf16/dense";
    private static final String NAME = "decode/gemv/";
    private static final List<Integer> PERCENTS = List.of(0, 30, 50, 60, 70);

    private final int columns;
    private final int rounds;
    private final long seed;
    private final Map<String, List<Weights>> variants = new LinkedHashMap<>();

    /// Makes the matrices.
    ///
    /// @param quick only what is compared most, in fewer rounds
    /// @param wanted which of the names are measured; the dense product always is
    GemvBench(int rows, int columns, boolean quick, Predicate<String> wanted, long seed, TaskContext context) {
        this.columns = columns;
        this.rounds = quick ? 9 : 15;
        this.seed = seed;
        put(DENSE, Variant.dense(Values.BF16), rows);
        for (Values values : List.of(Values.BF16, Values.INT8)) {
            String word = values.word();
            if (values == Values.INT8 && wanted.test(NAME + "int8/dense")) {
                put("int8/dense", Variant.dense(values), rows);
            }
            for (int percent : PERCENTS) {
                context.checkCancelled();
                String sparse = word + "/sparse" + percent;
                String structured = word + "/structured" + percent;
                if ((!quick || percent == 50) && wanted.test(NAME + sparse)) {
                    put(sparse, new Variant(values, Thinning.UNSTRUCTURED, percent / 100.0), rows);
                }
                boolean smaller = percent > 0 && (!quick || (percent == 50 && values == Values.BF16));
                if (smaller && wanted.test(NAME + structured)) {
                    put(structured, Variant.dense(values), (int) Math.round(rows * (100 - percent) / 100.0));
                }
            }
            if (!quick && wanted.test(NAME + word + "/2of4")) {
                put(word + "/2of4", new Variant(values, Thinning.TWO_OF_FOUR, 0.5), rows);
            }
        }
    }

    private void put(String name, Variant variant, int height) {
        List<Weights> copies = new ArrayList<>();
        for (int i = 0; i < COPIES; i++) {
            copies.add(RandomMatrix.of(height, columns, variant, seed + i));
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
        double fastest = Arrays.stream(bandwidth).max().orElse(Double.NaN);
        results.add(BenchResult.measured("decode/gemv/" + DENSE + suffix, "share of read bandwidth", share)
                .beside(beside)
                .within(BenchLimit.measured(fastest / plain.value(), "the fastest plain read among the rounds")));
        seconds.forEach((name, times) -> {
            if (!name.equals(READ) && !name.equals(DENSE)) {
                double[] ratio = new double[rounds];
                Arrays.setAll(ratio, i -> dense[i] / times[i]);
                double own =
                        Objects.requireNonNull(variants.get(name)).getFirst().bytes() / fastest / 1e9;
                results.add(BenchResult.measured("decode/gemv/" + name + suffix, "times " + DENSE, ratio)
                        .beside(beside)
                        .within(BenchLimit.estimated(
                                BenchResult.median(dense) / own, "its bytes at the fastest plain read")));
            }
        });
        return results;
    }
}
