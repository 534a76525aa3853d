package org.espalier.workbench.gain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.espalier.format.packed.LayerSpec;
import org.espalier.model.llava.TextConfig;
import org.espalier.task.Label;
import org.espalier.task.TaskContext;
import org.espalier.tensor.kernel.Multiplier;
import org.jspecify.annotations.Nullable;

/// Measures what pruning gains for a decoder of some shape.
///
/// @param config the decoder's shape
/// @param exact what keeps the checkpoint's numbers
/// @param otherBytes of the checkpoint that are never pruned; null where there is no checkpoint: embedding, norms and
///     head then
/// @param sparsities to look at, ascending
public record GainSurvey(
        TextConfig config, Values exact, @Nullable Long otherBytes, List<Double> sparsities) {

    /// Tokens whose keys and values count as memory.
    public static final int POSITIONS = 2048;

    private static final int ROUNDS = 13;
    private static final int TOKENS = 8;

    /// Bytes of a decoder that is measured as a whole; a share of the heap for all its variants.
    private static final double HEAP_SHARE = 0.3;

    /// What was measured.
    ///
    /// @param readBandwidth 10^9 bytes a second, upper quartile over the whole run, measured
    public record Outcome(List<Gain> gains, List<ShapeGain> shapes, double readBandwidth) {}

    /// All ways to prune and keep the decoder, the exact dense one first.
    List<Variant> variants() {
        List<Variant> variants = new ArrayList<>();
        for (Values values : List.of(exact, Values.INT8)) {
            variants.add(Variant.dense(values));
            for (Thinning thinning : List.of(Thinning.UNSTRUCTURED, Thinning.STRUCTURED)) {
                sparsities.forEach(sparsity -> variants.add(new Variant(values, thinning, sparsity)));
            }
            variants.add(new Variant(values, Thinning.TWO_OF_FOUR, 0.5));
        }
        return variants;
    }

    /// Measures.
    public Outcome run(Multiplier multiplier, TaskContext context) {
        List<LayerShape> shapes = DecoderShape.of(config);
        List<Double> bandwidths = new ArrayList<>();
        ReadMeter read = new ReadMeter(multiplier.team());
        ShapeMeter meter = new ShapeMeter(ROUNDS, multiplier, read);
        Map<LayerShape, SequencedMap<Variant, Double>> seconds = new LinkedHashMap<>();
        context.stage("Measuring products");
        for (LayerShape shape : shapes) {
            List<Variant> wanted = new ArrayList<>(shape.pruned() ? variants() : List.of(Variant.dense(exact)));
            if (shape.pruned()) {
                // A bitmap without zeros: where the lines between measured points begin.
                wanted.add(new Variant(exact, Thinning.UNSTRUCTURED, 0));
                wanted.add(new Variant(Values.INT8, Thinning.UNSTRUCTURED, 0));
            }
            seconds.put(shape, meter.seconds(shape, wanted, bandwidths, context));
            context.progress(seconds.size(), shapes.size());
        }
        Map<Variant, Double> whole = whole(multiplier, context);
        return new Outcome(
                gains(shapes, seconds, whole),
                shapes.stream()
                        .map(shape -> shapeGain(shape, Objects.requireNonNull(seconds.get(shape))))
                        .toList(),
                ShapeMeter.quantile(
                        0.75, bandwidths.stream().mapToDouble(b -> b).toArray()));
    }

    /// Tokens per second by variant of whole decoders, if they are small enough; else nothing.
    private Map<Variant, Double> whole(Multiplier multiplier, TaskContext context) {
        long all = 0;
        for (Variant variant : variants()) {
            all += bytesPerToken(variant);
        }
        if (!config.sizes().isEmpty() || all > HEAP_SHARE * Runtime.getRuntime().maxMemory()) {
            return Map.of();
        }
        context.stage("Measuring whole decoders");
        DecodeMeter meter = new DecodeMeter(config, exact, TOKENS, multiplier);
        for (Variant variant : variants()) {
            context.checkCancelled();
            meter.add(variant);
        }
        Map<Variant, Double> rates = new LinkedHashMap<>();
        meter.rates(ROUNDS, context).forEach((variant, each) -> rates.put(variant, ShapeMeter.quantile(0.75, each)));
        return rates;
    }

    private List<Gain> gains(
            List<LayerShape> shapes,
            Map<LayerShape, SequencedMap<Variant, Double>> seconds,
            Map<Variant, Double> whole) {
        Map<Variant, Double> rates = new LinkedHashMap<>(whole);
        for (Variant variant : variants()) {
            double sum = 0;
            for (LayerShape shape : shapes) {
                Variant really = shape.pruned() ? variant : Variant.dense(exact);
                sum += shape.count()
                        * Objects.requireNonNull(
                                Objects.requireNonNull(seconds.get(shape)).get(really));
            }
            rates.putIfAbsent(variant, 1 / sum);
        }
        double dense = Objects.requireNonNull(rates.get(Variant.dense(exact)));
        List<Gain> gains = new ArrayList<>();
        for (Variant variant : variants()) {
            double rate = Objects.requireNonNull(rates.get(variant));
            gains.add(new Gain(
                    variant.values().word(),
                    variant.thinning().word(),
                    variant.thinning() == Thinning.STRUCTURED ? gone(shapes, variant) : variant.sparsity(),
                    fileBytes(shapes, variant),
                    bytesPerToken(variant) + embeddingBytes() + cacheBytes(variant),
                    bytesPerToken(variant),
                    rate,
                    rate / dense,
                    (whole.containsKey(variant) ? Label.MEASURED : Label.ESTIMATED).word()));
        }
        return List.copyOf(gains);
    }

    private static double gone(List<LayerShape> shapes, Variant variant) {
        long all = 0;
        long kept = 0;
        for (LayerShape shape : shapes) {
            if (shape.pruned()) {
                all += shape.count() * shape.weights();
                kept += (long) shape.count() * shape.keptRows(variant) * shape.keptColumns(variant);
            }
        }
        return 1 - (double) kept / all;
    }

    private long fileBytes(List<LayerShape> shapes, Variant variant) {
        long width = exact.type().bits() / 8;
        long norms = width * config.hidden() * (2L * config.layers() + 1);
        Long other = otherBytes;
        long bytes = other != null
                ? other
                : norms + width * config.vocabulary() * config.hidden() * (config.tied() ? 1L : 2L);
        for (LayerShape shape : shapes) {
            bytes += shape.pruned() ? shape.count() * bytes(shape, variant) : 0;
        }
        return bytes;
    }

    /// Bytes of one layer.
    private long bytes(LayerShape shape, Variant variant) {
        int rows = shape.keptRows(variant);
        int columns = shape.keptColumns(variant);
        LayerSpec spec = new LayerSpec(
                variant.thinning().sparse(),
                exact.type(),
                variant.values() == Values.INT8,
                rows,
                columns,
                rows,
                columns);
        return spec.bytes(Math.round((double) rows * columns * (1 - variant.sparsity())));
    }

    private long bytesPerToken(Variant variant) {
        long bytes = 0;
        for (LayerShape shape : DecoderShape.of(config)) {
            bytes += shape.count() * bytes(shape, shape.pruned() ? variant : Variant.dense(exact));
        }
        return bytes;
    }

    private long embeddingBytes() {
        return config.tied() ? 0 : (long) exact.type().bits() / 8 * config.vocabulary() * config.hidden();
    }

    /// Keys and values as floats; a structured cut has fewer heads.
    private long cacheBytes(Variant variant) {
        double heads = 0;
        for (int block = 0; block < config.layers(); block++) {
            heads += config.size(block).keyValueHeads();
        }
        double left = variant.thinning() == Thinning.STRUCTURED ? 1 - variant.sparsity() : 1;
        return Math.round(2.0 * 4 * POSITIONS * config.headDim() * heads * left);
    }

    private ShapeGain shapeGain(LayerShape shape, SequencedMap<Variant, Double> seconds) {
        double dense = Objects.requireNonNull(seconds.get(Variant.dense(exact)));
        List<ShapeGain.Timing> timings = new ArrayList<>();
        seconds.forEach((variant, took) -> timings.add(new ShapeGain.Timing(
                variant.values().word(),
                variant.thinning().word(),
                variant.sparsity(),
                1e6 * took,
                dense / took,
                bytes(shape, variant) / took / 1e9)));
        List<ShapeGain.BreakEven> breakEvens = new ArrayList<>();
        if (shape.pruned()) {
            for (Values values : List.of(exact, Values.INT8)) {
                breakEvens.add(new ShapeGain.BreakEven(
                        values.word(),
                        breakEven(seconds, values),
                        1.0 / values.type().bits()));
            }
        }
        return new ShapeGain(
                shape.roles(),
                shape.rows(),
                shape.columns(),
                shape.count(),
                List.copyOf(timings),
                List.copyOf(breakEvens));
    }

    private @Nullable Double breakEven(Map<Variant, Double> seconds, Values values) {
        double dense = Objects.requireNonNull(seconds.get(Variant.dense(values)));
        List<Double> at = new ArrayList<>(List.of(0.0));
        sparsities.stream().filter(s -> s > 0).forEach(at::add);
        Double before = null;
        for (int i = 0; i < at.size(); i++) {
            double slower =
                    Objects.requireNonNull(seconds.get(new Variant(values, Thinning.UNSTRUCTURED, at.get(i)))) - dense;
            if (slower <= 0) {
                return before == null
                        ? at.get(i)
                        : at.get(i - 1) + (at.get(i) - at.get(i - 1)) * before / (before - slower);
            }
            before = slower;
        }
        return null;
    }
}
