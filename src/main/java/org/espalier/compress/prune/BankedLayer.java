package org.espalier.compress.prune;

import java.util.EnumMap;
import java.util.Map;
import org.espalier.task.TaskContext;

/// A layer with all that is needed to prune it again and again, at any ratio and by any rule: its dense weights,
/// the statistics of its inputs, and what was worked out from them and kept.
///
/// The inverse that OBS needs is made once for all layers that share inputs; a rank map once for each saliency.
/// Safe for use by several threads.
public final class BankedLayer {

    private final String name;
    private final Matrix weights;
    private final InputStatistics inputs;
    private final Map<Saliency, RankMap> ranks = new EnumMap<>(Saliency.class);

    /// A layer under its canonical name.
    ///
    /// @param weights dense, (outputs, inputs); never changed
    /// @param inputs statistics of its inputs in the dense model
    public BankedLayer(String name, Matrix weights, InputStatistics inputs) {
        this.name = name;
        this.weights = weights;
        this.inputs = inputs;
    }

    /// Its canonical name without `.weight`.
    public String name() {
        return name;
    }

    /// Its dense weights.
    public Matrix weights() {
        return weights;
    }

    /// How many weights it has.
    public int size() {
        return weights.values().length;
    }

    /// The statistics of its inputs.
    public InputStatistics inputs() {
        return inputs;
    }

    /// The order in which its weights go: worked out when it is first asked for, then kept.
    public RankMap ranks(Saliency saliency, TaskContext context) {
        synchronized (ranks) {
            RankMap known = ranks.get(saliency);
            if (known == null) {
                known = RankMap.of(weights, inputs, saliency, context);
                ranks.put(saliency, known);
            }
            return known;
        }
    }

    /// Prunes by a rule, from the dense weights.
    public Pruned prune(Criterion criterion, Target target, TaskContext context) {
        return criterion.prune(weights, inputs, target, context);
    }

    /// The weights kept by `mask`, corrected for those that go as OBS does it.
    public Pruned update(Mask mask, TaskContext context) {
        return new Obs().update(weights, inputs, mask, context);
    }
}
