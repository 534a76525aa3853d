package org.espalier.search.prune;

import java.io.Serializable;
import org.espalier.search.evaluate.Supplements;

/// Projectors that a search has tuned, for scorers elsewhere.
///
/// @param projectors of the search
record TunedProjectors(Projectors projectors) implements Supplements<Task> {

    @Override
    public String of(Task task) {
        return task.projector().equals(Projectors.OWN) ? "" : task.projector();
    }

    @Override
    public Serializable value(String name) {
        return ProjectorValues.of(projectors.values(name));
    }
}
