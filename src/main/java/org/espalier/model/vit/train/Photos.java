package org.espalier.model.vit.train;

/// Training pictures of one size, RGB, with their classes: in memory, or decoded when asked for.
public interface Photos {

    /// Width and height of every picture.
    int side();

    /// How many there are.
    int count();

    /// The class of a picture.
    int label(int picture);

    /// The pixels of a picture that [#usable(int)] named.
    ///
    /// @return side x side x 3 bytes; the caller does not change them
    byte[] rgb(int picture);

    /// The picture itself, or the next that can be read.
    int usable(int picture);

    /// Decoded pictures in memory.
    ///
    /// @param rgb one array of side x side x 3 bytes for each
    /// @param labels class of each
    static Photos of(int side, byte[][] rgb, int[] labels) {
        return new InMemory(side, rgb, labels);
    }

    /// Pictures in memory.
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record InMemory(int side, byte[][] pictures, int[] labels) implements Photos {
        @Override
        public int count() {
            return labels.length;
        }

        @Override
        public int label(int picture) {
            return labels[picture];
        }

        @Override
        public byte[] rgb(int picture) {
            return pictures[picture];
        }

        @Override
        public int usable(int picture) {
            return picture;
        }
    }
}
