package org.espalier.search.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.model.llava.Linear;

/// A projector's weights as they are sent to other machines.
///
/// @param values by canonical name, row-major
record ProjectorValues(TreeMap<String, float[]> values) implements Serializable {

    static ProjectorValues of(Map<String, float[]> values) {
        return new ProjectorValues(new TreeMap<>(values));
    }

    /// A layer shaped like `own` with these weights, under `manager`.
    Linear linear(Linear own, NDManager manager) {
        NDArray bias = own.bias();
        return new Linear(
                own.name(),
                manager.create(get(own.name() + ".weight"), own.weight().getShape()),
                bias == null ? null : manager.create(get(own.name() + ".bias"), bias.getShape()));
    }

    private float[] get(String name) {
        float[] found = values.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return found;
    }
}
