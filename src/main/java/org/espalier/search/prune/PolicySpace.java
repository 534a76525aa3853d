package org.espalier.search.prune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.espalier.task.WorkbenchException;

/// All policies that prune exactly one number of weights: layers, the genes they are grouped in, and the range
/// each gene's ratio may take.
///
/// Any vector of ratios becomes a candidate by [#repair]: the shares that genes *keep* are scaled together and
/// clipped to the ranges until the budget is met, and what rounding leaves over goes to the layers with the
/// largest remainders, counted in weights and not in ratios. So every two candidates prune equally many weights
/// to the weight, and a norm term cannot win by pruning more.
public final class PolicySpace {

    private static final int BISECTIONS = 200;

    private final List<String> layers;
    private final List<String> genes;
    private final int[] sizes; // weights of each layer
    private final int[] geneOf; // gene of each layer
    private final long[] geneSizes; // weights of each gene
    private final long budget;

    private PolicySpace(List<String> layers, int[] sizes, List<String> genes, int[] geneOf, long budget) {
        this.layers = layers;
        this.sizes = sizes;
        this.genes = genes;
        this.geneOf = geneOf;
        this.budget = budget;
        this.geneSizes = new long[genes.size()];
        for (int i = 0; i < sizes.length; i++) {
            geneSizes[geneOf[i]] += sizes[i];
        }
    }

    /// The space of a model's layers.
    ///
    /// @param weights layer to number of weights, in the order in which data meets them
    /// @param target share of all those weights that every policy prunes, in (0, 1)
    /// @throws WorkbenchException if the target is out of range or rounds to nothing
    public static PolicySpace of(SequencedMap<String, Integer> weights, Unit unit, double target) {
        if (!(target > 0 && target < 1)) {
            throw WorkbenchException.usage(
                    "search.target", "a target of " + target + " is not in (0, 1)", "Give --target 0.5 for half.");
        }
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<Integer> geneOf = new ArrayList<>();
        for (String layer : weights.keySet()) {
            String gene = unit.gene(layer);
            numbers.putIfAbsent(gene, numbers.size());
            geneOf.add(numbers.getOrDefault(gene, 0));
        }
        int[] sizes = weights.values().stream().mapToInt(Integer::intValue).toArray();
        long total = Arrays.stream(sizes).asLongStream().sum();
        long budget = Math.round(target * total);
        if (budget < 1 || budget >= total) {
            throw WorkbenchException.infeasible(
                    "search.target",
                    "a target of " + target + " of " + total + " weights leaves nothing to choose",
                    "Give a --target between.");
        }
        return new PolicySpace(
                List.copyOf(weights.sequencedKeySet()),
                sizes,
                List.copyOf(numbers.keySet()),
                geneOf.stream().mapToInt(Integer::intValue).toArray(),
                budget);
    }

    /// Names of the layers.
    List<String> layers() {
        return layers;
    }

    /// Names of the genes.
    public List<String> genes() {
        return genes;
    }

    /// Weights of a gene.
    long geneSize(int gene) {
        return geneSizes[gene];
    }

    /// Names of a gene's layers.
    List<String> layersOf(int gene) {
        return IntStream.range(0, sizes.length)
                .filter(i -> geneOf[i] == gene)
                .mapToObj(layers::get)
                .toList();
    }

    /// Weights that every candidate prunes.
    public long budget() {
        return budget;
    }

    /// Weights of all layers.
    long total() {
        return Arrays.stream(geneSizes).sum();
    }

    /// Budget over all weights.
    public double target() {
        return (double) budget / total();
    }

    /// Checks that the ranges allow the budget.
    ///
    /// @throws WorkbenchException if not even their ends do
    void check(Ranges ranges) {
        double least = 0;
        double most = 0;
        for (int g = 0; g < geneSizes.length; g++) {
            least += geneSizes[g] * ranges.low(g);
            most += geneSizes[g] * ranges.high(g);
        }
        if (least > budget || most < budget) {
            throw WorkbenchException.infeasible(
                    "search.ranges",
                    String.format(
                            java.util.Locale.ROOT,
                            "ratios within their ranges prune %.1f to %.1f %% of the weights; the target is %.1f %%",
                            100 * least / total(),
                            100 * most / total(),
                            100 * target()),
                    "Widen --lowest and --highest around the --target.");
        }
    }

    /// The candidate nearest to ratios that need not meet the budget.
    ///
    /// @param wanted one ratio a gene
    public Candidate repair(double[] wanted, Ranges ranges) {
        double low = 0;
        double high = 1;
        while (pruned(wanted, ranges, high) > budget && high < 1e12) {
            high *= 2;
        }
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (pruned(wanted, ranges, middle) > budget) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return rounded(ratios(wanted, ranges, high));
    }

    private double pruned(double[] wanted, Ranges ranges, double scale) {
        double sum = 0;
        double[] ratios = ratios(wanted, ranges, scale);
        for (int g = 0; g < ratios.length; g++) {
            sum += geneSizes[g] * ratios[g];
        }
        return sum;
    }

    /// Every gene keeps `scale` times what it wanted to, and at least a little, so that any budget can be met.
    private static double[] ratios(double[] wanted, Ranges ranges, double scale) {
        double[] ratios = new double[wanted.length];
        for (int g = 0; g < ratios.length; g++) {
            double keep = scale * Math.max(1 - wanted[g], 1e-6);
            ratios[g] = Math.clamp(1 - keep, ranges.low(g), ranges.high(g));
        }
        return ratios;
    }

    private Candidate rounded(double[] ratios) {
        int[] zeros = new int[sizes.length];
        double[] remainders = new double[sizes.length];
        long sum = 0;
        for (int i = 0; i < sizes.length; i++) {
            double exact = sizes[i] * ratios[geneOf[i]];
            zeros[i] = Math.clamp((long) Math.floor(exact + 1e-9), 0, sizes[i]);
            remainders[i] = exact - zeros[i];
            sum += zeros[i];
        }
        int[] order = IntStream.range(0, sizes.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -remainders[i])
                        .thenComparingInt(i -> i))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int turn = 0; sum < budget; turn++) {
            int i = order[turn % order.length];
            if (zeros[i] < sizes[i]) {
                zeros[i]++;
                sum++;
            }
        }
        for (int turn = order.length - 1; sum > budget; turn += order.length - 1) {
            int i = order[turn % order.length];
            if (zeros[i] > 0) {
                zeros[i]--;
                sum--;
            }
        }
        return new Candidate(Arrays.stream(zeros).boxed().toList());
    }

    /// The ratio of each gene.
    double[] ratios(Candidate candidate) {
        double[] ratios = new double[genes.size()];
        for (int i = 0; i < sizes.length; i++) {
            ratios[geneOf[i]] += (double) candidate.zeros().get(i) / geneSizes[geneOf[i]];
        }
        return ratios;
    }

    /// The ratio of each layer, in a form that a rule `(int) (weights * ratio)` turns back into the count.
    public SequencedMap<String, Double> policy(Candidate candidate) {
        SequencedMap<String, Double> policy = new LinkedHashMap<>();
        for (int i = 0; i < sizes.length; i++) {
            int zeros = candidate.zeros().get(i);
            double ratio = (double) zeros / sizes[i];
            while ((int) (sizes[i] * ratio) < zeros) {
                ratio = Math.nextUp(ratio);
            }
            policy.put(layers.get(i), ratio);
        }
        return policy;
    }

    /// A gene's ratio from one for each layer, weighted by size.
    double[] geneRatios(Map<String, Double> perLayer) {
        double[] ratios = new double[genes.size()];
        for (int i = 0; i < sizes.length; i++) {
            ratios[geneOf[i]] += perLayer.getOrDefault(layers.get(i), 0.0) * sizes[i] / geneSizes[geneOf[i]];
        }
        return ratios;
    }
}
