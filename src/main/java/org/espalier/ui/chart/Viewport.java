package org.espalier.ui.chart;

/// The part of a plane that a chart shows, and how it lies on the screen: x to the right, y upwards.
///
/// @param x0 left edge in the plane
/// @param x1 right edge
/// @param y0 bottom edge
/// @param y1 top edge
/// @param left of the drawing area on screen, pixels
/// @param top of the drawing area on screen, pixels
/// @param width of the drawing area, pixels
/// @param height of the drawing area, pixels
record Viewport(double x0, double x1, double y0, double y1, double left, double top, double width, double height) {

    double px(double x) {
        return left + (x - x0) / (x1 - x0) * width;
    }

    double py(double y) {
        return top + height - (y - y0) / (y1 - y0) * height;
    }

    double x(double px) {
        return x0 + (px - left) / width * (x1 - x0);
    }

    double y(double py) {
        return y0 + (top + height - py) / height * (y1 - y0);
    }

    /// Whether a pixel lies in the drawing area.
    boolean holds(double px, double py) {
        return left <= px && px <= left + width && top <= py && py <= top + height;
    }

    /// The same plane in another place on screen.
    Viewport placed(double left, double top, double width, double height) {
        return new Viewport(x0, x1, y0, y1, left, top, Math.max(1, width), Math.max(1, height));
    }

    /// Zooms so that the point under the pixel stays where it is; a factor above 1 shows more detail. Never shows
    /// more than the whole of `maxX` by `maxY`, never less than a quarter of a unit of x.
    Viewport zoomed(double px, double py, double factorX, double factorY, double maxX, double maxY) {
        double spanX = Math.clamp((x1 - x0) / factorX, 0.25, maxX);
        double spanY = Math.clamp((y1 - y0) / factorY, maxY / 1000, maxY);
        double shareX = (px - left) / width;
        double shareY = (top + height - py) / height;
        double newX = x(px) - shareX * spanX;
        double newY = y(py) - shareY * spanY;
        return new Viewport(newX, newX + spanX, newY, newY + spanY, left, top, width, height).within(maxX, maxY);
    }

    /// Moves by pixels, not past the edges of `maxX` by `maxY`.
    Viewport moved(double dx, double dy, double maxX, double maxY) {
        double stepX = dx / width * (x1 - x0);
        double stepY = dy / height * (y1 - y0);
        return new Viewport(x0 + stepX, x1 + stepX, y0 + stepY, y1 + stepY, left, top, width, height)
                .within(maxX, maxY);
    }

    private Viewport within(double maxX, double maxY) {
        double shiftX = x0 < 0 ? -x0 : Math.min(0, maxX - x1);
        double shiftY = y0 < 0 ? -y0 : Math.min(0, maxY - y1);
        return new Viewport(x0 + shiftX, x1 + shiftX, y0 + shiftY, y1 + shiftY, left, top, width, height);
    }

    /// A round distance between grid lines so that they are at least `pixels` apart: 1, 2 or 5 times a power of
    /// `base`.
    static double step(double span, double length, double pixels, double base) {
        double least = span / Math.max(1, length) * pixels;
        double unit = Math.pow(base, Math.floor(Math.log(Math.max(least, 1e-9)) / Math.log(base)));
        for (double factor : new double[] {1, 2, 4, 5}) {
            if (base == 2 && factor == 5) {
                break;
            }
            if (unit * factor >= least) {
                return unit * factor;
            }
        }
        return unit * base;
    }
}
