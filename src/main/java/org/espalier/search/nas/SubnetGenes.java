package org.espalier.search.nas;

import java.util.Collections;
import java.util.List;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.Subnet;

/// A subnet as numbers from 0 to 1, for a surrogate: width, depth, multiplications of the largest net's, means over
/// blocks, then heads and MLP ratio of each block, 0 where there is none.
final class SubnetGenes {

    private static final int WHOLE = 5;

    private final Choices choices;
    private final SubnetCosts costs;
    private final int blocks;
    private final double largest;

    SubnetGenes(SearchSpace space, SubnetCosts costs) {
        this.choices = space.config().choices();
        this.costs = costs;
        this.blocks = Collections.max(choices.depth());
        this.largest = costs.macs(space.largest());
    }

    double[] of(Subnet subnet) {
        double[] genes = new double[WHOLE + 2 * blocks];
        genes[0] = place(choices.embedDim(), subnet.embedDim());
        genes[1] = place(choices.depth(), subnet.depth());
        genes[2] = costs.macs(subnet) / largest;
        for (int n = 0; n < subnet.depth(); n++) {
            double heads = place(choices.heads(), subnet.heads().get(n));
            double ratio = place(choices.mlpRatio(), subnet.mlpRatio().get(n));
            genes[3] += heads / subnet.depth();
            genes[4] += ratio / subnet.depth();
            genes[WHOLE + 2 * n] = heads;
            genes[WHOLE + 2 * n + 1] = ratio;
        }
        return genes;
    }

    /// From above 0 for the first choice to 1 for the last.
    private static <T> double place(List<T> all, T one) {
        return (all.indexOf(one) + 1.0) / all.size();
    }
}
