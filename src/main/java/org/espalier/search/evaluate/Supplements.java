package org.espalier.search.evaluate;

import java.io.Serializable;

/// What tasks need beyond the model and the samples that a scorer was opened with.
///
/// @param <T> a task
public interface Supplements<T> {

    /// The name of what a task needs; empty if it needs nothing. A name stands for one value for ever.
    String of(T task);

    /// What a name stands for.
    Serializable value(String name);

    /// Nothing is needed by any task.
    static <T> Supplements<T> none() {
        return new Supplements<>() {
            @Override
            public String of(T task) {
                return "";
            }

            @Override
            public Serializable value(String name) {
                throw new IllegalArgumentException("no supplement " + name);
            }
        };
    }
}
