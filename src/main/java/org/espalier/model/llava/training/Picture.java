package org.espalier.model.llava.training;

import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.espalier.format.image.RgbImage;

/// A drawn picture on a plain background, and the changes that leave its questions' answers as they are.
final class Picture {

    private final int side;
    private final byte[] rgb;
    private final int background;
    private final int left;
    private final int right;
    private final int top;
    private final int bottom;

    private Picture(int side, byte[] rgb) {
        this.side = side;
        this.rgb = rgb;
        this.background = background();
        int minX = side;
        int maxX = -1;
        int minY = side;
        int maxY = -1;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                if (colour(x, y) != background) {
                    minX = Math.min(minX, x);
                    maxX = Math.max(maxX, x);
                    minY = Math.min(minY, y);
                    maxY = Math.max(maxY, y);
                }
            }
        }
        this.left = minX;
        this.right = side - 1 - maxX;
        this.top = minY;
        this.bottom = side - 1 - maxY;
    }

    static Picture of(RgbImage image) {
        return new Picture(image.width(), image.rgb());
    }

    private int colour(int x, int y) {
        int at = (y * side + x) * 3;
        return (rgb[at] & 255) << 16 | (rgb[at + 1] & 255) << 8 | (rgb[at + 2] & 255);
    }

    /// The colour most corners have.
    private int background() {
        Map<Integer, Integer> votes = new TreeMap<>();
        int last = side - 1;
        for (int corner : new int[] {colour(0, 0), colour(last, 0), colour(0, last), colour(last, last)}) {
            votes.merge(corner, 1, Integer::sum);
        }
        return votes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /// Writes the picture as it is: channels first, -1 to 1.
    void write(float[] into, int offset) {
        write(into, offset, 0, 0, false, false, false);
    }

    /// Writes the picture flipped, transposed and shifted at random; what is drawn stays whole.
    void writeChanged(float[] into, int offset, RandomGenerator random) {
        int dx = shift(left, right, random);
        int dy = shift(top, bottom, random);
        write(into, offset, dx, dy, random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
    }

    /// A shape that touches the border may be cut there: moving it would show the cut, so it stays.
    private static int shift(int before, int after, RandomGenerator random) {
        return before <= 0 || after <= 0 ? 0 : random.nextInt(-before, after + 1);
    }

    private void write(float[] into, int offset, int dx, int dy, boolean flipX, boolean flipY, boolean transpose) {
        int plane = side * side;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int px = (transpose ? y : x);
                int py = (transpose ? x : y);
                px = (flipX ? side - 1 - px : px) - dx;
                py = (flipY ? side - 1 - py : py) - dy;
                boolean inside = px >= 0 && px < side && py >= 0 && py < side;
                int colour = inside ? colour(px, py) : background;
                int at = offset + y * side + x;
                into[at] = (colour >> 16) / 127.5f - 1;
                into[at + plane] = (colour >> 8 & 255) / 127.5f - 1;
                into[at + 2 * plane] = (colour & 255) / 127.5f - 1;
            }
        }
    }
}
