package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// What the decoder remembers of the tokens it has seen: keys and values per block, (rows, keyValueHeads, tokens,
/// headDim). Close it to free the memory.
final class KeyValueCache implements AutoCloseable {

    private final NDManager manager;
    private final Map<Integer, NDArray> keys = new HashMap<>();
    private final Map<Integer, NDArray> values = new HashMap<>();

    /// An empty cache whose arrays live under `parent`.
    KeyValueCache(NDManager parent) {
        this.manager = parent.newSubManager();
    }

    /// A cache of `rows` rows, each beginning with this one's single row.
    KeyValueCache repeated(NDManager parent, int rows) {
        KeyValueCache copy = new KeyValueCache(parent);
        repeat(keys, copy.keys, rows, copy.manager);
        repeat(values, copy.values, rows, copy.manager);
        return copy;
    }

    private static void repeat(Map<Integer, NDArray> from, Map<Integer, NDArray> to, int rows, NDManager manager) {
        from.forEach((layer, one) -> {
            NDArray repeated = one.repeat(0, rows);
            repeated.attach(manager);
            to.put(layer, repeated);
        });
    }

    /// All keys of a block, row-major.
    float[] keys(int layer) {
        return Objects.requireNonNull(keys.get(layer)).toFloatArray();
    }

    /// All values of a block, row-major.
    float[] values(int layer) {
        return Objects.requireNonNull(values.get(layer)).toFloatArray();
    }

    /// Tokens remembered.
    int length() {
        NDArray first = keys.get(0);
        return first == null ? 0 : Math.toIntExact(first.getShape().get(2));
    }

    /// All keys of a block after adding `fresh` to them.
    NDArray addKeys(int layer, NDArray fresh) {
        return add(keys, layer, fresh);
    }

    /// All values of a block after adding `fresh` to them.
    NDArray addValues(int layer, NDArray fresh) {
        return add(values, layer, fresh);
    }

    private NDArray add(Map<Integer, NDArray> store, int layer, NDArray fresh) {
        NDArray old = store.get(layer);
        NDArray all = old == null ? fresh.duplicate() : old.concat(fresh, 2);
        all.attach(manager);
        store.put(layer, all);
        if (old != null) {
            old.close();
        }
        return all;
    }

    @Override
    public void close() {
        manager.close();
    }
}
