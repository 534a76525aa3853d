package org.espalier.workbench.step;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.CanonicalName;
import org.espalier.model.Component;
import org.espalier.model.llava.LlavaShapes;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitConfigFile;
import org.espalier.model.vit.VitWeights;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.Shape;

/// What a checkpoint is, from its configuration or, where there is none, its tensors' names.
enum ModelKind {
    LLAVA("llava"),
    LLAMA("llama"),
    VIT_SUPERNET("vit-supernet"),
    VIT_SUBNET("vit-subnet");

    private final String word;

    ModelKind(String word) {
        this.word = word;
    }

    /// The name in JSON.
    String word() {
        return word;
    }

    boolean vit() {
        return this == VIT_SUPERNET || this == VIT_SUBNET;
    }

    /// The kind of a checkpoint, with its configuration held against its tensors.
    ///
    /// @throws WorkbenchException if it is none of ours, or configuration and tensors do not belong
    ///     together
    static ModelKind of(Checkpoint checkpoint) {
        JsonNode type = checkpoint.hasConfig() ? checkpoint.config().path("model_type") : null;
        if (type == null || type.isMissingNode()) {
            return byTensors(checkpoint);
        }
        ModelKind kind = switch (type.asText()) {
            case "llava", "llava_llama" -> LLAVA;
            case "llama" -> LLAMA;
            case VitConfigFile.MODEL_TYPE -> checkpoint.config().path("choices").isEmpty() ? VIT_SUBNET : VIT_SUPERNET;
            default ->
                throw WorkbenchException.input(
                        "model.architecture",
                        checkpoint.folder().resolve("config.json") + ": model_type " + shown(type)
                                + " is not supported",
                        "Use a model of type llava, llama or " + VitConfigFile.MODEL_TYPE + ".");
        };
        switch (kind) {
            case LLAVA -> LlavaShapes.checkLlava(checkpoint, checkpoint.complete());
            case LLAMA -> LlavaShapes.checkLlama(checkpoint, checkpoint.complete());
            default -> checkVit(checkpoint);
        }
        return kind;
    }

    private static String shown(JsonNode type) {
        String text = type.toString();
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }

    private static ModelKind byTensors(Checkpoint checkpoint) {
        boolean language = false;
        boolean vision = false;
        for (String name : checkpoint.names()) {
            Component part =
                    CanonicalName.of(name).map(CanonicalName::component).orElse(null);
            language |= part == Component.LANGUAGE_MODEL;
            vision |= part == Component.VISION_TOWER || part == Component.PROJECTOR;
        }
        if (vision || language) {
            return vision ? LLAVA : LLAMA;
        }
        if (checkpoint.has("patch_embed_super.proj.weight")) {
            return VIT_SUPERNET;
        }
        throw WorkbenchException.input(
                "model.architecture",
                checkpoint.folder() + ": neither a config.json nor the tensors' names tell what model this is",
                "Put the model's config.json beside its weights.");
    }

    private static void checkVit(Checkpoint checkpoint) {
        VitConfig config = VitConfigFile.parse(
                checkpoint.config(), checkpoint.folder().resolve("config.json").toString());
        for (Map.Entry<String, long[]> e : VitWeights.shapes(config).entrySet()) {
            if (!checkpoint.has(e.getKey()) && !checkpoint.complete()) {
                continue;
            }
            MappedTensor tensor = checkpoint.tensor(e.getKey());
            Shape expected = Shape.of(e.getValue());
            if (!tensor.shape().equals(expected)) {
                throw WorkbenchException.input(
                        "vit.tensor.shape",
                        tensor.where() + " is " + tensor.shape() + ", but config.json makes it " + expected,
                        "Use config.json and weights of the same model.");
            }
        }
    }
}
