package org.espalier.search.nas;

import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.train.Evaluation;
import org.espalier.search.evaluate.ModelFiles;
import org.espalier.search.evaluate.Scorer;
import org.espalier.search.evaluate.ScorerFactory;
import org.espalier.task.TaskContext;

/// A supernet and its validation pictures, set up once more on another machine.
///
/// @param supernet its files
/// @param validation pictures to measure on
public record SubnetScorerFactory(ModelFiles supernet, Evaluation validation) implements ScorerFactory<Subnet, Double> {

    @Override
    public Scorer<Subnet, Double> open(TaskContext context) {
        VitCheckpoint net = supernet.open(VitCheckpoint::open);
        SubnetScorer scorer = new SubnetScorer(net, validation);
        return new Scorer<>() {
            @Override
            public Double score(Subnet subnet, TaskContext task) {
                return scorer.score(subnet, task);
            }

            @Override
            public void close() {
                net.close();
            }
        };
    }
}
