package org.espalier.format.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Checksums in the tables were computed with Pillow 9.4 and NumPy.
class ImagesTest {

    @TempDir
    private Path dir = Path.of("");

    /// The noise picture both sides compute from the same generator.
    private static RgbImage noise(int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        int state = 1;
        for (int i = 0; i < rgb.length; i++) {
            state = (state * 1103515245 + 12345) & 0x7FFFFFFF;
            rgb[i] = (byte) (state >> 16);
        }
        return new RgbImage(width, height, rgb);
    }

    private static String checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return String.format("%08x", crc.getValue());
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ImagesTest.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "64, 64, 32, 32, BILINEAR, 86b5230c",
        "64, 64, 32, 32, BICUBIC, 7ec73084",
        "64, 48, 37, 91, BILINEAR, 24d50604",
        "64, 48, 37, 91, BICUBIC, bf647bcb",
        "101, 67, 224, 224, BILINEAR, 66ac8b0e",
        "101, 67, 224, 224, BICUBIC, 88fe322d",
        "5, 3, 1, 1, BILINEAR, d56e5e51",
        "5, 3, 1, 1, BICUBIC, ae58ede3",
        "3, 5, 40, 40, BILINEAR, a5b15ccd",
        "3, 5, 40, 40, BICUBIC, dc501d0b",
        "200, 10, 7, 10, BILINEAR, 6f45c975",
        "200, 10, 7, 10, BICUBIC, 87d86381",
        "33, 33, 33, 12, BILINEAR, 4949ee77",
        "33, 33, 33, 12, BICUBIC, e71363cb",
        "300, 200, 17, 13, BILINEAR, b2df33b8",
        "300, 200, 17, 13, BICUBIC, 04666388"
    })
    void resizesToTheBytesPillowGives(int w, int h, int toW, int toH, Resampling filter, String crc) {
        RgbImage resized = Images.resize(noise(w, h), toW, toH, filter);
        assertEquals(crc, checksum(resized.rgb()));
    }

    @ParameterizedTest
    @CsvSource({
        "90, 60, 32, 32, false, 187d237a",
        "60, 91, 32, 32, false, 01c4191f",
        "90, 61, 32, 32, true, 39732da6",
        "20, 20, 16, 24, false, 302bcd26"
    })
    void preparesPicturesToTheFloatTheReferenceGives(int w, int h, int size, int crop, boolean pad, String crc)
            throws IOException {
        Files.writeString(dir.resolve("preprocessor_config.json"), """
                {"size":{"shortest_edge":%d},"crop_size":{"height":%d,"width":%d},"do_pad":%b,"resample":3,
                 "image_mean":[0.48145466,0.4578275,0.40821073],"image_std":[0.26862954,0.26130258,0.27577711]}""".formatted(size, crop, crop, pad));
        float[] values = ClipPreprocessor.open(dir).values(noise(w, h));
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        assertEquals(3 * crop * crop, values.length);
        assertEquals(crc, checksum(bytes.array()));
    }

    @ParameterizedTest
    @CsvSource({
        "alpha.png, 49580bd7",
        "gray.png, 61c7b8c1",
        "gray-alpha.png, 61c7b8c1",
        "palette.png, f1423307",
        "palette.gif, 562d2d0d",
        "bilevel.png, 6adb606b",
        "plain.jpg, 602ec496",
        "subsampled.jpg, ae5dce32",
        "progressive.jpg, ae5dce32",
        "gray.jpg, 1e88b625",
        "plain.bmp, d3716269",
        "cmyk.jpg, 6b137c26"
    })
    void readsPicturesToTheBytesPillowGives(String name, String crc) throws IOException {
        RgbImage image = Images.read(resource(name), name);
        assertEquals("picture of 20 x 12", image.toString());
        assertEquals(crc, checksum(image.rgb()));
    }

    @Test
    void ignoresAColourProfile() throws IOException {
        byte[] plain = resource("plain.jpg");
        byte[] profile =
                "\u00ff\u00e2\0\u0012ICC_PROFILE\0\1\1xx".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        ByteBuffer joined = ByteBuffer.allocate(plain.length + profile.length);
        joined.put(plain, 0, 2).put(profile).put(plain, 2, plain.length - 2);
        assertEquals(Images.read(plain, "a"), Images.read(joined.array(), "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.jpg", "progressive.jpg", "alpha.png", "palette.gif", "plain.bmp", "gray.png"})
    void refusesPicturesCutShort(String name) throws IOException {
        byte[] whole = resource(name);
        for (int length : new int[] {4, whole.length / 3, whole.length * 2 / 3}) {
            WorkbenchException e = assertThrows(
                    WorkbenchException.class, () -> Images.read(Arrays.copyOf(whole, length), name), name + length);
            assertTrue(e.getMessage().startsWith(name + ": "), e.getMessage());
        }
    }

    @Test
    void refusesWhatIsNoPicture() {
        assertEquals(
                "x: the file is empty",
                assertThrows(WorkbenchException.class, () -> Images.read(new byte[0], "x"))
                        .getMessage());
        assertEquals(
                "format.missing",
                assertThrows(WorkbenchException.class, () -> Images.read(dir.resolve("none.png")))
                        .code());
    }

    @Test
    void refusesAPictureThatClaimsToBeHuge() throws IOException {
        byte[] png = resource("gray.png");
        // Width and height stand at 16 and 20 of the header, its checksum after them.
        ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 60_000);
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> Images.read(png, "bomb.png"));
        assertEquals("format.image.too-large", e.code());
    }

    @Test
    void survivesEveryFlippedByte() throws IOException {
        for (String name : new String[] {"plain.jpg", "alpha.png", "palette.gif", "plain.bmp"}) {
            byte[] whole = resource(name);
            for (int i = 0; i < whole.length; i += 3) {
                byte[] broken = whole.clone();
                broken[i] ^= (byte) 0xA5;
                try {
                    Images.read(broken, name);
                } catch (WorkbenchException e) {
                    assertTrue(e.code().startsWith("format.image."), e.code());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"size\":0}",
                "{\"size\":{\"longest_edge\":5}}",
                "{\"resample\":0}",
                "{\"crop_size\":1e9}",
                "{\"image_mean\":[1,2]}",
                "{\"image_std\":[1,0,1]}",
                "[]"
            })
    void refusesAPreprocessorItDoesNotKnow(String json) throws IOException {
        Files.writeString(dir.resolve("preprocessor_config.json"), json);
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> ClipPreprocessor.open(dir));
        assertEquals("format.preprocessor.shape", e.code());
    }

    @Test
    void takesTheSizeFromTheModelsConfigWhenThereIsNoPreprocessor() throws IOException {
        assertEquals(
                "format.preprocessor.missing",
                assertThrows(WorkbenchException.class, () -> ClipPreprocessor.open(dir))
                        .code());
        Files.writeString(dir.resolve("config.json"), "{\"vision_config\":{\"image_size\":48}}");
        assertEquals(
                "picture of 48 x 48",
                ClipPreprocessor.open(dir).shape(noise(9, 70)).toString());
    }

    @Test
    void doesOnlyWhatTheFlagsSay() throws IOException {
        Files.writeString(dir.resolve("preprocessor_config.json"), """
                {"do_resize":false,"do_center_crop":false,"do_rescale":false,"do_normalize":false}""");
        RgbImage image = noise(4, 3);
        float[] values = ClipPreprocessor.open(dir).values(image);
        assertEquals(36, values.length);
        assertEquals(image.rgb()[(2 * 4 + 1) * 3 + 1] & 0xFF, values[12 + 2 * 4 + 1]);
    }

    @Test
    void refusesAPictureTooNarrowToResize() {
        RgbImage sliver = new RgbImage(1, 20_000, new byte[60_000]);
        WorkbenchException e = assertThrows(
                WorkbenchException.class, () -> ClipPreprocessor.clip(336).values(sliver));
        assertEquals("format.image.too-narrow", e.code());
    }
}
