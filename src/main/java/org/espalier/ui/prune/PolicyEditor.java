package org.espalier.ui.prune;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A policy under the user's hands: one ratio a part, the total kept exactly by moving the parts that are not locked.
///
/// Its whole state is a value that can be kept and put back. Knows no toolkit.
final class PolicyEditor {

    /// The most of a part that may be pruned; beyond it a layer is all but gone.
    static final double MOST = 0.99;

    private static final int HALVINGS = 60;

    /// What it has come to.
    ///
    /// @param target the share of all weights that is to be pruned
    /// @param edited whether the ratios are no longer those it began with or the slider's
    record State(List<PolicyPart> parts, List<Double> ratios, List<Boolean> locked, double target, boolean edited) {}

    private List<PolicyPart> parts = List.of();
    private List<Double> ratios = List.of();
    private List<Boolean> locked = List.of();
    private double target;
    private boolean edited;

    /// Begins with `parts`, each at its ratio; what was edited before is forgotten.
    void start(List<PolicyPart> parts, List<Double> ratios) {
        this.parts = List.copyOf(parts);
        this.ratios = List.copyOf(ratios);
        locked = Collections.nCopies(parts.size(), false);
        target = total();
        edited = false;
    }

    /// Takes the ratios it began with for the user's own choice.
    void keep() {
        edited = true;
    }

    /// What it has come to, to be put back later.
    State state() {
        return new State(parts, ratios, locked, target, edited);
    }

    /// Puts back what it had come to.
    void restore(State state) {
        parts = state.parts();
        ratios = state.ratios();
        locked = state.locked();
        target = state.target();
        edited = state.edited();
    }

    /// Changes the total; parts that are not locked move alike.
    void target(double share) {
        target = Math.clamp(share, 0, MOST);
        ratios = balanced(ratios, -1);
        target = total();
    }

    /// Sets one part's ratio, as far as the others can make up for it.
    void set(int part, double ratio) {
        if (locked.get(part)) {
            return;
        }
        edited = true;
        double others = 0;
        double fixed = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (i != part && locked.get(i)) {
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
        List<Double> moved = new ArrayList<>(ratios);
        moved.set(part, Math.clamp(ratio, least, most));
        ratios = balanced(moved, part);
    }

    /// Locks or unlocks a part: a locked one does not move when others do.
    void lock(int part) {
        List<Boolean> locks = new ArrayList<>(locked);
        locks.set(part, !locks.get(part));
        locked = List.copyOf(locks);
    }

    /// Every free part moved by the same amount, within limits, until the total is what was asked for.
    private List<Double> balanced(List<Double> from, int held) {
        double low = -1;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (mean(shifted(from, held, middle)) < target) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return shifted(from, held, (low + high) / 2);
    }

    private List<Double> shifted(List<Double> from, int held, double by) {
        List<Double> shifted = new ArrayList<>(from.size());
        for (int i = 0; i < from.size(); i++) {
            double ratio = from.get(i);
            shifted.add(i == held || locked.get(i) ? ratio : Math.clamp(ratio + by, 0, MOST));
        }
        return List.copyOf(shifted);
    }

    private double mean(List<Double> ratios) {
        double sum = 0;
        for (int i = 0; i < ratios.size(); i++) {
            sum += ratios.get(i) * parts.get(i).weights();
        }
        return weights() == 0 ? 0 : sum / weights();
    }

    /// Whether the ratios are no longer those it began with or the slider's.
    boolean edited() {
        return edited;
    }

    List<PolicyPart> parts() {
        return parts;
    }

    double ratio(int part) {
        return ratios.get(part);
    }

    boolean locked(int part) {
        return locked.get(part);
    }

    /// All weights of the parts.
    long weights() {
        return parts.stream().mapToLong(PolicyPart::weights).sum();
    }

    /// The share of all weights that is pruned.
    double total() {
        return mean(ratios);
    }

    /// Canonical layer name -> ratio.
    Map<String, Double> ratios() {
        Map<String, Double> byLayer = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            double ratio = ratios.get(i);
            parts.get(i).layers().forEach(layer -> byLayer.put(layer, ratio));
        }
        return byLayer;
    }
}
