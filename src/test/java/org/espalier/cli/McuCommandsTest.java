package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.NetworkFile;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.compress.quant.SmallForm;
import org.espalier.format.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class McuCommandsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private TerminalTest.Said said = new TerminalTest.Said(0, "", "");
    private QuantizedNetwork network = RandomNetworks.of(SmallForm.SMALL, 5);

    @BeforeEach
    void writeNetworkAndPicture() throws IOException {
        NetworkFile.write(network, Files.createDirectories(folder.resolve("net")));
        BufferedImage picture = new BufferedImage(24, 24, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 24 * 24; i++) {
            picture.setRGB(i % 24, i / 24, i * 7919);
        }
        ImageIO.write(picture, "png", folder.resolve("picture.png").toFile());
    }

    private int run(Object... args) {
        said = TerminalTest.say(Arrays.stream(args).map(Object::toString).toArray(String[]::new));
        return said.code();
    }

    private JsonNode json() throws IOException {
        return Json.mapper().readTree(said.out());
    }

    @Test
    void classifyPrintsTheIntegersOfTheReferenceExecutor() throws IOException {
        assertEquals(
                0, run("mcu", "classify", folder.resolve("net"), "--image", folder.resolve("picture.png"), "--json"));
        JsonNode result = json();
        byte[] picture = new byte[24 * 24 * 3];
        for (int i = 0; i < 24 * 24; i++) {
            int rgb = i * 7919;
            picture[3 * i] = (byte) (rgb >> 16);
            picture[3 * i + 1] = (byte) (rgb >> 8);
            picture[3 * i + 2] = (byte) rgb;
        }
        byte[] logits = Int8Executor.run(network, picture).logits();
        assertEquals("schema", result.fieldNames().next());
        assertEquals("espalier.integers/1", result.path("schema").asText());
        assertEquals(logits.length, result.path("logits").size());
        int best = 0;
        for (int i = 0; i < logits.length; i++) {
            assertEquals(logits[i], result.path("logits").get(i).asInt());
            best = logits[i] > logits[best] ? i : best;
        }
        assertEquals("class" + best, result.path("class").asText());
        assertEquals(0.05, result.path("scale").asDouble());
        assertTrue(result.path("zeroPoint").isInt());
    }

    @Test
    void planPrintsTheContractsFields() throws IOException {
        assertEquals(0, run("mcu", "plan", folder.resolve("net"), "--board", "stm32f746g-disco", "--json"));
        JsonNode plan = json();
        assertEquals("schema", plan.fieldNames().next());
        assertEquals("espalier.plan/1", plan.path("schema").asText());
        assertEquals("stm32f746g-disco", plan.path("board").asText());
        assertEquals(327_680, plan.path("sram").path("budget").asInt());
        assertEquals(1_048_576, plan.path("flash").path("budget").asInt());
        int end = 0;
        for (JsonNode buffer : plan.path("buffers")) {
            for (String field : List.of("id", "offset", "bytes", "first", "last")) {
                assertTrue(buffer.path(field).isInt(), field);
            }
            assertTrue(buffer.has("overwrites"));
            assertTrue(List.of("input", "residual", "activation", "scratch")
                    .contains(buffer.path("kind").asText()));
            end = Math.max(
                    end, buffer.path("offset").asInt() + buffer.path("bytes").asInt());
        }
        assertEquals(end, plan.path("arenaBytes").asInt());
        JsonNode top = plan.path("steps").get(plan.path("sram").path("peakStep").asInt());
        assertEquals(
                plan.path("sram").path("peak").asInt(), top.path("liveBytes").asInt());
    }

    @Test
    void eachTechniqueCanBeSwitchedOff() throws IOException {
        assertEquals(0, run("mcu", "plan", folder.resolve("net"), "--json"));
        int steps = json().path("steps").size();
        assertEquals(0, run("mcu", "plan", folder.resolve("net"), "--no-integration", "--json"));
        assertTrue(json().path("steps").size() > steps);
        assertEquals(0, run("mcu", "plan", folder.resolve("net"), "--no-decomposition", "--json"));
        assertTrue(json().path("steps").get(0).path("name").asText().contains("unfold"));
        assertEquals(0, run("mcu", "plan", folder.resolve("net"), "--no-overwriting", "--json"));
        json().path("buffers").forEach(b -> assertTrue(b.path("overwrites").isNull(), b.toString()));
    }

    @Test
    void aNetworkThatDoesNotFitNamesThePeakAndExitsWithFour() throws IOException {
        network = RandomNetworks.of(new RandomNetworks.Form(176, 8, 0, 200, 2, 3, 64, 400, 0, 5, false), 1);
        NetworkFile.write(network, Files.createDirectories(folder.resolve("large")));
        assertEquals(4, run("mcu", "plan", folder.resolve("large")));
        String message = said.err();
        assertTrue(message.contains("SRAM has 320 KiB; the peak is at block 0 "), message);
        assertTrue(message.contains("what to do: Choose a smaller subnet"), message);
        assertEquals(4, run("mcu", "plan", folder.resolve("large"), "--json"));
        assertEquals("", said.out());
        JsonNode error = Json.mapper().readTree(said.err());
        assertEquals("plan.sram", error.path("error").path("code").asText());
    }

    @Test
    void unknownBoardsAndMissingNetworksExitWithThree() throws IOException {
        assertEquals(3, run("mcu", "plan", folder.resolve("net"), "--board", "arduino"));
        assertTrue(said.err().contains("stm32f746g-disco"));
        assertEquals(3, run("mcu", "plan", folder.resolve("nowhere")));
        assertEquals(3, run("mcu", "classify", folder.resolve("net"), "--image", folder.resolve("none.png")));
        Files.writeString(folder.resolve("text.png"), "no picture");
        assertEquals(3, run("mcu", "classify", folder.resolve("net"), "--image", folder.resolve("text.png")));
    }

    @Test
    void everyCommandHasAnExample() {
        for (String command : List.of("quantize", "classify", "plan")) {
            assertEquals(0, run("mcu", command, "--help"));
            assertTrue(said.out().contains("Example: espalier mcu " + command));
        }
    }
}
