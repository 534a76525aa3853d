package org.espalier.model.llava.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// The order of a pass: all items shuffled, cut into batches.
final class Batches {

    private Batches() {}

    /// `items` in a random order, `size` at a time; the last batch may be smaller.
    static <T> List<List<T>> shuffled(List<T> items, int size, Random random) {
        List<T> order = new ArrayList<>(items);
        Collections.shuffle(order, random);
        return inOrder(order, size);
    }

    /// `items` in their order, `size` at a time.
    static <T> List<List<T>> inOrder(List<T> items, int size) {
        List<List<T>> batches = new ArrayList<>();
        for (int from = 0; from < items.size(); from += size) {
            batches.add(items.subList(from, Math.min(items.size(), from + size)));
        }
        return batches;
    }
}
