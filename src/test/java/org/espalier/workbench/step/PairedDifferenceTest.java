package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {

    private static BitSet right(int... pictures) {
        BitSet right = new BitSet();
        for (int picture : pictures) {
            right.set(picture);
        }
        return right;
    }

    @Test
    void picturesThatOnlyOneOfThePairHasRightMakeTheDifferenceAndItsError() {
        PairedDifference one = PairedDifference.of(List.of(right(0, 1, 2)), List.of(right(2, 3)), 4);
        // Differences 1, 1, 0, -1: mean 0.25, squared deviations 0.5625 * 2 + 0.0625 + 1.5625 = 2.75.
        assertEquals(25, one.points(), 1e-12);
        assertEquals(100 * Math.sqrt(2.75 / 3 / 4), one.error(), 1e-12);
    }

    @Test
    void pairsAreAveragedPictureByPictureNotCountedAsMorePictures() {
        List<BitSet> ahead = List.of(right(0, 1, 2), right(0, 1, 2), right(0, 1, 2));
        List<BitSet> behind = List.of(right(2, 3), right(2, 3), right(2, 3));
        PairedDifference thrice = PairedDifference.of(ahead, behind, 4);
        PairedDifference once = PairedDifference.of(ahead.subList(0, 1), behind.subList(0, 1), 4);
        assertEquals(once.points(), thrice.points(), 1e-12);
        assertEquals(once.error(), thrice.error(), 1e-12, "the same pair again says nothing new");
    }

    @Test
    void theErrorIsTheSpreadThatOtherPicturesOfTheKindShow() {
        SplittableRandom random = new SplittableRandom(5);
        int pictures = 300;
        double sum = 0;
        double squares = 0;
        double errors = 0;
        int trials = 400;
        for (int t = 0; t < trials; t++) {
            BitSet a = new BitSet();
            BitSet b = new BitSet();
            for (int i = 0; i < pictures; i++) {
                double hard = random.nextDouble();
                a.set(i, random.nextDouble() < 0.3 + 0.6 * hard);
                b.set(i, random.nextDouble() < 0.2 + 0.6 * hard);
            }
            PairedDifference difference = PairedDifference.of(List.of(a), List.of(b), pictures);
            sum += difference.points() / trials;
            squares += difference.points() * difference.points() / trials;
            errors += difference.error() / trials;
        }
        assertEquals(10, sum, 1);
        double spread = Math.sqrt(squares - sum * sum);
        assertTrue(Math.abs(errors - spread) < 0.15 * spread, errors + " against " + spread);
    }

    @Test
    void unequalNumbersOfNetsAreNoPairs() {
        assertThrows(
                IllegalArgumentException.class,
                () -> PairedDifference.of(List.of(right(0)), List.of(right(0), right(1)), 2));
    }
}
