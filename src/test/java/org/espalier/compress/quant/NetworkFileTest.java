package org.espalier.compress.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkFileTest {

    private static final QuantizedNetwork NETWORK = RandomNetworks.of(RandomNetworks.small(), 5);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aNetworkReadBackComputesTheSame() throws IOException {
        readBack(NETWORK);
    }

    @Test
    void aStreamOf16BitsIsReadBackUnderANewerSchema() throws IOException {
        readBack(RandomNetworks.of(RandomNetworks.small().wide(), 5));
        assertEquals(
                NetworkFile.WIDE_SCHEMA,
                Json.read(folder.resolve("net").resolve("network.json"))
                        .path("schema")
                        .asText());
    }

    @Test
    void refusesAWidthThatIsNotThere() {
        NetworkFile.write(RandomNetworks.of(RandomNetworks.small().wide(), 5), folder);
        Path json = folder.resolve("network.json");
        JsonNode tree = Json.read(json);
        ((ObjectNode) tree.path("activations").get(0)).put("bits", 12);
        Json.write(json, tree);
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> NetworkFile.read(folder));
        assertTrue(e.getMessage().contains("has 12 bits"), e.getMessage());
    }

    private void readBack(QuantizedNetwork network) throws IOException {
        NetworkFile.write(network, folder.resolve("net"), false);
        QuantizedNetwork again = NetworkFile.read(folder.resolve("net"));
        byte[] picture = RandomNetworks.picture(network, 1);
        assertArrayEquals(
                Int8Executor.run(network, picture).logits(),
                Int8Executor.run(again, picture).logits());
        NetworkFile.write(again, folder.resolve("again"), false);
        for (String file : new String[] {"network.json", "weights.safetensors"}) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("net").resolve(file)),
                    Files.readAllBytes(folder.resolve("again").resolve(file)),
                    file);
        }
    }

    @Test
    void theJsonKeepsItsForm() throws IOException {
        NetworkFile.write(NETWORK, folder);
        String golden = Files.readString(Path.of("src/test/resources/org/espalier/compress/quant/network.json"));
        assertEquals(
                golden.strip(), Files.readString(folder.resolve("network.json")).strip());
    }

    @Test
    void aFolderWithoutANetworkSaysHowToMakeOne() {
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> NetworkFile.read(folder));
        assertTrue(e.getMessage().contains("network.json"), e.getMessage());
        assertTrue(e.remedy().contains("mcu quantize"), e.remedy());
    }

    @ParameterizedTest
    @CsvSource({
        "schema,                               schema is",
        "unknown type,                         unknown type 'Conv'",
        "missing tensor,                       there is no tensor",
        "reads too early,                      before it is written",
        "other grid,                           has a grid of 4",
        "negative multiplier,                  has a multiplier below 1",
        "no output,                            'output' is missing",
        "text for a number,                    is not a whole number",
        "two names,                            is the name of two operators",
        "wrong classes,                        for 4 classes",
    })
    void refusesABrokenFileByName(String damage, String message) {
        NetworkFile.write(NETWORK, folder);
        Path json = folder.resolve("network.json");
        JsonNode tree = Json.read(json);
        ArrayNode ops = (ArrayNode) tree.path("ops");
        Consumer<ObjectNode> change = switch (damage) {
            case "schema" -> root -> root.put("schema", "espalier.network/99");
            case "unknown type" -> _ -> op(ops, 2).put("type", "Conv");
            case "missing tensor" -> _ -> op(ops, 3).put("name", "elsewhere");
            case "reads too early" -> _ -> op(ops, 2).putArray("inputs").add("blocks.1.add2");
            case "other grid" -> _ -> op(ops, 0).put("grid", 4);
            case "negative multiplier" -> _ -> op(ops, ops.size() - 2).put("multiplier", -5);
            case "no output" -> _ -> op(ops, 2).remove("output");
            case "text for a number" -> _ -> op(ops, 3).put("rows", "many");
            case "two names" -> _ -> ops.add(ops.get(3).deepCopy());
            default -> root -> ((ArrayNode) root.path("classes")).remove(0);
        };
        change.accept((ObjectNode) tree);
        Json.write(json, tree);
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> NetworkFile.read(folder));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertTrue(e.getMessage().contains(folder.toString()), e.getMessage());
        assertFalse(e.remedy().isBlank());
    }

    private static ObjectNode op(ArrayNode ops, int index) {
        return (ObjectNode) ops.get(index);
    }

    @Test
    void refusesConstantsThatCouldOverflow() {
        Op.LayerNorm norm = (Op.LayerNorm) NETWORK.ops().get(2);
        int[] gain = norm.gain().clone();
        gain[1] = 1 << 20;
        var wide = new Op.LayerNorm(
                norm.name(),
                norm.input(),
                norm.output(),
                norm.multiplier(),
                norm.offset(),
                norm.epsilon(),
                gain,
                norm.shift());
        refuses(wide, "could overflow 32 bits in column 1");
        short[] offset = norm.offset().clone();
        Arrays.fill(offset, (short) 32000);
        refuses(
                new Op.LayerNorm(
                        norm.name(),
                        norm.input(),
                        norm.output(),
                        norm.multiplier(),
                        offset,
                        norm.epsilon(),
                        norm.gain(),
                        norm.shift()),
                "leaves 16 bits");
    }

    @Test
    void refusesAWeightOfMinus128() {
        Op.Linear linear = (Op.Linear) NETWORK.ops().get(3);
        byte[] weights = linear.map().weights().clone();
        weights[7] = -128;
        Op.Matrix map = linear.map();
        refuses(
                new Op.Linear(
                        linear.name(),
                        linear.input(),
                        linear.output(),
                        linear.rows(),
                        new Op.Matrix(
                                map.outputs(), map.inputs(), weights, map.bias(), map.multiplier(), map.zeroPoint())),
                "weight -128");
    }

    private static void refuses(Op changed, String message) {
        var ops = NETWORK.ops().stream()
                .map(op -> op.name().equals(changed.name()) ? changed : op)
                .toList();
        var network =
                new QuantizedNetwork(NETWORK.name(), NETWORK.classes(), NETWORK.input(), NETWORK.activations(), ops);
        WorkbenchException e =
                assertThrows(WorkbenchException.class, () -> NetworkCheck.check(network, "net/network.json"));
        assertTrue(e.getMessage().contains(message) && e.getMessage().contains(changed.name()), e.getMessage());
    }
}
