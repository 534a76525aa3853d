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
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.espalier.format.Json;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkFileTest {

    private static final QuantizedNetwork NETWORK = RandomNetworks.of(SmallForm.SMALL, 5);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aNetworkReadBackComputesTheSame() throws IOException {
        readBack(NETWORK);
    }

    @Test
    void aStreamOf16BitsIsReadBackUnderANewerSchema() throws IOException {
        readBack(RandomNetworks.of(SmallForm.SMALL.wide(), 5));
        assertEquals(
                NetworkFile.WIDE_SCHEMA,
                Json.read(folder.resolve("net").resolve("network.json"))
                        .path("schema")
                        .asText());
    }

    @Test
    void relativePositionsAreReadBackUnderTheNewestSchema() throws IOException {
        for (RandomNetworks.Form form : List.of(SmallForm.SMALL, SmallForm.SMALL.wide())) {
            readBack(RandomNetworks.of(form.relative(1), 5));
            assertEquals(
                    NetworkFile.RELATIVE_SCHEMA,
                    Json.read(folder.resolve("net").resolve("network.json"))
                            .path("schema")
                            .asText());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "missing tensor,    there is no tensor 'blocks.0.attention.relativeKeys'",
        "missing grid,      'grid' is missing in blocks.0.attention",
        "text for a reach,  'reach' of blocks.0.attention is not a whole number",
        "other grid,        has a grid of 2 x 2 patches for 10 rows",
        "no grid,           has a grid of 0 x 0 patches for 10 rows",
        "far reach,         has the reach 3 on a grid of 3",
        "negative reach,    has the reach -1 on a grid of 3",
        "short reach,       needs tables of 7 x 8 for its relative positions",
        "other heads,       has 512 entries for 1 heads",
    })
    void refusesBrokenRelativePositionsByName(String damage, String message) {
        NetworkFile.write(RandomNetworks.of(SmallForm.SMALL.relative(2), 5), folder);
        Path json = folder.resolve("network.json");
        JsonNode tree = Json.read(json);
        ObjectNode attention = op((ArrayNode) tree.path("ops"), 5);
        assertEquals("Attention", attention.path("type").asText());
        switch (damage) {
            case "missing tensor" -> dropTensors(".relativeKeys");
            case "missing grid" -> attention.remove("grid");
            case "text for a reach" -> attention.put("reach", "far");
            case "other grid" -> attention.put("grid", 2);
            case "no grid" -> attention.put("grid", 0);
            case "far reach" -> attention.put("reach", 3);
            case "negative reach" -> attention.put("reach", -1);
            case "short reach" -> attention.put("reach", 1);
            default -> attention.put("heads", 1);
        }
        Json.write(json, tree);
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> NetworkFile.read(folder));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertFalse(e.remedy().isBlank());
    }

    @Test
    void refusesMultipliersOfRelativePositionsBeyondTheirBounds() {
        QuantizedNetwork network = RandomNetworks.of(SmallForm.SMALL.relative(2), 5);
        Op.Attention op = (Op.Attention) network.ops().get(5);
        RelativeTables t = Objects.requireNonNull(op.relative());
        t.queryMultiplier()[3] = -1;
        refuses(network, op, "has a negative query multiplier");
        t.queryMultiplier()[3] = 0;
        t.keyMultiplier()[1] = 0;
        refuses(network, op, "has a key multiplier below 1");
        t.keyMultiplier()[1] = 1;
        t.valueMultiplier()[2] = -7;
        refuses(network, op, "has a value multiplier below 1");
    }

    /// Leaves the tensors of that ending out of the file.
    private void dropTensors(String ending) {
        NetworkWriter writer = new NetworkWriter();
        writer.tree(NetworkFile.read(folder));
        writer.tensors().keySet().removeIf(name -> name.endsWith(ending));
        SafetensorsWriter.write(folder.resolve("weights.safetensors"), writer.tensors(), Map.of());
    }

    @Test
    void refusesAWidthThatIsNotThere() {
        NetworkFile.write(RandomNetworks.of(SmallForm.SMALL.wide(), 5), folder);
        Path json = folder.resolve("network.json");
        JsonNode tree = Json.read(json);
        ((ObjectNode) tree.path("activations").get(0)).put("bits", 12);
        Json.write(json, tree);
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> NetworkFile.read(folder));
        assertTrue(e.getMessage().contains("has 12 bits"), e.getMessage());
    }

    private void readBack(QuantizedNetwork network) throws IOException {
        NetworkFile.write(network, Files.createDirectories(folder.resolve("net")));
        QuantizedNetwork again = NetworkFile.read(folder.resolve("net"));
        byte[] picture = RandomNetworks.picture(network, 1);
        assertArrayEquals(
                Int8Executor.run(network, picture).logits(),
                Int8Executor.run(again, picture).logits());
        NetworkFile.write(again, Files.createDirectories(folder.resolve("again")));
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
        "no scale,                             has the scale 0.0",
        "endless zero point,                   has the zero point Infinity",
        "other order,                          is listed where 'patches' is written",
        "activation nobody writes,             is written by no operator",
        "wide pad value,                       'padValue' of patch_embed is 300",
        "large pool bias,                      has the bias 1073741824",
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
            case "no scale" -> root -> activation(root, 0).put("scale", 0);
            case "endless zero point" -> root -> activation(root, 0).put("zeroPoint", new BigDecimal("1e999"));
            case "other order" ->
                root -> activations(root).add(activations(root).remove(0));
            case "activation nobody writes" ->
                root -> activations(root).add(activation(root, 0).deepCopy().put("name", "more"));
            case "wide pad value" -> _ -> op(ops, 0).put("padValue", 300);
            case "large pool bias" -> _ -> op(ops, ops.size() - 2).put("bias", 1 << 30);
            default -> root -> ((ArrayNode) root.path("classes")).remove(0);
        };
        change.accept((ObjectNode) tree);
        Json.write(json, tree);
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> NetworkFile.read(folder));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertTrue(e.getMessage().contains(folder.toString()), e.getMessage());
        assertFalse(e.remedy().isBlank());
    }

    private static ArrayNode activations(ObjectNode root) {
        return (ArrayNode) root.path("activations");
    }

    private static ObjectNode activation(ObjectNode root, int index) {
        return (ObjectNode) activations(root).get(index);
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
        refuses(NETWORK, changed, message);
    }

    private static void refuses(QuantizedNetwork sound, Op changed, String message) {
        var ops = sound.ops().stream()
                .map(op -> op.name().equals(changed.name()) ? changed : op)
                .toList();
        var network = new QuantizedNetwork(sound.name(), sound.classes(), sound.input(), sound.activations(), ops);
        WorkbenchException e =
                assertThrows(WorkbenchException.class, () -> NetworkCheck.check(network, "net/network.json"));
        assertTrue(e.getMessage().contains(message) && e.getMessage().contains(changed.name()), e.getMessage());
    }
}
