package org.espalier.model.eval;

/// A mean of scores between 0 and 1, in percent.
final class Share {

    private double sum;
    private int asked;

    void add(boolean right) {
        add(right ? 1 : 0);
    }

    void add(double score) {
        sum += score;
        asked++;
    }

    int asked() {
        return asked;
    }

    double percent() {
        return asked == 0 ? 0 : 100 * sum / asked;
    }
}
