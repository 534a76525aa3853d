package org.espalier.format.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.espalier.format.Json;
import org.espalier.format.SeparateTower;
import org.espalier.format.image.ClipPreprocessor.Crop;
import org.espalier.format.image.ClipPreprocessor.Target;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Reads `preprocessor_config.json`, in the shapes that CLIP's and LLaVA's image processors have written
/// over time.
///
/// @param file named in messages
/// @param tree the processor's object
record PreprocessorConfig(Path file, JsonNode tree) {

    private static final int LARGEST = 8192;

    /// The processor of a model's folder: `preprocessor_config.json`, else the `image_processor` of
    /// `processor_config.json`, else CLIP's constants at the size that `config.json` gives.
    static ClipPreprocessor open(Path folder) {
        Path own = folder.resolve("preprocessor_config.json");
        if (Files.exists(own)) {
            return new PreprocessorConfig(own, Json.read(own)).preprocessor();
        }
        Path shared = folder.resolve("processor_config.json");
        if (Files.exists(shared) && Json.read(shared).has("image_processor")) {
            return new PreprocessorConfig(shared, Json.read(shared).path("image_processor")).preprocessor();
        }
        Path config = folder.resolve("config.json");
        if (Files.exists(config)) {
            Optional<Path> tower = SeparateTower.find(folder, Json.read(config));
            if (tower.isPresent()) {
                return open(tower.get());
            }
            JsonNode size = Json.read(config).at("/vision_config/image_size");
            if (size.isInt() && size.intValue() >= 1 && size.intValue() <= LARGEST) {
                return ClipPreprocessor.clip(size.intValue());
            }
        }
        throw WorkbenchException.input(
                "format.preprocessor.missing",
                own + ": no such file, and no other tells the size of the model's input",
                "Put the model's preprocessor_config.json beside its weights.");
    }

    private ClipPreprocessor preprocessor() {
        if (!tree.isObject()) {
            throw wrong("it is not a JSON object");
        }
        boolean normalise = flag("do_normalize", true);
        return new ClipPreprocessor(
                flag("do_pad", false),
                flag("do_resize", true) ? target() : null,
                resampling(),
                flag("do_center_crop", true) ? crop() : null,
                flag("do_rescale", true) ? factor() : 1,
                normalise ? triple("image_mean", ClipPreprocessor.clip(1).mean()) : new float[3],
                normalise ? triple("image_std", ClipPreprocessor.clip(1).std()) : new float[] {1, 1, 1});
    }

    private boolean flag(String name, boolean otherwise) {
        JsonNode node = tree.path(name);
        return node.isBoolean() ? node.booleanValue() : otherwise;
    }

    private Target target() {
        JsonNode size = tree.path("size");
        if (size.isMissingNode()) {
            return new Target.ShortestEdge(224);
        }
        if (size.isNumber()) {
            return new Target.ShortestEdge(side("size", size));
        }
        if (size.has("shortest_edge")) {
            return new Target.ShortestEdge(side("size.shortest_edge", size.path("shortest_edge")));
        }
        return new Target.Exact(side("size.height", size.path("height")), side("size.width", size.path("width")));
    }

    private Crop crop() {
        JsonNode size = tree.path("crop_size");
        if (size.isMissingNode()) {
            return new Crop(224, 224);
        }
        if (size.isNumber()) {
            return new Crop(side("crop_size", size), side("crop_size", size));
        }
        return new Crop(side("crop_size.height", size.path("height")), side("crop_size.width", size.path("width")));
    }

    private int side(String name, JsonNode node) {
        if (!node.isInt() || node.intValue() < 1 || node.intValue() > LARGEST) {
            throw wrong(name + " is not a whole number from 1 to " + LARGEST);
        }
        return node.intValue();
    }

    private Resampling resampling() {
        JsonNode node = tree.path("resample");
        return switch (node.isMissingNode() ? 3 : node.asInt(-1)) {
            case 2 -> Resampling.BILINEAR;
            case 3 -> Resampling.BICUBIC;
            default -> throw wrong("resample is " + node + "; 2 (bilinear) and 3 (bicubic) are supported");
        };
    }

    private double factor() {
        JsonNode node = tree.path("rescale_factor");
        if (node.isMissingNode()) {
            return 1 / 255.0;
        }
        if (!node.isNumber()) {
            throw wrong("rescale_factor is not a number");
        }
        return node.doubleValue();
    }

    private float[] triple(String name, float[] otherwise) {
        JsonNode node = tree.path(name);
        if (node.isMissingNode()) {
            return otherwise;
        }
        float[] out = new float[3];
        for (int i = 0; i < 3; i++) {
            @Nullable JsonNode value = node.get(i);
            if (node.size() != 3 || value == null || !value.isNumber()) {
                throw wrong(name + " is not a list of three numbers");
            }
            out[i] = value.floatValue();
            if (name.equals("image_std") && !(out[i] > 0)) {
                throw wrong("image_std holds a number that is not positive");
            }
        }
        return out;
    }

    private WorkbenchException wrong(String what) {
        return WorkbenchException.input(
                "format.preprocessor.shape",
                file + ": " + what,
                "Replace it with the preprocessor_config.json of the model's own folder.");
    }
}
