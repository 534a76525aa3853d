package org.espalier.workbench.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.espalier.model.llava.Activation;
import org.espalier.model.llava.Rope;
import org.espalier.model.llava.TextConfig;
import org.espalier.task.TaskContext;
import org.espalier.tensor.kernel.FastestKernels;
import org.espalier.tensor.kernel.Multiplier;
import org.espalier.tensor.kernel.RowTeam;
import org.espalier.workbench.gain.DecodeMeter;
import org.espalier.workbench.gain.ReadMeter;
import org.espalier.workbench.gain.Thinning;
import org.espalier.workbench.gain.Values;
import org.espalier.workbench.gain.Variant;

/// Decoding with two layers of a LLaMA-7B's shape and random weights. Variants take turns in groups that fit in
/// memory, the dense model in each.
final class PairBench {

    private static final int LAYERS = 2;
    private static final int VOCABULARY = 512;
    private static final int TOKENS = 3;
    private static final List<Integer> PERCENTS = List.of(0, 30, 50, 60, 70);
    private static final Variant DENSE = Variant.dense(Values.BF16);

    private final TextConfig config;
    private final boolean quick;
    private final RowTeam team;
    private final String suffix;

    /// For one team.
    ///
    /// @param hidden 4096 for the 7B
    /// @param inner 11008
    /// @param heads 32
    /// @param suffix of the names
    PairBench(int hidden, int inner, int heads, boolean quick, RowTeam team, String suffix) {
        config = new TextConfig(
                hidden,
                inner,
                LAYERS,
                heads,
                heads,
                hidden / heads,
                VOCABULARY,
                2048,
                Activation.SILU,
                1e-5f,
                new Rope(10000, new Rope.Plain()),
                false);
        this.quick = quick;
        this.team = team;
        this.suffix = suffix;
    }

    /// Variants that take turns, by their names.
    private List<List<Variant>> groups() {
        if (quick) {
            return List.of(List.of(DENSE, new Variant(Values.INT8, Thinning.UNSTRUCTURED, 0.5)));
        }
        List<List<Variant>> groups = new ArrayList<>();
        for (int percent : PERCENTS) {
            double share = percent / 100.0;
            List<Variant> group = new ArrayList<>(List.of(DENSE));
            for (Values values : List.of(Values.BF16, Values.INT8)) {
                group.add(new Variant(values, Thinning.UNSTRUCTURED, share));
                if (percent > 0) {
                    group.add(new Variant(values, Thinning.STRUCTURED, share));
                } else if (values == Values.INT8) {
                    group.add(Variant.dense(values));
                }
                if (percent == 50) {
                    group.add(new Variant(values, Thinning.TWO_OF_FOUR, share));
                }
            }
            groups.add(group);
        }
        return groups;
    }

    private static String name(Variant variant) {
        String form = switch (variant.thinning()) {
            case DENSE -> "dense";
            case UNSTRUCTURED -> "sparse" + Math.round(100 * variant.sparsity());
            case STRUCTURED -> "structured" + Math.round(100 * variant.sparsity());
            case TWO_OF_FOUR -> "2of4";
        };
        return variant.values().word() + "/" + form;
    }

    /// Tokens per second of each; the dense model's come from the first group.
    ///
    /// @param wanted which of the names are measured
    List<BenchResult> results(Predicate<String> wanted, TaskContext context) {
        List<BenchResult> results = new ArrayList<>();
        for (List<Variant> group : groups()) {
            List<Variant> chosen = group.stream()
                    .filter(variant -> wanted.test("decode/7b-pair/" + name(variant) + suffix))
                    .toList();
            boolean again = !results.isEmpty() && chosen.equals(List.of(DENSE));
            if (!chosen.isEmpty() && !again) {
                measure(chosen, results, context);
            }
        }
        return results;
    }

    private void measure(List<Variant> chosen, List<BenchResult> results, TaskContext context) {
        DecodeMeter meter = new DecodeMeter(config, Values.BF16, TOKENS, new Multiplier(FastestKernels.shared(), team));
        List<Variant> all = new ArrayList<>(chosen);
        if (!all.contains(DENSE)) {
            all.addFirst(DENSE);
        }
        for (Variant variant : all) {
            context.checkCancelled();
            meter.add(variant);
        }
        ReadMeter read = new ReadMeter(team);
        double before = read.gigabytesPerSecond();
        Map<Variant, double[]> rates = meter.rates(quick ? 5 : 7, context);
        double after = read.gigabytesPerSecond();
        double bandwidth = (before + after) / 2;
        double[] dense = Objects.requireNonNull(rates.get(DENSE));
        for (Variant variant : chosen) {
            boolean again = variant.equals(DENSE)
                    && results.stream().anyMatch(r -> r.name().equals("decode/7b-pair/" + name(DENSE) + suffix));
            if (again) {
                continue;
            }
            double[] each = Objects.requireNonNull(rates.get(variant));
            double[] ratios = new double[each.length];
            java.util.Arrays.setAll(ratios, i -> each[i] / dense[i]);
            double bytes = meter.decoder(variant).weights().bytesPerToken();
            results.add(BenchResult.measured("decode/7b-pair/" + name(variant) + suffix, "tokens/s", each)
                    .beside(String.format(
                            Locale.ROOT,
                            "%.2f times bf16/dense in turns, %.0f MB per token, read bandwidth %.1f GB/s, %d thread%s",
                            BenchResult.median(ratios),
                            bytes / 1e6,
                            bandwidth,
                            team.threads(),
                            team.threads() == 1 ? "" : "s"))
                    .within(BenchLimit.estimated(
                            Math.max(before, after) * 1e9 / bytes, "its bytes at the faster of two plain reads")));
        }
    }
}
