package org.espalier.search.nas;

import org.espalier.model.llava.TorchThreads;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.train.Evaluation;
import org.espalier.search.evaluate.Scorer;
import org.espalier.task.TaskContext;

/// Measures the accuracy of subnets with a supernet's weights, in percent.
///
/// @param net the supernet; stays open
/// @param validation pictures to measure on
public record SubnetScorer(VitCheckpoint net, Evaluation validation) implements Scorer<Subnet, Double> {

    @Override
    public Double score(Subnet subnet, TaskContext context) {
        return validation.accuracy(net.config(), net.weights(), subnet, context);
    }

    @Override
    public boolean narrow() {
        return TorchThreads.narrow(net.config().embedDim());
    }

    @Override
    public void close() {}
}
