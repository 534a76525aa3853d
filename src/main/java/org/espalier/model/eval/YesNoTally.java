package org.espalier.model.eval;

/// Counts answers to yes-or-no questions.
final class YesNoTally {

    private int rightYes;
    private int wrongYes;
    private int rightNo;
    private int wrongNo;

    void add(boolean said, boolean gold) {
        if (said) {
            rightYes += gold ? 1 : 0;
            wrongYes += gold ? 0 : 1;
        } else {
            rightNo += gold ? 0 : 1;
            wrongNo += gold ? 1 : 0;
        }
    }

    /// In percent; 0 where nothing was to be counted.
    Part.YesNo part() {
        int all = rightYes + wrongYes + rightNo + wrongNo;
        return new Part.YesNo(
                share(rightYes + rightNo, all),
                share(2 * rightYes, 2 * rightYes + wrongYes + wrongNo),
                share(rightYes, rightYes + wrongYes),
                share(rightYes, rightYes + wrongNo),
                share(rightYes + wrongYes, all));
    }

    private static double share(int part, int whole) {
        return whole == 0 ? 0 : 100.0 * part / whole;
    }
}
