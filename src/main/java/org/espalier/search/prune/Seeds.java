package org.espalier.search.prune;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.espalier.compress.prune.Ecoflap;
import org.espalier.compress.prune.Owl;
import org.espalier.model.llava.LlavaModel;
import org.espalier.task.TaskContext;

/// Policies by rule: where the first generation begins, and what searches are compared with.
///
/// All are ratios of genes that [PolicySpace#repair] brings to the budget.
final class Seeds {

    private static final double PERTURBATION = Ecoflap.PUBLISHED.step();

    private Seeds() {}

    static double[] uniform(PolicySpace space) {
        double[] ratios = new double[space.genes().size()];
        java.util.Arrays.fill(ratios, space.target());
        return ratios;
    }

    /// Attention pruned less, MLP more: `lean` below and above the target.
    static double[] attentionLight(PolicySpace space, double lean) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        for (String layer : space.layers()) {
            boolean attention = layer.contains(".self_attn.");
            ratios.put(layer, Math.clamp(space.target() + (attention ? -lean : lean / 2), 0, 0.99));
        }
        return space.geneRatios(ratios);
    }

    /// Outlier-weighed ratios by block, as [Owl] has them.
    ///
    /// @param scores Wanda's, by layer
    static double[] owl(PolicySpace space, Map<String, double[]> scores) {
        SequencedMap<String, List<Owl.Scores>> blocks = new LinkedHashMap<>();
        for (String layer : space.layers()) {
            blocks.computeIfAbsent(Unit.BLOCK.gene(layer), _ -> new ArrayList<>())
                    .add(Owl.Scores.of(scores.getOrDefault(layer, new double[0])));
        }
        double[] shares =
                blocks.values().stream().mapToDouble(Owl.PUBLISHED::share).toArray();
        double[] ratios = Owl.PUBLISHED.ratios(shares, space.target());
        Map<String, Double> perLayer = new LinkedHashMap<>();
        List<String> names = List.copyOf(blocks.keySet());
        for (String layer : space.layers()) {
            perLayer.put(layer, ratios[names.indexOf(Unit.BLOCK.gene(layer))]);
        }
        return space.geneRatios(perLayer);
    }

    /// Ratios by sensitivity as ECoFLaP takes it (Sung et al. 2023), gene by gene: how much the loss differs when a
    /// gene's weights are moved a little one way and the other.
    static double[] ecoflap(
            PolicySpace space, LlavaModel model, DenseLayers dense, Samples samples, long seed, TaskContext context) {
        context.stage("Measuring sensitivities");
        int genes = space.genes().size();
        double[] sensitivity = new double[genes];
        for (int gene = 0; gene < genes; gene++) {
            context.checkCancelled();
            double plus = moved(space, model, dense, gene, PERTURBATION, seed, samples, context);
            double minus = moved(space, model, dense, gene, -PERTURBATION, seed, samples, context);
            sensitivity[gene] = Math.abs(plus - minus) / (2 * PERTURBATION);
            context.progress(gene + 1L, genes);
        }
        long[] sizes = new long[genes];
        java.util.Arrays.setAll(sizes, space::geneSize);
        double most = Math.max(Ecoflap.PUBLISHED.most(), (1 + space.target()) / 2);
        return new Ecoflap(PERTURBATION, 1, most).ratios(sensitivity, sizes, space.target());
    }

    private static double moved(
            PolicySpace space,
            LlavaModel model,
            DenseLayers dense,
            int gene,
            double by,
            long seed,
            Samples samples,
            TaskContext context) {
        Random random = new Random(seed * 1009 + gene);
        Map<String, float[]> changed = new LinkedHashMap<>();
        for (String layer : space.layersOf(gene)) {
            float[] values = dense.get(layer).values().clone();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (by * random.nextGaussian());
            }
            changed.put(layer, values);
        }
        try (var manager = model.newManager()) {
            return samples.score(
                            new PrunedWeights(changed, List.of()).in(model.decoder(), manager),
                            model.weights().projector(),
                            model.config().imageToken(),
                            context)
                    .answers();
        }
    }
}
