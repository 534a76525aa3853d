package org.espalier.model.vit;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Draws subnets uniformly: depth, then an MLP ratio and heads for each block, then the width.
public record SubnetSampler(VitConfig config) {

    /// One subnet; the largest net if the configuration leaves no choice.
    public Subnet next(RandomGenerator random) {
        Choices choices = config.choices();
        if (choices.isEmpty()) {
            return config.largest();
        }
        int depth = pick(choices.depth(), random);
        List<Double> ratios = new ArrayList<>();
        List<Integer> heads = new ArrayList<>();
        for (int block = 0; block < depth; block++) {
            ratios.add(pick(choices.mlpRatio(), random));
            heads.add(pick(choices.heads(), random));
        }
        return new Subnet(depth, pick(choices.embedDim(), random), heads, ratios);
    }

    private static <T> T pick(List<T> from, RandomGenerator random) {
        return from.get(random.nextInt(from.size()));
    }
}
