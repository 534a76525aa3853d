package org.espalier.model.vit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// `config.json` of a supernet: model type `espalier_vit` and the fields of [VitConfig] in snake case.
public final class VitConfigFile {

    /// The value of `model_type`.
    public static final String MODEL_TYPE = "espalier_vit";

    private final JsonNode json;
    private final String where;

    private VitConfigFile(JsonNode json, String where) {
        this.json = json;
        this.where = where;
    }

    /// The configuration in a file.
    ///
    /// @throws WorkbenchException if it is missing, malformed, of another architecture or cannot be run
    public static VitConfig read(Path file) {
        return parse(Json.read(file), file.toString());
    }

    /// The configuration in a tree; `where` names it in messages.
    ///
    /// @throws WorkbenchException if a field is missing or of the wrong type, or the net cannot be run
    public static VitConfig parse(JsonNode json, String where) {
        return new VitConfigFile(json, where).config();
    }

    /// The tree of a configuration, as [#parse] reads it.
    public static ObjectNode toJson(VitConfig c) {
        ObjectNode out = Json.mapper().createObjectNode();
        out.put("model_type", MODEL_TYPE)
                .put("image_size", c.imageSize())
                .put("patch_size", c.patchSize())
                .put("in_chans", c.inChans())
                .put("num_classes", c.numClasses())
                .put("embed_dim", c.embedDim())
                .put("depth", c.depth())
                .put("num_heads", c.numHeads())
                .put("head_dim", c.headDim())
                .put("mlp_ratio", c.mlpRatio());
        out.set(
                "choices",
                Json.mapper()
                        .valueToTree(
                                c.choices().isEmpty() ? Map.of() : c.choices().byKind()));
        switch (c.lowRank()) {
            case LowRank.Dense d -> out.put("low_rank", "none");
            case LowRank.ThreeFactor t -> out.put("low_rank", "three-factor").put("rank_ratio", t.ratio());
            case LowRank.TwoFactor t ->
                out.put("low_rank", "two-factor")
                        .put("rank_ratio_attn", t.attention())
                        .put("rank_ratio_mlp", t.mlp());
        }
        out.put("relative_position", c.relativePosition())
                .put("max_relative_position", c.maxRelativePosition())
                .put("abs_pos", c.absPos())
                .put("gp", c.gp())
                .put("qkv_bias", c.qkvBias())
                .put("change_qkv", c.changeQkv());
        out.set("image_mean", Json.mapper().valueToTree(c.imageMean()));
        out.set("image_std", Json.mapper().valueToTree(c.imageStd()));
        if (!c.labels().isEmpty()) {
            ObjectNode labels = out.putObject("id2label");
            for (int i = 0; i < c.labels().size(); i++) {
                labels.put(Integer.toString(i), c.labels().get(i));
            }
        }
        return out;
    }

    private VitConfig config() {
        if (!json.isObject()) {
            throw wrong("is not a JSON object");
        }
        String type = json.path("model_type").asText("");
        if (!type.equals(MODEL_TYPE)) {
            throw VitConfig.refuse(
                    "vit.config.type",
                    where + ": model_type is '" + type + "', expected '" + MODEL_TYPE + "'",
                    "Choose the folder of a vision transformer supernet.");
        }
        int channels = integer("in_chans", 3);
        int classes = integer("num_classes", null);
        return new VitConfig(
                integer("image_size", null),
                integer("patch_size", null),
                channels,
                classes,
                integer("embed_dim", null),
                integer("depth", null),
                integer("num_heads", null),
                integer("head_dim", 64),
                number("mlp_ratio", null),
                choices(json.path("choices")),
                lowRank(),
                flag("relative_position", false),
                integer("max_relative_position", 14),
                flag("abs_pos", true),
                flag("gp", true),
                flag("qkv_bias", true),
                flag("change_qkv", true),
                floats("image_mean", channels),
                floats("image_std", channels),
                labels(classes));
    }

    private LowRank lowRank() {
        String kind = json.path("low_rank").asText("none");
        return switch (kind) {
            case "none" -> new LowRank.Dense();
            case "three-factor" -> new LowRank.ThreeFactor(number("rank_ratio", null));
            case "two-factor" -> new LowRank.TwoFactor(number("rank_ratio_attn", null), number("rank_ratio_mlp", null));
            default -> throw wrong("low_rank is '" + kind + "', expected none, three-factor or two-factor");
        };
    }

    private Choices choices(JsonNode node) {
        if (node.isMissingNode() || node.isNull() || node.isEmpty()) {
            return Choices.NONE;
        }
        return Choices.of(
                kind -> list(node, kind, item -> whole(kind, item)), kind -> list(node, kind, JsonNode::asDouble));
    }

    private <T> List<T> list(JsonNode parent, String name, Function<JsonNode, T> value) {
        List<T> values = new ArrayList<>();
        for (JsonNode item : parent.path(name)) {
            if (!item.isNumber()) {
                throw wrong(name + " holds '" + item.asText() + "', which is not a number");
            }
            values.add(value.apply(item));
        }
        return values;
    }

    private List<Float> floats(String name, int channels) {
        List<Float> values = list(json, name, n -> (float) n.asDouble());
        return values.isEmpty() ? VitConfig.half(channels) : values;
    }

    private List<String> labels(int classes) {
        JsonNode node = json.path("id2label");
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < classes && node.has(Integer.toString(i)); i++) {
            labels.add(node.get(Integer.toString(i)).asText());
        }
        if (!labels.isEmpty() && labels.size() != classes) {
            throw wrong("id2label names " + labels.size() + " of " + classes + " classes");
        }
        return labels;
    }

    private int whole(String name, JsonNode item) {
        if (!item.canConvertToInt() || item.asDouble() != item.asInt()) {
            throw wrong(name + " holds " + item + ", not a whole number");
        }
        return item.asInt();
    }

    private int integer(String name, @Nullable Integer otherwise) {
        JsonNode node = json.path(name);
        if (node.isMissingNode() && otherwise != null) {
            return otherwise;
        }
        if (!node.isNumber() || !node.canConvertToInt() || node.asDouble() != node.asInt()) {
            throw wrong(name + " is " + (node.isMissingNode() ? "missing" : node + ", not a whole number"));
        }
        return node.asInt();
    }

    private double number(String name, @Nullable Double otherwise) {
        JsonNode node = json.path(name);
        if (node.isMissingNode() && otherwise != null) {
            return otherwise;
        }
        if (!node.isNumber()) {
            throw wrong(name + " is " + (node.isMissingNode() ? "missing" : node + ", not a number"));
        }
        return node.asDouble();
    }

    private boolean flag(String name, boolean otherwise) {
        JsonNode node = json.path(name);
        if (node.isMissingNode()) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw wrong(name + " is " + node + ", not true or false");
        }
        return node.asBoolean();
    }

    private WorkbenchException wrong(String what) {
        return VitConfig.refuse(
                "vit.config.field", where + ": " + what, "Correct config.json, or take a complete copy of the model.");
    }
}
