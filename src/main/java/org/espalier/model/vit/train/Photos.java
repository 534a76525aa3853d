package org.espalier.model.vit.train;

/// Decoded pictures of one split in memory.
///
/// @param side width and height of every picture
/// @param rgb count x side x side x 3 bytes
/// @param labels class of each picture
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Photos(int side, byte[] rgb, int[] labels) {

    /// How many there are.
    public int count() {
        return labels.length;
    }

    /// Where a picture begins in [#rgb()].
    int offset(int picture) {
        return picture * side * side * 3;
    }
}
