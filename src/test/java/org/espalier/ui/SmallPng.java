package org.espalier.ui;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/// A picture of the window as the smallest PNG that looks the same: with a palette where 256 colours come so close to
/// all of its own that nobody sees a difference, and as tightly packed as can be.
final class SmallPng {

    private static final int COLOURS = 256;

    /// Steps of 255 in which a colour may differ, in each of red, green and blue.
    static final int UNSEEN = 5;

    private SmallPng() {}

    /// The bytes of the file.
    static byte[] of(BufferedImage picture) {
        for (int apart = 0; apart <= UNSEEN; apart++) {
            Optional<BufferedImage> indexed = indexed(picture, apart);
            if (indexed.isPresent()) {
                return packed(indexed.get());
            }
        }
        return packed(picture);
    }

    private static byte[] packed(BufferedImage picture) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(0);
            writer.write(null, new IIOImage(picture, null, null), how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /// The picture with a palette whose colours are at most `apart` from its own, the frequent ones kept as they are;
    /// nothing where a palette has not enough of them.
    private static Optional<BufferedImage> indexed(BufferedImage picture, int apart) {
        int width = picture.getWidth();
        int[] pixels = picture.getRGB(0, 0, width, picture.getHeight(), null, 0, width);
        Map<Integer, Integer> counts = new HashMap<>();
        for (int pixel : pixels) {
            counts.merge(pixel, 1, Integer::sum);
        }
        List<Integer> frequent = new ArrayList<>(counts.keySet());
        frequent.sort((a, b) -> counts.getOrDefault(b, 0) - counts.getOrDefault(a, 0));
        List<Integer> palette = new ArrayList<>();
        Map<Integer, Integer> places = new HashMap<>();
        for (int colour : frequent) {
            int place = 0;
            while (place < palette.size() && distance(palette.get(place), colour) > apart) {
                place++;
            }
            if (place == palette.size()) {
                if (place == COLOURS) {
                    return Optional.empty();
                }
                palette.add(colour);
            }
            places.put(colour, place);
        }
        int[] colours = palette.stream().mapToInt(Integer::intValue).toArray();
        BufferedImage indexed = new BufferedImage(
                width,
                picture.getHeight(),
                BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(8, colours.length, colours, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE));
        for (int i = 0; i < pixels.length; i++) {
            indexed.getRaster().setSample(i % width, i / width, 0, places.getOrDefault(pixels[i], 0));
        }
        return Optional.of(indexed);
    }

    /// How far two colours are apart in the channel in which they differ most.
    static int distance(int a, int b) {
        int most = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            most = Math.max(most, Math.abs(((a >> shift) & 0xff) - ((b >> shift) & 0xff)));
        }
        return most;
    }
}
