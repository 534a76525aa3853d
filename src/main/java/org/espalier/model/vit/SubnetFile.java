package org.espalier.model.vit;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;

/// `subnet.json`: `{"depth":2,"embedDim":96,"heads":[1,2],"mlpRatio":[3.5,4]}`; other fields are left alone.
public final class SubnetFile {

    private SubnetFile() {}

    /// The subnet in a file; whether it fits a supernet is for [VitConfig#check] to say.
    ///
    /// @throws WorkbenchException if the file is missing or malformed, or a field is missing or of the wrong type
    public static Subnet read(Path file) {
        JsonNode json = Json.read(file);
        List<Integer> heads = new ArrayList<>();
        for (JsonNode item : list(json, "heads", file)) {
            heads.add(whole(item, "heads", file));
        }
        List<Double> ratios = new ArrayList<>();
        for (JsonNode item : list(json, "mlpRatio", file)) {
            if (!item.isNumber()) {
                throw wrong(file, "mlpRatio holds " + item + ", not a number");
            }
            ratios.add(item.asDouble());
        }
        return new Subnet(
                whole(json.path("depth"), "depth", file),
                whole(json.path("embedDim"), "embedDim", file),
                heads,
                ratios);
    }

    private static JsonNode list(JsonNode json, String name, Path file) {
        JsonNode list = json.path(name);
        if (!list.isArray() || list.size() > 1000) {
            throw wrong(file, name + " is " + (list.isMissingNode() ? "missing" : "not a list of numbers"));
        }
        return list;
    }

    private static int whole(JsonNode node, String name, Path file) {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw wrong(file, name + " is " + (node.isMissingNode() ? "missing" : node + ", not a whole number"));
        }
        return node.asInt();
    }

    private static WorkbenchException wrong(Path file, String what) {
        return WorkbenchException.input(
                "vit.subnet.field",
                file + ": " + what,
                "Write {\"depth\":N,\"embedDim\":N,\"heads\":[one per block],\"mlpRatio\":[one per block]}.");
    }
}
