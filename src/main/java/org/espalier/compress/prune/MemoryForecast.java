package org.espalier.compress.prune;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.ToLongFunction;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.CanonicalName;
import org.espalier.model.Component;

/// The most memory a pruning job will hold, estimated before it starts, as a sum of parts.
///
/// @param parts bytes of each, largest first as they are met; embedding and head, and all else, in float32
/// @param knob what would lower it
public record MemoryForecast(SequencedMap<String, Long> parts, String knob) {

    private static final long PROGRAM = 700L << 20;

    /// Of a job over the layers of a checkpoint.
    ///
    /// @param layers those to prune
    /// @param tokens calibration tokens in the decoder
    /// @param pictures whether tower and projector are run
    public static MemoryForecast of(
            Checkpoint checkpoint, List<PrunableLayer> layers, Criterion.Needs needs, long tokens, boolean pictures) {
        SequencedMap<String, Long> parts = new LinkedHashMap<>();
        parts.put("program and libraries", PROGRAM);
        parts.put(
                "embedding and head",
                sum(checkpoint, role -> role.component() == Component.LANGUAGE_MODEL && role.block() < 0));
        long tower = pictures ? sum(checkpoint, role -> role.component() != Component.LANGUAGE_MODEL) : 0;
        long largest = layers.stream().mapToLong(PrunableLayer::weights).max().orElse(0);
        Map<Integer, Long> blocks = new LinkedHashMap<>();
        each(checkpoint, (role, weights) -> {
            if (role.component() == Component.LANGUAGE_MODEL && role.block() >= 0) {
                blocks.merge(role.block(), weights, Long::sum);
            }
        });
        long block = 4 * blocks.values().stream().mapToLong(w -> w).max().orElse(0);
        long hidden = width(layers, "self_attn.q_proj", 1);
        long states = needs == Criterion.Needs.NOTHING ? 0 : 4 * tokens * hidden;
        long moments = 0;
        long factor = 0;
        if (needs == Criterion.Needs.PRODUCTS) {
            for (String source : List.of("self_attn.q_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.down_proj")) {
                long n = width(layers, source, 1);
                moments += n * n * (n <= InputRecorder.WIDEST_SUM ? 8 : 4);
                // Half a square of doubles, or of floats and what is summed up for four of its blocks on the way.
                factor = Math.max(
                        factor, n <= InputRecorder.WIDEST_SUM ? 4 * n * (n + 128) : 2 * n * (n + 128) + 8192 * n);
            }
        }
        if (tower > block + states + moments + factor) {
            parts.put("tower and projector", tower);
        } else {
            parts.put("one block", block);
            parts.put("states of " + tokens + " tokens", states);
            parts.put("second moments of a block", moments);
            parts.put("their factor", factor);
        }
        parts.put("one layer in work", 20 * largest);
        parts.values().removeIf(bytes -> bytes == 0);
        String knob = needs == Criterion.Needs.PRODUCTS && factor + moments > states
                ? "--criterion wanda needs no second moments"
                : needs == Criterion.Needs.NOTHING
                        ? "JAVA_TOOL_OPTIONS=-Xmx2g bounds the Java heap"
                        : "fewer --samples make fewer states";
        return new MemoryForecast(parts, knob);
    }

    private static long width(List<PrunableLayer> layers, String ending, int dim) {
        return layers.stream()
                .filter(layer -> layer.name().endsWith(ending))
                .mapToLong(layer -> layer.tensor().shape().dim(dim))
                .max()
                .orElse(0);
    }

    private static long sum(Checkpoint checkpoint, java.util.function.Predicate<CanonicalName> which) {
        long[] sum = new long[1];
        each(checkpoint, (role, weights) -> sum[0] += which.test(role) ? 4 * weights : 0);
        return sum[0];
    }

    private static void each(Checkpoint checkpoint, java.util.function.ObjLongConsumer<CanonicalName> visitor) {
        ToLongFunction<String> weights = name -> checkpoint.tensor(name).shape().elements();
        for (String name : checkpoint.names()) {
            CanonicalName.of(name).ifPresent(role -> visitor.accept(role, weights.applyAsLong(name)));
        }
    }

    /// The sum.
    long bytes() {
        return parts.values().stream().mapToLong(b -> b).sum();
    }

    /// "Estimated peak memory 5.9 GiB = 0.7 program and libraries + ...; to lower it: ..."; in MiB below 2 GiB.
    public String line() {
        boolean small = bytes() < 2L << 30;
        double unit = small ? 1 << 20 : 1 << 30;
        String figure = small ? "%.1f" : "%.2f";
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "Estimated peak memory " + figure + " %s = ", bytes() / unit, small ? "MiB" : "GiB"));
        String plus = "";
        for (Map.Entry<String, Long> part : parts.entrySet()) {
            text.append(plus)
                    .append(String.format(Locale.ROOT, figure + " ", part.getValue() / unit))
                    .append(part.getKey());
            plus = " + ";
        }
        return text.append("; to lower it: ").append(knob).toString();
    }
}
