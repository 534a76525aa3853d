package org.espalier.format.image;

import java.io.ByteArrayOutputStream;

/// Takes the colour profile out of a JPEG file: models see the stored numbers, not the colours they stand
/// for, and a broken profile must not keep a picture from being read.
final class JpegProfile {

    private static final int MARKER = 0xFF;
    private static final int START = 0xD8;
    private static final int SCAN = 0xDA;
    private static final int PROFILE = 0xE2;

    private JpegProfile() {}

    /// The file without its APP2 segments; anything that is not a JPEG file comes back as it is.
    static byte[] without(byte[] file) {
        if (file.length < 4 || at(file, 0) != MARKER || at(file, 1) != START) {
            return file;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.length);
        out.write(file, 0, 2);
        int here = 2;
        while (here + 4 <= file.length && at(file, here) == MARKER && at(file, here + 1) != SCAN) {
            int length = 2 + ((at(file, here + 2) << 8) | at(file, here + 3));
            if (here + length > file.length) {
                break;
            }
            if (at(file, here + 1) != PROFILE) {
                out.write(file, here, length);
            }
            here += length;
        }
        out.write(file, here, file.length - here);
        return out.toByteArray();
    }

    private static int at(byte[] file, int i) {
        return file[i] & 0xFF;
    }
}
