package org.espalier.workbench.step;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.espalier.workbench.step.NasAblationSeed.Judged;
import org.espalier.workbench.step.NasAblationStep.Lead;

/// How far the last method of an ablation is ahead of each of the others, seed by seed on the same pictures.
final class NasAblationLeads {

    private NasAblationLeads() {}

    /// @param methods as they were asked for; the last is compared with the rest
    /// @param pictures on the test part
    /// @param judged every method with every seed, in the order of the seeds
    static List<Lead> of(List<String> methods, int pictures, List<Judged> judged) {
        List<Lead> leads = new ArrayList<>();
        List<Judged> ours = by(methods.getLast(), judged);
        for (String other : methods.subList(0, methods.size() - 1)) {
            List<Judged> theirs = by(other, judged);
            int pairs = Math.min(ours.size(), theirs.size());
            if (pairs > 0 && pictures > 1) {
                leads.add(new Lead(
                        methods.getLast(),
                        other,
                        pairs,
                        lead(ours, theirs, pairs, pictures, Judged::inherited),
                        lead(ours, theirs, pairs, pictures, Judged::tuned)));
            }
        }
        return leads;
    }

    private static List<Judged> by(String method, List<Judged> judged) {
        return judged.stream().filter(one -> one.row().method().equals(method)).toList();
    }

    private static PairedDifference lead(
            List<Judged> ours, List<Judged> theirs, int pairs, int pictures, Function<Judged, BitSet> right) {
        return PairedDifference.of(
                ours.stream().limit(pairs).map(right).toList(),
                theirs.stream().limit(pairs).map(right).toList(),
                pictures);
    }
}
