package org.espalier.model.llava.training;

import java.util.Random;

/// The generator of [Random], number for number, whose place in its sequence can be kept and taken up again.
final class ReplayableRandom extends Random {

    private static final long serialVersionUID = 1L;
    private static final long MULTIPLIER = 0x5DEECE66DL;
    private static final long MASK = (1L << 48) - 1;

    // No initialiser: the superclass's constructor sets it through setSeed.
    private long state;

    ReplayableRandom(long seed) {
        super(seed);
    }

    /// Where the sequence is.
    long state() {
        return state;
    }

    /// Goes on from where another one was.
    void resume(long from) {
        state = from & MASK;
    }

    @Override
    public synchronized void setSeed(long seed) {
        state = (seed ^ MULTIPLIER) & MASK;
    }

    @Override
    protected int next(int bits) {
        state = (state * MULTIPLIER + 0xBL) & MASK;
        return (int) (state >>> (48 - bits));
    }
}
