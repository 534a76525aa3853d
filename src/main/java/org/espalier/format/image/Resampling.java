package org.espalier.format.image;

/// Filters for changing a picture's size; widened when shrinking, so that nothing aliases.
enum Resampling {
    /// A triangle of half-width 1.
    BILINEAR(1) {
        @Override
        double weight(double distance) {
            double x = Math.abs(distance);
            return x < 1 ? 1 - x : 0;
        }
    },
    /// Keys' cubic with a = -0.5, of half-width 2.
    BICUBIC(2) {
        @Override
        double weight(double distance) {
            double x = Math.abs(distance);
            if (x < 1) {
                return ((A + 2) * x - (A + 3)) * x * x + 1;
            }
            return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
        }
    };

    private static final double A = -0.5;

    /// Half the filter's width, in pixels of the larger grid.
    final double support;

    Resampling(double support) {
        this.support = support;
    }

    abstract double weight(double distance);
}
