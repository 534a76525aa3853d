package org.espalier.search.nas;

import java.util.ArrayList;
import java.util.List;
import org.espalier.task.WorkbenchException;

/// The grid of rank ratios and patch sizes on which search spaces move.
///
/// @param lowRank least rank ratio
/// @param highRank largest rank ratio, at most 1
/// @param rankStep between two
/// @param lowPatch least side of a patch, pixels
/// @param highPatch largest side of a patch, pixels
/// @param patchStep between two
public record SpaceGrid(
        double lowRank, double highRank, double rankStep, double lowPatch, double highPatch, double patchStep) {

    /// 12 rank ratios and 5 patch sizes.
    public static final SpaceGrid RELEASED = new SpaceGrid(0.4, 0.95, 0.05, 16, 32, 4);

    /// Patches of 8 to 24 pixels, for pictures of about 100.
    public static final SpaceGrid SMALL = new SpaceGrid(0.3, 0.9, 0.05, 8, 24, 4);

    /// Ranks have two decimals.
    private static final double LEAST_STEP = 0.01;

    /// Refuses a grid without two ranks or two patch sizes, of ranks less than 0.01 apart, or of parts of pixels.
    public SpaceGrid {
        if (!(lowRank > 0 && rankStep >= LEAST_STEP && lowRank + rankStep <= highRank && highRank <= 1)
                || !(lowPatch >= 1 && patchStep >= 1 && lowPatch + patchStep <= highPatch && highPatch <= 4096)
                || !(whole(lowPatch) && whole(highPatch) && whole(patchStep))) {
            throw WorkbenchException.usage(
                    "nas.grid",
                    "ranks " + lowRank + ".." + highRank + " by " + rankStep + " and patches " + lowPatch + ".."
                            + highPatch + " by " + patchStep + " are no grid",
                    "Give each as LOW,HIGH,STEP, ranks at least 0.01 apart and patches in whole pixels, as in"
                            + " --ranks 0.4,0.95,0.05 --patches 16,32,4.");
        }
    }

    private static boolean whole(double pixels) {
        return pixels == Math.rint(pixels);
    }

    /// The nearest place within the bounds, with ranks of two decimals.
    SpaceMove.Place clamp(double rank, double patch) {
        return new SpaceMove.Place(
                Math.rint(Math.clamp(rank, lowRank, highRank) * 100) / 100, Math.clamp(patch, lowPatch, highPatch));
    }

    /// The nearest place within the bounds, with ranks of two decimals.
    SpaceMove.Place clamp(SpaceMove.Place place) {
        SpaceMove.Place plain = clamp(place.rank(), place.patch());
        Double mlp = place.rankMlp();
        return mlp == null
                ? plain
                : new SpaceMove.Place(
                        plain.rank(), plain.patch(), clamp(mlp, lowPatch).rank());
    }

    /// Every place with a rank of attention and one of the MLP.
    List<SpaceMove.Place> separate() {
        List<SpaceMove.Place> places = new ArrayList<>();
        for (SpaceMove.Place place : places()) {
            for (int r = 0; lowRank + r * rankStep <= highRank + 1e-9; r++) {
                double mlp = clamp(lowRank + r * rankStep, lowPatch).rank();
                places.add(new SpaceMove.Place(place.rank(), place.patch(), mlp));
            }
        }
        return List.copyOf(places);
    }

    double rankWidth() {
        return highRank - lowRank;
    }

    double patchWidth() {
        return highPatch - lowPatch;
    }

    /// Every place.
    List<SpaceMove.Place> places() {
        List<SpaceMove.Place> places = new ArrayList<>();
        for (int p = 0; lowPatch + p * patchStep <= highPatch; p++) {
            for (int r = 0; lowRank + r * rankStep <= highRank + 1e-9; r++) {
                places.add(clamp(lowRank + r * rankStep, lowPatch + p * patchStep));
            }
        }
        return List.copyOf(places);
    }
}
