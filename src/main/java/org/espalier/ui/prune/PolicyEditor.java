package org.espalier.ui.prune;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A policy under the user's hands: one ratio a part, the total kept exactly by moving the parts that are not locked.
///
/// Every change can be taken back. Knows no toolkit.
final class PolicyEditor {

    /// The most of a part that may be pruned; beyond it a layer is all but gone.
    static final double MOST = 0.99;

    private static final int KEPT = 200;
    private static final int HALVINGS = 60;

    private record State(List<Double> ratios, List<Boolean> locked) {}

    private final Deque<State> past = new ArrayDeque<>();
    private final Deque<State> future = new ArrayDeque<>();
    private List<PolicyPart> parts = List.of();
    private State now = new State(List.of(), List.of());
    private double target;
    private boolean edited;
    private boolean forgotten;

    /// Begins with `parts`, each at its ratio; what was edited before is forgotten.
    void start(List<PolicyPart> parts, List<Double> ratios) {
        this.parts = List.copyOf(parts);
        now = new State(List.copyOf(ratios), Collections.nCopies(parts.size(), false));
        target = mean(now.ratios());
        edited = false;
        forgotten = false;
        past.clear();
        future.clear();
    }

    /// Takes the ratios it began with for the user's own choice.
    void keep() {
        edited = true;
    }

    /// Changes the total; parts that are not locked move alike.
    void target(double share) {
        target = Math.clamp(share, 0, MOST);
        now = new State(balanced(now, -1), now.locked());
        target = mean(now.ratios());
    }

    /// Sets one part's ratio, as far as the others can make up for it. While a drag goes on, `first` is true once.
    void set(int part, double ratio, boolean first) {
        if (now.locked().get(part)) {
            return;
        }
        if (first) {
            remember();
        }
        edited = true;
        List<Double> ratios = new ArrayList<>(now.ratios());
        double others = 0;
        double fixed = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (i != part && now.locked().get(i)) {
                fixed += parts.get(i).weights() * ratios.get(i);
            } else if (i != part) {
                others += parts.get(i).weights();
            }
        }
        double mine = parts.get(part).weights();
        double wanted = target * weights() - fixed;
        double least = Math.max(0, (wanted - MOST * others) / mine);
        double most = Math.min(MOST, wanted / mine);
        if (least > most) {
            return;
        }
        ratios.set(part, Math.clamp(ratio, least, most));
        now = new State(balanced(new State(ratios, now.locked()), part), now.locked());
    }

    /// Locks or unlocks a part: a locked one does not move when others do.
    void lock(int part) {
        remember();
        List<Boolean> locked = new ArrayList<>(now.locked());
        locked.set(part, !locked.get(part));
        now = new State(now.ratios(), List.copyOf(locked));
    }

    /// Every free part moved by the same amount, within limits, until the total is what was asked for.
    private List<Double> balanced(State state, int held) {
        double low = -1;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (mean(shifted(state, held, middle)) < target) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return shifted(state, held, (low + high) / 2);
    }

    private static List<Double> shifted(State state, int held, double by) {
        List<Double> ratios = new ArrayList<>(state.ratios().size());
        for (int i = 0; i < state.ratios().size(); i++) {
            double ratio = state.ratios().get(i);
            ratios.add(i == held || state.locked().get(i) ? ratio : Math.clamp(ratio + by, 0, MOST));
        }
        return List.copyOf(ratios);
    }

    private double mean(List<Double> ratios) {
        double sum = 0;
        for (int i = 0; i < ratios.size(); i++) {
            sum += ratios.get(i) * parts.get(i).weights();
        }
        return weights() == 0 ? 0 : sum / weights();
    }

    private void remember() {
        past.push(now);
        while (past.size() > KEPT) {
            past.removeLast();
            forgotten = true;
        }
        future.clear();
    }

    /// Takes the last change back; nothing if there is none.
    void undo() {
        move(past, future);
        edited = edited && (forgotten || !past.isEmpty());
    }

    /// Makes the change taken back last once more; nothing if there is none.
    void redo() {
        move(future, past);
    }

    private void move(Deque<State> from, Deque<State> to) {
        if (!from.isEmpty()) {
            to.push(now);
            now = from.pop();
            edited = true;
        }
    }

    boolean undoable() {
        return !past.isEmpty();
    }

    boolean redoable() {
        return !future.isEmpty();
    }

    /// Whether the ratios are no longer those it began with or the slider's.
    boolean edited() {
        return edited;
    }

    List<PolicyPart> parts() {
        return parts;
    }

    double ratio(int part) {
        return now.ratios().get(part);
    }

    boolean locked(int part) {
        return now.locked().get(part);
    }

    /// All weights of the parts.
    long weights() {
        return parts.stream().mapToLong(PolicyPart::weights).sum();
    }

    /// The share of all weights that is pruned.
    double total() {
        return mean(now.ratios());
    }

    /// Canonical layer name -> ratio.
    Map<String, Double> ratios() {
        Map<String, Double> ratios = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            double ratio = now.ratios().get(i);
            parts.get(i).layers().forEach(layer -> ratios.put(layer, ratio));
        }
        return ratios;
    }
}
