package org.espalier.search.prune;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The range of each gene's ratio, on a grid.
///
/// @param lows lowest ratio of each gene
/// @param highs highest ratio of each gene
/// @param step of the grid
public record Ranges(List<Double> lows, List<Double> highs, double step) {

    /// Keeps its own copies.
    public Ranges {
        lows = List.copyOf(lows);
        highs = List.copyOf(highs);
    }

    /// The same range for all.
    public static Ranges all(int genes, double low, double high, double step) {
        return new Ranges(Collections.nCopies(genes, low), Collections.nCopies(genes, high), step);
    }

    double low(int gene) {
        return lows.get(gene);
    }

    double high(int gene) {
        return highs.get(gene);
    }

    /// How many points the grid has in a gene's range.
    int points(int gene) {
        return (int) Math.floor((high(gene) - low(gene)) / step + 1e-9) + 1;
    }

    /// The narrower ranges around what has survived: from one step below the least to one above the greatest ratio
    /// of the survivors, never wider than before.
    ///
    /// @param survivors ratios by gene
    Ranges around(List<double[]> survivors) {
        List<Double> low = new ArrayList<>();
        List<Double> high = new ArrayList<>();
        for (int g = 0; g < lows.size(); g++) {
            int gene = g;
            double least = survivors.stream().mapToDouble(r -> r[gene]).min().orElse(low(g));
            double most = survivors.stream().mapToDouble(r -> r[gene]).max().orElse(high(g));
            low.add(Math.max(low(g), Math.min(high(g), least - step)));
            high.add(Math.min(high(g), Math.max(low(g), most + step)));
        }
        return new Ranges(low, high, step);
    }
}
