package org.espalier.workbench.step;

import org.espalier.search.prune.Loss;
import org.espalier.search.prune.Omega;
import org.espalier.search.prune.ProjectorAim;
import org.espalier.search.prune.SearchOptions;
import org.espalier.search.prune.Unit;
import org.espalier.search.prune.Weighting;
import org.espalier.task.WorkbenchException;

/// The named choices of `prune search`, from the words that a face has for them.
public record PruneSearchChoices(
        Unit unit,
        SearchOptions.Strategy strategy,
        Loss loss,
        Omega omega,
        double eta,
        Weighting weighting,
        ProjectorAim projectorAim) {

    /// Understands words.
    ///
    /// @throws WorkbenchException if one is not known
    public PruneSearchChoices(
            String unit,
            String strategy,
            String loss,
            String omega,
            String eta,
            String weighting,
            String projectorAim) {
        this(
                Unit.parse(unit),
                SearchOptions.Strategy.parse(strategy),
                Loss.parse(loss),
                Omega.parse(omega),
                eta(eta),
                Weighting.parse(weighting),
                ProjectorAim.parse(projectorAim));
    }

    private static double eta(String word) {
        if (word.equals("adaptive")) {
            return -1;
        }
        double eta = number(word);
        if (!(eta >= 0 && eta < 1e6)) {
            throw WorkbenchException.usage(
                    "search.eta", "--eta is '" + word + "'", "Give a number from 0 on, or adaptive.");
        }
        return eta;
    }

    private static double number(String word) {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
