package org.espalier.compress.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.StreamedModel;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// Shows a model's tower and projector the pictures of calibration prompts.
record PictureRun(StreamedModel model, List<Prompt> prompts) {

    private static final int AT_ONCE = 8;

    /// The model with its tower.
    ///
    /// @throws WorkbenchException if it sees no pictures
    LlavaModel llava() {
        return model.llava().orElseThrow(PictureRun::noPictures);
    }

    /// Runs all pictures with the present weights.
    ///
    /// @throws WorkbenchException if there is no picture
    void observe(InputRecorder recorder, TaskContext context) {
        List<float[]> pictures =
                prompts.stream().flatMap(p -> p.pictures().stream()).toList();
        if (pictures.isEmpty()) {
            throw noPictures();
        }
        LlavaModel llava = llava();
        int side = llava.config().vision().image();
        for (int start = 0; start < pictures.size(); start += AT_ONCE) {
            context.checkCancelled();
            try (NDManager pass = model.newManager()) {
                List<NDArray> each = new ArrayList<>();
                List<float[]> some = pictures.subList(start, Math.min(pictures.size(), start + AT_ONCE));
                some.forEach(pixels -> each.add(pass.create(pixels, new Shape(1, 3, side, side))));
                NDArray batch = NDArrays.concat(new NDList(each), 0);
                llava.weights()
                        .pictures(batch, recorder.weighted(null, some.size(), pass))
                        .close();
            }
        }
    }

    private static WorkbenchException noPictures() {
        return WorkbenchException.input(
                "prune.calibration.no-pictures",
                "vision tower and projector are to be pruned, but no calibration sample has a picture the model sees",
                "Add samples with \"image\", or leave vision_tower and projector out of --components.");
    }
}
