package org.espalier.format.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.espalier.format.dataset.EasyVqa.Question;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSetsTest {

    @TempDir
    private Path dir = Path.of("");

    private static byte[] picture(int gray) throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, gray * 0x010101);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void folder(Path root, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> e : files.entrySet()) {
            Path file = root.resolve(e.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, e.getValue());
        }
    }

    private static void zip(Path file, Map<String, byte[]> files) throws IOException {
        Files.createDirectories(file.getParent());
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> e : files.entrySet()) {
                out.putNextEntry(new ZipEntry(e.getKey()));
                out.write(e.getValue());
            }
        }
    }

    private static Map<String, byte[]> vqa(String root) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(root + "test/questions.json", text("[[\"what shape?\",\"circle\",7],[\"is it red?\",\"no\",7]]"));
        files.put(root + "test/images/7.png", picture(77));
        files.put(root + "README.md", text("hello"));
        return files;
    }

    @ParameterizedTest
    @CsvSource({"d, ''", "d, data/", "d, easy_vqa/data/", "d.zip, ''", "d.zip, easy_vqa/data/", "d/x.zip, a/"})
    void readsEasyVqaWhereverItIs(String place, String root) throws IOException {
        Path at = dir.resolve(place);
        if (place.endsWith("zip")) {
            zip(at, vqa(root));
        } else {
            folder(at, vqa(root));
        }
        try (EasyVqa data = EasyVqa.open(place.equals("d/x.zip") ? dir.resolve("d") : at)) {
            assertEquals(
                    List.of(new Question("7.png", "what shape?", "circle"), new Question("7.png", "is it red?", "no")),
                    data.questions(Split.TEST));
            assertEquals(List.of(), data.questions(Split.TRAIN));
            assertEquals(77, data.image(Split.TEST, "7.png").rgb()[2]);
            WorkbenchException e = assertThrows(WorkbenchException.class, () -> data.image(Split.TEST, "8.png"));
            assertTrue(e.getMessage().contains("test/images/8.png"), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[[\"a\",\"b\"]]", "[[\"a\",\"b\",\"c\"]]", "[", "[[\"a\",1,2]]"})
    void refusesMalformedQuestions(String json) throws IOException {
        folder(dir, Map.of("test/questions.json", text(json)));
        try (EasyVqa data = EasyVqa.open(dir)) {
            WorkbenchException e = assertThrows(WorkbenchException.class, () -> data.questions(Split.TEST));
            assertEquals("format.dataset.malformed", e.code());
        }
    }

    private static Map<String, byte[]> classes(String root) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(root + "hat/b.png", picture(2));
        files.put(root + "hat/a.PNG", picture(1));
        files.put(root + "dress/c.png", picture(3));
        files.put(root + "dress/notes.txt", text("no picture"));
        files.put(root + ".cache/hat/d.png", picture(4));
        return files;
    }

    @ParameterizedTest
    @CsvSource({"d, ''", "d, outer/", "d, a/b/", "d.zip, ''", "d.zip, outer/"})
    void readsOneFolderPerClass(String place, String root) throws IOException {
        Path at = dir.resolve(place);
        if (place.endsWith("zip")) {
            zip(at, classes(root));
        } else {
            folder(at, classes(root));
        }
        try (ImageFolder data = ImageFolder.open(at)) {
            assertEquals(List.of("dress", "hat"), data.classes());
            assertFalse(data.hasSplits());
            List<ImageFolder.Item> items = data.items(Split.TEST);
            assertEquals(
                    List.of(root + "dress/c.png", root + "hat/a.PNG", root + "hat/b.png"),
                    items.stream().map(ImageFolder.Item::path).toList());
            assertEquals(
                    List.of(0, 1, 1),
                    items.stream().map(ImageFolder.Item::label).toList());
            assertEquals(1, data.read(items.get(1)).rgb()[0]);
        }
    }

    @Test
    void readsSplitsAndCountsClassesOverAllOfThem() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("x/train/hat/1.png", picture(1));
        files.put("x/val/shoe/2.png", picture(2));
        files.put("x/train/.thumbs/hat/3.png", picture(3));
        zip(dir.resolve("data/x.zip"), files);
        try (ImageFolder data = ImageFolder.open(dir.resolve("data"))) {
            assertEquals(List.of("hat", "shoe"), data.classes());
            assertTrue(data.hasSplits());
            assertEquals(1, data.items(Split.TRAIN).size());
            assertEquals(1, data.items(Split.VALIDATION).getFirst().label());
            assertEquals(List.of(), data.items(Split.TEST));
        }
    }

    @Test
    void refusesFoldersWithoutDataAndArchivesThatReachOutside() throws IOException {
        assertEquals(
                "format.dataset.no-pictures",
                assertThrows(WorkbenchException.class, () -> ImageFolder.open(dir))
                        .code());
        assertEquals(
                "format.dataset.easy-vqa",
                assertThrows(WorkbenchException.class, () -> EasyVqa.open(dir)).code());
        assertEquals(
                "format.missing",
                assertThrows(WorkbenchException.class, () -> EasyVqa.open(dir.resolve("none")))
                        .code());
        zip(dir.resolve("evil.zip"), Map.of("../hat/a.png", picture(1)));
        assertEquals(
                "format.dataset.zip-outside",
                assertThrows(WorkbenchException.class, () -> ImageFolder.open(dir.resolve("evil.zip")))
                        .code());
        Files.writeString(dir.resolve("cut.zip"), "PK\u0003\u0004");
        assertEquals(
                "format.dataset.zip",
                assertThrows(WorkbenchException.class, () -> ImageFolder.open(dir.resolve("cut.zip")))
                        .code());
    }

    @Test
    void doesNotFollowLinksInCircles() throws IOException {
        folder(dir, classes(""));
        Files.createSymbolicLink(dir.resolve("hat/again"), dir);
        try (ImageFolder data = ImageFolder.open(dir)) {
            assertEquals(3, data.items(Split.TEST).size());
        }
    }

    @Test
    void readsTheOfficialSets() {
        Path data = Path.of("../shared/data");
        assumeTrue(Files.isDirectory(data), "the whole sets are not here");
        try (EasyVqa vqa = EasyVqa.open(data.resolve("easy-vqa"));
                ImageFolder clothing = ImageFolder.open(data.resolve("clothing10"))) {
            assertEquals(38_575, vqa.questions(Split.TRAIN).size());
            assertEquals(9_673, vqa.questions(Split.TEST).size());
            assertEquals(10, clothing.classes().size());
            assertEquals(3_068, clothing.items(Split.TRAIN).size());
            assertEquals(341, clothing.items(Split.VALIDATION).size());
            assertEquals(372, clothing.items(Split.TEST).size());
            assertEquals(
                    128, clothing.read(clothing.items(Split.TEST).getFirst()).width());
        }
    }
}
