package org.espalier.format.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every rule of the format, broken once, with the message a user reads.
class BrokenFilesTest {

    @TempDir
    private Path dir = Path.of("");

    /// A broken file.
    ///
    /// @param code after "format.safetensors."
    /// @param message after the file's name
    /// @param bytes the file
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Case(String code, String message, byte[] bytes) {
        @Override
        public String toString() {
            return code + ": " + message;
        }
    }

    private static Case header(String code, String message, String json, int dataBytes) {
        return raw(code, message, json.getBytes(StandardCharsets.UTF_8), dataBytes);
    }

    private static Case raw(String code, String message, byte[] header, int dataBytes) {
        return new Case(code, message, file(header, dataBytes));
    }

    private static byte[] file(byte[] header, int dataBytes) {
        return ByteBuffer.allocate(8 + header.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }

    private static byte[] claims(long length) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
    }

    private static byte[] text(String s) {
        return s.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String w(String dtype, String shape, String offsets) {
        return "\"w\":{\"dtype\":" + dtype + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
    }

    private static Case entry(String code, String what, String dtype, String shape, String offsets, int dataBytes) {
        return header(code, "tensor 'w' " + what, "{" + w(dtype, shape, offsets) + "}", dataBytes);
    }

    static Stream<Case> cases() {
        return Stream.of(files(), headers(), entries(), layouts()).flatMap(List::stream);
    }

    private static List<Case> files() {
        return List.of(
                new Case("header-too-small", "the file has 0 bytes; a safetensors file has at least 8", new byte[0]),
                new Case("header-too-small", "the file has 7 bytes; a safetensors file has at least 8", new byte[7]),
                new Case(
                        "header-too-large",
                        "the header claims 100000001 bytes; at most 100000000 are allowed",
                        claims(100_000_001)),
                new Case(
                        "header-too-large",
                        "the header claims 18446744073709551615 bytes; at most 100000000 are allowed",
                        claims(-1)),
                new Case(
                        "header-length",
                        "the header claims 100000000 bytes, but only 8 follow: the file is cut short",
                        claims(100_000_000)),
                new Case(
                        "header-length",
                        "the header claims 9 bytes, but only 8 follow: the file is cut short",
                        claims(9)),
                new Case(
                        "lfs-pointer",
                        "this is a Git LFS pointer, not the weights",
                        text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 13\n")),
                new Case(
                        "pickle", "this is a PyTorch archive, not a safetensors file", text("PK\3\4 archive/data.pkl")),
                new Case("gguf", "this is a GGUF file, not a safetensors file", text("GGUF\3\0\0\0\0\0")),
                new Case("web-page", "this is a web page, not the weights", text("<!doctype html><html>401</html>")));
    }

    private static List<Case> headers() {
        String none = "the header is not a JSON object (it does not begin with '{')";
        return List.of(
                header("header-json", none, "", 0),
                header("header-json", none, "   ", 0),
                header("header-json", none, "[]", 0),
                header("header-json", none, "\uFEFF{}", 0),
                raw("header-json", none, new byte[8], 0),
                header("header-json", "the header is not valid JSON near character 1", "{", 0),
                header("header-json", "the header is not valid JSON near character 1", "{w:1}", 0),
                header("header-json", "the header is not valid JSON near character 2", "{}x", 0),
                header("header-json", "the header holds more than one JSON value", "{}{}", 0),
                header("nul-padding", "the header is padded with NUL bytes, which the format forbids", "{}\0\0", 0),
                raw("header-utf8", "the header is not UTF-8 text", text("{\"\u00ff\":1}"), 0),
                raw("header-utf8", "the header is not UTF-8 text", text("{\"\u00c0\u0080\":1}"), 0),
                header("header-nesting", "the header is nested deeper than 128", nested(129), 0),
                header("header-nesting", "the header is nested deeper than 128", nested(200_000), 0),
                header(
                        "header-json",
                        "the tensor name '\\ud800' has half a surrogate pair",
                        "{\"\\ud800\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}",
                        0),
                header("metadata", "__metadata__ is not an object of strings", "{\"__metadata__\":[]}", 0),
                header("metadata", "__metadata__: the value of 'a' is not a string", "{\"__metadata__\":{\"a\":1}}", 0),
                header(
                        "duplicate",
                        "__metadata__: 'a' stands twice",
                        "{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}",
                        0),
                header(
                        "duplicate",
                        "__metadata__ stands twice in the header",
                        "{\"__metadata__\":{},\"__metadata__\":{}}",
                        0));
    }

    private static String nested(int depth) {
        return "{\"w\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"x\":" + "[".repeat(depth)
                + "]".repeat(depth) + "}}";
    }

    private static List<Case> entries() {
        String noObject = "tensor 'w' is not described by an object with dtype, shape and data_offsets";
        String notWhole = " that is not a whole number from 0 up";
        return List.of(
                header("entry", noObject, "{\"w\":[\"F32\",[1],[0,4]]}", 4),
                header("entry", noObject, "{\"w\":null}", 0),
                header("entry", "tensor 'w' has no dtype", "{\"w\":{\"shape\":[],\"data_offsets\":[0,1]}}", 1),
                header("entry", "tensor 'w' has no shape", "{\"w\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}}", 1),
                header("entry", "tensor 'w' has no data_offsets", "{\"w\":{\"dtype\":\"U8\",\"shape\":[]}}", 1),
                entry("dtype", "has a dtype that is not a string", "32", "[1]", "[0,4]", 4),
                entry("dtype", "has the unknown dtype 'F128'", "\"F128\"", "[1]", "[0,4]", 4),
                entry("dtype", "has the unknown dtype 'f32'", "\"f32\"", "[1]", "[0,4]", 4),
                entry("shape", "has a shape that is not an array", "\"F32\"", "1", "[0,4]", 4),
                entry("shape", "has something in its shape" + notWhole, "\"F32\"", "[-1]", "[0,4]", 4),
                entry("shape", "has something in its shape" + notWhole, "\"F32\"", "[-0]", "[0,4]", 4),
                entry("shape", "has something in its shape" + notWhole, "\"F32\"", "[1.0]", "[0,4]", 4),
                entry("shape", "has something in its shape" + notWhole, "\"F32\"", "[1e0]", "[0,4]", 4),
                entry("shape", "has something in its shape" + notWhole, "\"F32\"", "[[1]]", "[0,4]", 4),
                entry("shape", "has something in its shape" + notWhole, "\"F32\"", "[\"1\"]", "[0,4]", 4),
                entry(
                        "shape",
                        "has a number in its shape that no file can reach",
                        "\"F32\"",
                        "[18446744073709551616]",
                        "[0,4]",
                        4),
                entry(
                        "shape",
                        "has more than 1024 numbers in its shape",
                        "\"U8\"",
                        "[1" + ",1".repeat(1024) + "]",
                        "[0,1]",
                        1),
                entry("offsets", "has 1 data_offsets; two are needed", "\"F32\"", "[1]", "[4]", 4),
                entry("offsets", "has 3 data_offsets; two are needed", "\"F32\"", "[1]", "[0,4,4]", 4),
                entry("offsets", "has something in its data_offsets" + notWhole, "\"F32\"", "[1]", "[-4,0]", 4),
                entry(
                        "offsets",
                        "has a number in its data_offsets that no file can reach",
                        "\"F32\"",
                        "[1]",
                        "[0,9999999999999999999999]",
                        4),
                header(
                        "duplicate",
                        "tensor 'w' has two fields dtype",
                        "{\"w\":{\"dtype\":\"F32\",\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}",
                        4),
                header(
                        "duplicate",
                        "tensor 'w' stands twice in the header, so its value is ambiguous",
                        "{" + w("\"U8\"", "[4]", "[0,4]") + "," + w("\"F32\"", "[1]", "[0,4]") + "}",
                        4));
    }

    private static List<Case> layouts() {
        String a = "\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},";
        String unreadable = "has the shape [4294967296, 4294967296], too large to count";
        return List.of(
                entry("offsets", "ends before it begins: [4, 0)", "\"U8\"", "[4]", "[4,0]", 4),
                entry(
                        "hole",
                        "begins at 4 and leaves a hole: the data before it ends at 0",
                        "\"U8\"",
                        "[4]",
                        "[4,8]",
                        8),
                header(
                        "hole",
                        "tensor 'w' begins at 5 and leaves a hole: the data before it ends at 4",
                        "{" + a + w("\"U8\"", "[3]", "[5,8]") + "}",
                        8),
                header(
                        "overlap",
                        "tensor 'w' at [2, 6) shares bytes with the one before it, which ends at 4",
                        "{" + a + w("\"U8\"", "[4]", "[2,6]") + "}",
                        6),
                header(
                        "overlap",
                        "tensor 'w' at [0, 4) shares bytes with the one before it, which ends at 4",
                        "{" + a + w("\"F32\"", "[1]", "[0,4]") + "}",
                        4),
                entry("overflow", unreadable, "\"U8\"", "[4294967296,4294967296]", "[0,4]", 4),
                entry(
                        "overflow",
                        "has the shape [9223372036854775807], too large to count",
                        "\"F64\"",
                        "[9223372036854775807]",
                        "[0,4]",
                        4),
                entry("sub-byte", "of F4 [3] does not end at a whole byte", "\"F4\"", "[3]", "[0,2]", 2),
                entry("sub-byte", "of F6_E2M3 [2] does not end at a whole byte", "\"F6_E2M3\"", "[2]", "[0,2]", 2),
                entry("size", "of F32 [2] takes 8 bytes, but its data_offsets give 4", "\"F32\"", "[2]", "[0,4]", 4),
                entry("size", "of F32 [] takes 4 bytes, but its data_offsets give 0", "\"F32\"", "[]", "[0,0]", 0),
                entry(
                        "truncated",
                        "ends at byte 4 of the data, but the file has only 3: it is cut short",
                        "\"F32\"",
                        "[1]",
                        "[0,4]",
                        3),
                header(
                        "trailing",
                        "the file has 2 bytes after the last tensor that belong to none",
                        "{" + w("\"F32\"", "[1]", "[0,4]") + "}",
                        6),
                header("trailing", "the file has 1 bytes after the last tensor that belong to none", "{}", 1));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refusesWithOneMessageThatNamesFileAndTensor(Case broken) throws IOException {
        Path file = dir.resolve("m.safetensors");
        Files.write(file, broken.bytes());
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> SafetensorsFile.open(file));
        assertEquals(file + ": " + broken.message(), e.getMessage());
        assertEquals("format.safetensors." + broken.code(), e.code());
        assertEquals(WorkbenchException.Fault.INPUT, e.fault());
        assertTrue(e.remedy().endsWith("."), e.remedy());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " \t\r\n{} \t\r\n",
                "{\"__metadata__\":null}",
                "{\"__metadata__\":{\"a\":\"\"}}",
                "{\"w\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}",
                "{\"w\":{\"dtype\":\"F64\",\"shape\":[0,9223372036854775807],\"data_offsets\":[0,0]}}",
                "{\"w\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},"
                        + "\"v\":{\"dtype\":\"I64\",\"shape\":[3,0],\"data_offsets\":[0,0]}}",
                "{\"w\":{\"dtype\":\"U8\",\"more\":{\"x\":[1,{}]},\"shape\":[0],\"data_offsets\":[0,0]}}",
                "{\"a/b\\u0000\\ud83d\\ude42\":{\"dtype\":\"F4\",\"shape\":[0],\"data_offsets\":[0,0]}}",
                "{\"\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"
            })
    void acceptsWhatTheFormatAllows(String json) throws IOException {
        Path file = dir.resolve("m.safetensors");
        Files.write(file, file(json.getBytes(StandardCharsets.UTF_8), 0));
        try (SafetensorsFile open = SafetensorsFile.open(file)) {
            open.names().forEach(name -> assertEquals(0, open.tensor(name).bytes()));
        }
    }

    @Test
    void acceptsAnEmptyTensorBetweenOthers() throws IOException {
        String json = "{\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]},"
                + "\"none\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[1,1]},"
                + "\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}";
        Path file = dir.resolve("m.safetensors");
        Files.write(file, file(text(json), 2));
        try (SafetensorsFile open = SafetensorsFile.open(file)) {
            assertEquals(List.of("a", "none", "b"), List.copyOf(open.names()));
        }
    }

    @Test
    void acceptsNamesOf64Kilobytes() throws IOException {
        String name = "n".repeat(65_536);
        Path file = dir.resolve("m.safetensors");
        Files.write(file, file(text("{\"" + name + "\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}"), 1));
        try (SafetensorsFile open = SafetensorsFile.open(file)) {
            assertEquals(1, open.tensor(name).bytes());
        }
    }

    @Test
    void readsTheLargestHeaderWithoutCopyingIt() throws IOException {
        Path file = dir.resolve("m.safetensors");
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(100_000_000)
                    .array());
            byte[] spaces = " ".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 100; i++) {
                out.write(spaces);
            }
            out.seek(8);
            out.writeBytes("{");
            out.seek(100_000_007);
            out.writeBytes("}");
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try (SafetensorsFile open = SafetensorsFile.open(file)) {
            assertTrue(open.names().isEmpty());
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 10_000_000, "allocated " + allocated);
    }

    @Test
    void opensTensorsBeyondTwoGigabytes() throws IOException {
        long bytes = 3L << 30;
        byte[] header = text("{\"a\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]},".formatted(bytes, bytes)
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}}".formatted(bytes, bytes + 4));
        Path file = dir.resolve("m.safetensors");
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(file(header, 0));
            out.seek(8 + header.length + bytes);
            out.write(new byte[] {0, 0, (byte) 0x80, 0x3F});
        }
        try (SafetensorsFile open = SafetensorsFile.open(file)) {
            assertEquals(bytes, open.tensor("a").data().byteSize());
            assertEquals(Shape.of(bytes), open.tensor("a").shape());
            assertEquals(1f, open.tensor("b").floats()[0]);
        }
    }

    @Test
    void saysWhenThereIsNoFile() throws IOException {
        WorkbenchException none =
                assertThrows(WorkbenchException.class, () -> SafetensorsFile.open(dir.resolve("none")));
        assertEquals("format.missing", none.code());
        assertEquals(
                dir + ": this is a folder",
                assertThrows(WorkbenchException.class, () -> SafetensorsFile.open(dir))
                        .getMessage());
        Path loop = Files.createSymbolicLink(dir.resolve("loop"), dir.resolve("loop"));
        assertEquals(
                "format.unreadable",
                assertThrows(WorkbenchException.class, () -> SafetensorsFile.open(loop))
                        .code());
    }
}
