package org.espalier.workbench.step;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.image.Images;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.Questions;
import org.espalier.model.llava.StreamedModel;
import org.espalier.model.llava.TextPrompts;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetFile;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.VitInput;
import org.espalier.model.vit.VitLogits;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// One forward pass: the logits of a language model's last position, or of a vision transformer.
public final class ModelLogitsStep implements Step<ModelLogitsStep.Parameters, ModelLogitsStep.Result> {

    /// What to run.
    ///
    /// @param model the checkpoint
    /// @param input prompt or question, and picture; a vision transformer takes the picture only
    /// @param tensor a file of normalised input for a vision transformer, in place of a picture
    /// @param subnet a vision transformer's subnet file; null means the largest
    public record Parameters(
            Path model,
            AskedInput input,
            @Nullable Path tensor,
            @Nullable Path subnet) {}

    /// What came out.
    ///
    /// @param schema `espalier.logits/1`
    /// @param tokens as the decoder sees them: the begin token first, the image token once per image feature; empty
    ///     for a vision transformer
    /// @param logits the last position's, one per token of the vocabulary; or one row per picture
    public record Result(String schema, List<Integer> tokens, List<List<Float>> logits) {}

    @Override
    public String name() {
        return "model logits";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        context.stage("Loading " + parameters.model());
        JsonNode config;
        try (Checkpoint checkpoint = Checkpoint.open(parameters.model())) {
            config = checkpoint.config();
        }
        if (VitCheckpoint.isSupernet(config)) {
            return vision(parameters, context);
        }
        refuseVisionOptions(parameters);
        return config.path("model_type").asText("").equals("llama") ? text(parameters) : language(parameters);
    }

    private static void refuseVisionOptions(Parameters parameters) {
        if (parameters.tensor() != null || parameters.subnet() != null) {
            throw WorkbenchException.usage(
                    "logits.vision-only",
                    parameters.model() + " is no vision transformer: --tensor and --subnet do not apply",
                    "Give --text or --prompt, and --image.");
        }
    }

    /// A model that sees no pictures.
    private static Result text(Parameters parameters) {
        try (StreamedModel model = StreamedModel.open(parameters.model());
                TextPrompts prompts = TextPrompts.open(
                        parameters.model(), model.decoder().config().vocabulary())) {
            return result(parameters.input().prompt(prompts), model::logits);
        }
    }

    private static Result language(Parameters parameters) {
        try (LlavaModel model = LlavaModel.open(parameters.model());
                Questions questions = Questions.open(
                        parameters.model(), model.config(), parameters.input().padded())) {
            return result(parameters.input().prompt(questions), model::logits);
        }
    }

    private static Result result(Prompt prompt, Function<Prompt, float[]> logits) {
        return new Result(
                "espalier.logits/1",
                IntStream.of(prompt.tokens()).boxed().toList(),
                List.of(row(logits.apply(prompt))));
    }

    private static Result vision(Parameters parameters, TaskContext context) {
        try (VitCheckpoint checkpoint = VitCheckpoint.open(parameters.model())) {
            Path chosen = parameters.subnet();
            Subnet subnet = chosen == null ? checkpoint.config().largest() : SubnetFile.read(chosen);
            List<float[]> logits = VitLogits.of(
                    checkpoint.config(), checkpoint.weights(), subnet, input(parameters, checkpoint), context);
            return new Result(
                    "espalier.logits/1",
                    List.of(),
                    logits.stream().map(ModelLogitsStep::row).toList());
        }
    }

    private static VitInput input(Parameters parameters, VitCheckpoint checkpoint) {
        Path tensor = parameters.tensor();
        Path image = parameters.input().image();
        if (tensor != null && image == null) {
            return VitInput.read(checkpoint.config(), tensor);
        }
        if (image != null && tensor == null) {
            return VitInput.of(checkpoint.config(), Images.read(image));
        }
        throw WorkbenchException.usage(
                "logits.input",
                image == null ? "a vision transformer needs a picture" : "there are both a picture and a tensor",
                "Give either --image FILE or --tensor FILE.");
    }

    private static List<Float> row(float[] logits) {
        return IntStream.range(0, logits.length).mapToObj(i -> logits[i]).toList();
    }
}
