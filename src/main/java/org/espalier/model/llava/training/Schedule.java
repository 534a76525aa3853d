package org.espalier.model.llava.training;

/// A linear warm-up to `peak`, then half a cosine down to zero.
record Schedule(float peak, int warmup, int steps) {

    float at(int step) {
        if (step < warmup) {
            return peak * (step + 1) / warmup;
        }
        double progress = (step - warmup) / (double) Math.max(1, steps - warmup);
        return (float) (peak * 0.5 * (1 + Math.cos(Math.PI * progress)));
    }
}
