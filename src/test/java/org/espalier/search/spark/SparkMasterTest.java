package org.espalier.search.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.espalier.task.WorkbenchException;
import org.espalier.task.WorkbenchException.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Masters that are meant, mistyped, absent or deaf.
class SparkMasterTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"local", "local[*]", "local[3]"})
    void thisProcessIsLocal(String url) {
        assertTrue(new SparkMaster(url).local());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark://10.0.0.1:7077",
                "spark://a.b-c:1,d:65535",
                "spark://[::1]:7077",
                "yarn",
                "k8s://https://x"
            })
    void othersAreNot(String url) {
        assertFalse(new SparkMaster(url).local());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "assets/llava-easy-vqa",
                "local[0]",
                "local[-1]",
                "local[*",
                "spark://",
                "spark://host",
                "spark://host:0",
                "spark://host:65536",
                "spark://host:7077,",
                "spark:host:7077",
                "http://host:7077",
                "spark://ho st:7077"
            })
    void whatIsNoMasterIsAWrongCommandLine(String url) {
        WorkbenchException refused = assertThrows(WorkbenchException.class, () -> new SparkMaster(url));
        assertEquals(Fault.USAGE, refused.fault());
        assertEquals("spark.master", refused.code());
        assertTrue(refused.getMessage().contains("'" + url + "'"));
    }

    @Test
    void withoutSparkItSaysHowToGetIt() throws IOException {
        try (URLClassLoader bare = new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader())) {
            WorkbenchException absent = assertThrows(WorkbenchException.class, () -> SparkMaster.checkPresent(bare));
            assertEquals(Fault.TOOL, absent.fault());
            assertEquals("spark.absent", absent.code());
            assertTrue(absent.remedy().contains("installer/espalier"));
        }
    }

    @Test
    void whereNobodyListensIsSaidAtOnce() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path secret = folder.resolve("secret");
        SparkSecret.random().write(secret);
        WorkbenchException deaf = assertThrows(
                WorkbenchException.class, () -> SparkDriver.open(new SparkMaster("spark://127.0.0.1:" + port), secret));
        assertEquals(Fault.TOOL, deaf.fault());
        assertEquals("spark.unreachable", deaf.code());
        assertTrue(deaf.getMessage().contains("spark://127.0.0.1:" + port));
    }

    @Test
    void aSecretIsForItsOwnersEyes() throws IOException {
        SparkMaster master = new SparkMaster("spark://127.0.0.1:7077");
        Path missing = folder.resolve("missing");
        assertEquals("spark.secret", refusal(master, missing));
        Path open = folder.resolve("open");
        SparkSecret.random().write(open);
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(open));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r-----"));
        assertEquals("spark.secret", refusal(master, open));
        Path shortOne = folder.resolve("short");
        SparkSecret.writePrivate(shortOne, "1234\n");
        assertEquals("spark.secret", refusal(master, shortOne));
        SparkSecret secret = SparkSecret.random();
        assertFalse(secret.toString().contains(secret.reveal()));
    }

    @Test
    void aFileThatNobodyMayReadIsNotOpenToOthers() throws IOException {
        Path closed = folder.resolve("closed");
        SparkSecret.writePrivate(closed, "0123456789abcdef\n");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        if (Files.isReadable(closed)) { // by the system's owner all the same
            assertEquals("0123456789abcdef", SparkSecret.read(closed).reveal());
        } else {
            assertEquals(
                    "format.unreadable",
                    assertThrows(WorkbenchException.class, () -> SparkSecret.read(closed))
                            .code());
        }
    }

    @Test
    void aLargeFileIsNoSecret() throws IOException {
        Path large = folder.resolve("large");
        SparkSecret.writePrivate(large, "x".repeat(10_000));
        assertEquals(
                "spark.secret",
                assertThrows(WorkbenchException.class, () -> SparkSecret.read(large))
                        .code());
    }

    private static String refusal(SparkMaster master, Path secret) {
        return assertThrows(WorkbenchException.class, () -> SparkDriver.open(master, secret))
                .code();
    }

    @Test
    void theSecretIsMadeOnceAndThenRead() {
        Path file = folder.resolve("new/secret");
        String made = SparkSecret.readOrCreate(file).reveal();
        assertEquals(made, SparkSecret.readOrCreate(file).reveal());
        assertEquals(64, made.length());
    }
}
