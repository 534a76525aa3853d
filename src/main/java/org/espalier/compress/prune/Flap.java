package org.espalier.compress.prune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.model.llava.TextConfig;

/// Which heads and neurons go by how much their inputs to `o_proj` and `down_proj` vary (An et al. 2023, FLAP, arXiv
/// 2312.11983): `variance(x_j) * sum_i W_ij^2`, squared once more for heads, made standard over each layer; a head's
/// score is the mean over its channels, and with grouped queries a whole group's.
///
/// Variances are those of all tokens at once, in two sums: the published running ones drop the first batch.
final class Flap {

    private final TextConfig config;
    private final List<double[]> heads = new ArrayList<>();
    private final List<double[]> neurons = new ArrayList<>();

    Flap(TextConfig config) {
        this.config = config;
    }

    /// What goes from one block, by number.
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Kept(int[] groups, int[] neurons) {}

    /// What is known of one block.
    ///
    /// @param heads a score for each group of heads
    /// @param neurons a score for each neuron
    /// @param means of the inputs of `o_proj` and `down_proj` by the layers' names
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Scores(double[] heads, double[] neurons, Map<String, double[]> means) {}

    /// Takes the next block's scores.
    void add(Scores scores) {
        heads.add(scores.heads());
        neurons.add(scores.neurons());
    }

    /// Scores a block.
    Scores score(SeenLayer o, SeenLayer down) {
        double[] attention = metric(o);
        for (int j = 0; j < attention.length; j++) {
            attention[j] *= attention[j];
        }
        standardise(attention);
        int channels = attention.length / config.keyValueHeads();
        double[] groups = IntStream.range(0, config.keyValueHeads())
                .mapToDouble(g -> Arrays.stream(attention, g * channels, (g + 1) * channels)
                        .average()
                        .orElse(0))
                .toArray();
        double[] inner = metric(down);
        standardise(inner);
        return new Scores(
                groups,
                inner,
                Map.of(o.name(), o.inputs().means(), down.name(), down.inputs().means()));
    }

    private static double[] metric(SeenLayer layer) {
        int columns = layer.weights().columns();
        double[] sums = new double[columns];
        float[] values = layer.weights().values();
        for (int i = 0; i < values.length; i++) {
            sums[i % columns] += (double) values[i] * values[i];
        }
        double[] variances = layer.inputs().variances();
        for (int j = 0; j < columns; j++) {
            sums[j] *= variances[j];
        }
        return sums;
    }

    private static void standardise(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = Math.sqrt(squares / Math.max(1, values.length - 1));
        for (int j = 0; j < values.length; j++) {
            values[j] = deviation == 0 ? 0 : (values[j] - mean) / deviation;
        }
    }

    /// What stays where so much goes.
    List<Kept> kept(CutShares shares) {
        return switch (shares) {
            case CutShares.Even(double ratio) ->
                IntStream.range(0, heads.size())
                        .mapToObj(block -> kept(block, ratio, ratio))
                        .toList();
            case CutShares.Ranked(double ratio) -> ranked(ratio);
            case CutShares.ByBlock byBlock ->
                IntStream.range(0, heads.size())
                        .mapToObj(block -> kept(
                                block,
                                byBlock.heads().get(block),
                                byBlock.neurons().get(block)))
                        .toList();
        };
    }

    private Kept kept(int block, double ofHeads, double ofNeurons) {
        return new Kept(best(heads.get(block), ofHeads), best(neurons.get(block), ofNeurons));
    }

    private static int[] best(double[] scores, double ratio) {
        int keep = Math.max(1, scores.length - (int) (scores.length * ratio));
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]).thenComparingInt(i -> -i))
                .limit(keep)
                .mapToInt(i -> i)
                .sorted()
                .toArray();
    }

    /// One ranking over all blocks (AL-AM): a head counts as many neurons as it has weights, `4 headDim / 3` each.
    /// Every block keeps its best group and neuron.
    private List<Kept> ranked(double ratio) {
        record Part(int block, boolean head, int number, double score, double cost) {}
        List<Part> parts = new ArrayList<>();
        double groupCost = 4.0 * config.headDim() / 3 * config.heads() / config.keyValueHeads();
        double total = 0;
        for (int block = 0; block < heads.size(); block++) {
            for (int g = 0; g < heads.get(block).length; g++) {
                parts.add(new Part(block, true, g, heads.get(block)[g], groupCost));
                total += groupCost;
            }
            for (int n = 0; n < neurons.get(block).length; n++) {
                parts.add(new Part(block, false, n, neurons.get(block)[n], 1));
                total += 1;
            }
        }
        parts.sort(Comparator.comparingDouble((Part p) -> -p.score())
                .thenComparingInt(Part::block)
                .thenComparingInt(Part::number));
        double left = total * (1 - ratio);
        boolean[][] keepHeads = new boolean[heads.size()][config.keyValueHeads()];
        boolean[][] keepNeurons = new boolean[heads.size()][];
        for (int block = 0; block < heads.size(); block++) {
            keepNeurons[block] = new boolean[neurons.get(block).length];
            keepHeads[block][best(heads.get(block), 1)[0]] = true;
            keepNeurons[block][best(neurons.get(block), 1)[0]] = true;
            left -= groupCost + 1;
        }
        for (Part part : parts) {
            boolean[] kept = part.head() ? keepHeads[part.block()] : keepNeurons[part.block()];
            if (left < part.cost()) {
                break;
            }
            if (!kept[part.number()]) {
                kept[part.number()] = true;
                left -= part.cost();
            }
        }
        List<Kept> kept = new ArrayList<>();
        for (int block = 0; block < heads.size(); block++) {
            kept.add(new Kept(numbers(keepHeads[block]), numbers(keepNeurons[block])));
        }
        return kept;
    }

    private static int[] numbers(boolean[] kept) {
        return IntStream.range(0, kept.length).filter(i -> kept[i]).toArray();
    }
}
