package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.espalier.format.Json;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitWeights;
import org.espalier.tensor.DType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class McuQuantizeCommandTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @BeforeAll
    static void writeModelAndData() throws IOException {
        write("model", 3, false, true);
        write("relative", 3, true, true);
        write("relative-class-token", 3, true, false);
        write("grey", 1, false, true);
        for (String part : List.of("train", "test")) {
            for (int label = 0; label < 2; label++) {
                Path to = Files.createDirectories(
                        folder.resolve("data").resolve(part).resolve("kind" + label));
                for (int i = 0; i < 6; i++) {
                    ImageIO.write(
                            picture(label, i), "png", to.resolve(i + ".png").toFile());
                }
            }
        }
        Files.createDirectories(folder.resolve("empty"));
    }

    private static void write(String name, int channels, boolean relative, boolean gp) throws IOException {
        List<Float> half = Collections.nCopies(channels, 0.5f);
        var config = new VitConfig(
                16,
                4,
                channels,
                2,
                24,
                2,
                2,
                8,
                2.0,
                Choices.NONE,
                new LowRank.TwoFactor(0.5, 0.5),
                relative,
                3,
                true,
                gp,
                true,
                false,
                half,
                half,
                List.of());
        Random random = new Random(4);
        try (VitWeights weights = VitWeights.of(config, (tensor, shape) -> {
            int size = 1;
            for (long s : shape) {
                size *= (int) s;
            }
            float[] values = new float[size];
            double scale = shape.length == 1 ? 0.1 : Math.sqrt((double) shape[0] / size);
            for (int i = 0; i < size; i++) {
                values[i] = (float) ((tensor.endsWith("norm.weight") ? 1 : 0) + scale * random.nextGaussian());
            }
            return values;
        })) {
            VitCheckpoint.write(Files.createDirectories(folder.resolve(name)), config, weights, DType.F32);
        }
    }

    private static BufferedImage picture(int label, int seed) {
        Random random = new Random(10L * seed + label);
        BufferedImage image = new BufferedImage(20, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 20 * 16; i++) {
            int level = random.nextInt(80) + (label == 0 ? i / 3 : 150 - i / 4);
            image.setRGB(i % 20, i / 20, level * 0x10101);
        }
        return image;
    }

    private static TerminalTest.Said quantize(String model, String data, String out, String... more) {
        String[] args = {
            "mcu",
            "quantize",
            folder.resolve(model).toString(),
            "--calibration",
            folder.resolve(data).toString(),
            "--out",
            folder.resolve(out).toString()
        };
        return TerminalTest.say(
                java.util.stream.Stream.concat(java.util.Arrays.stream(args), java.util.Arrays.stream(more))
                        .toArray(String[]::new));
    }

    @Test
    void writesANetworkAndReportsBothAccuracies() throws IOException {
        TerminalTest.Said said = quantize(
                "model", "data", "net", "--data", folder.resolve("data").toString(), "--json");
        assertEquals(0, said.code(), said.err());
        JsonNode json = Json.mapper().readTree(said.out());
        assertEquals("schema", json.fieldNames().next());
        assertEquals("espalier.quantized/1", json.path("schema").asText());
        assertTrue(json.path("float").isNumber() && json.path("int8").isNumber(), said.out());
        assertEquals(12, json.path("pictures").asInt());
        assertEquals(12, json.path("calibration").asInt());
        assertTrue(json.path("agreement").asDouble() > 80, said.out());
        TerminalTest.Said again = quantize("model", "data", "net2", "--json");
        assertEquals(0, again.code(), again.err());
        assertFalse(Json.mapper().readTree(again.out()).has("float"));
        for (String file : List.of("network.json", "weights.safetensors")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("net").resolve(file)),
                    Files.readAllBytes(folder.resolve("net2").resolve(file)),
                    file);
        }
        assertEquals(3, quantize("model", "data", "net").code(), "the folder is taken");
    }

    @Test
    void theResidualStreamHas16BitsUnless8AreWanted() throws IOException {
        assertEquals(0, quantize("model", "data", "wide").code());
        assertEquals(
                0, quantize("model", "data", "narrow", "--stream-bits", "8").code());
        assertEquals("espalier.network/2", schema("wide"));
        assertEquals("espalier.network/1", schema("narrow"));
        TerminalTest.Said said = quantize("model", "data", "other", "--stream-bits", "12");
        assertEquals(3, said.code());
        assertTrue(said.err().contains("possible are 8 and 16"), said.err());
    }

    @Test
    void relativePositionsGoAllTheWayToABoardAndGiveItsLogits() throws IOException {
        String image = folder.resolve("data/test/kind1/0.png").toString();
        for (String model : List.of("relative", "relative-class-token")) {
            String network = folder.resolve(model + "-net").toString();
            String firmware = folder.resolve(model + "-firmware").toString();
            TerminalTest.Said said = quantize(
                    model,
                    "data",
                    model + "-net",
                    "--data",
                    folder.resolve("data").toString(),
                    "--json");
            assertEquals(0, said.code(), said.err());
            assertTrue(Json.mapper().readTree(said.out()).path("agreement").asDouble() > 80, said.out());
            assertEquals("espalier.network/3", schema(model + "-net"));
            JsonNode plan = say("mcu", "plan", network, "--board", "stm32f746g-disco", "--json");
            assertTrue(plan.path("fits").asBoolean());
            JsonNode built =
                    say("mcu", "firmware", network, "--board", "stm32f746g-disco", "--out", firmware, "--json");
            assertEquals(
                    plan.path("arenaBytes").asInt(),
                    built.path("sram").path("arena").asInt(),
                    built.toString());
            JsonNode wanted = say("mcu", "classify", network, "--image", image, "--json");
            JsonNode got = say(
                    "board", "classify", firmware, "--board", "virtual:stm32f746g-disco", "--image", image, "--json");
            assertEquals(wanted.path("logits"), got.path("logits"), got.toString());
        }
    }

    private static JsonNode say(String... args) throws IOException {
        TerminalTest.Said said = TerminalTest.say(args);
        assertEquals(0, said.code(), said.err());
        return Json.mapper().readTree(said.out());
    }

    private static String schema(String network) throws IOException {
        return Json.mapper()
                .readTree(folder.resolve(network).resolve("network.json").toFile())
                .path("schema")
                .asText();
    }

    @Test
    void aFolderOfPicturesIsEnoughToCalibrate() {
        assertEquals(
                0,
                quantize("model", "data/train/kind0", "flat", "--samples", "3").code());
    }

    @Test
    void refusesWhatItCannotUseAndLeavesNothing() {
        assertEquals(3, quantize("grey", "data", "out1").code());
        assertEquals(3, quantize("model", "empty", "out2").code());
        assertEquals(3, quantize("nowhere", "data", "out3").code());
        assertEquals(2, quantize("model", "data", "out4", "--samples", "0").code());
        for (int i = 1; i <= 4; i++) {
            assertFalse(Files.exists(folder.resolve("out" + i)));
        }
    }
}
