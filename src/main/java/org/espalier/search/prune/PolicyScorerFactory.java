package org.espalier.search.prune;

import java.util.List;
import org.espalier.model.llava.LlavaModel;
import org.espalier.search.evaluate.ModelFiles;
import org.espalier.search.evaluate.Scorer;
import org.espalier.search.evaluate.ScorerFactory;
import org.espalier.task.TaskContext;

/// A search's bench, set up once more on another machine from the model and the same samples.
///
/// @param model its files
/// @param proxy samples that policies are searched by
/// @param heldOut samples that only report
/// @param setup as on the machine that searches
public record PolicyScorerFactory(ModelFiles model, List<Sample> proxy, List<Sample> heldOut, SearchBench.Setup setup)
        implements ScorerFactory<Task, Score> {

    /// Keeps its own copies.
    public PolicyScorerFactory {
        proxy = List.copyOf(proxy);
        heldOut = List.copyOf(heldOut);
    }

    @Override
    public Scorer<Task, Score> open(TaskContext context) {
        LlavaModel loaded = model.open(LlavaModel::open);
        try {
            return new RemoteBench(loaded, new SearchBench(loaded, proxy, heldOut, null, setup, context));
        } catch (RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    private record RemoteBench(LlavaModel model, SearchBench bench) implements Scorer<Task, Score> {

        @Override
        public Score score(Task task, TaskContext context) {
            return bench.scorer().score(task, context);
        }

        @Override
        public void supplement(String name, java.io.Serializable value) {
            bench.scorer().supplement(name, value);
        }

        @Override
        public void close() {
            bench.close();
            model.close();
        }
    }
}
