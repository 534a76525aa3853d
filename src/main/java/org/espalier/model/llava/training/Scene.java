package org.espalier.model.llava.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.format.dataset.EasyVqa;
import org.espalier.format.dataset.Split;
import org.espalier.format.image.RgbImage;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// A picture with its questions, and what they say about it.
///
/// @param picture the pixels
/// @param questions what is asked and answered
/// @param shape index into [#SHAPES], or -1 if no question names it
/// @param colour index into [#COLOURS], or -1 if no question names it
record Scene(Picture picture, List<EasyVqa.Question> questions, int shape, int colour) {

    static final List<String> SHAPES = List.of("circle", "rectangle", "triangle");
    static final List<String> COLOURS = List.of("black", "blue", "brown", "gray", "green", "red", "teal", "yellow");

    /// All pictures of a split whose side is `side`, in the order their questions name them.
    static List<Scene> read(EasyVqa data, Split split, int side, TaskContext context) {
        Map<String, List<EasyVqa.Question>> byImage = new LinkedHashMap<>();
        for (EasyVqa.Question question : data.questions(split)) {
            byImage.computeIfAbsent(question.image(), _ -> new ArrayList<>()).add(question);
        }
        List<Scene> scenes = new ArrayList<>();
        byImage.forEach((image, questions) -> {
            context.checkCancelled();
            RgbImage pixels = data.image(split, image);
            if (pixels.width() != side || pixels.height() != side) {
                throw WorkbenchException.input(
                        "training.side",
                        "image " + image + " is " + pixels.width() + " x " + pixels.height() + " pixels, not " + side
                                + " x " + side,
                        "Use the easy-VQA release, whose pictures all have that size.");
            }
            scenes.add(new Scene(
                    Picture.of(pixels), List.copyOf(questions), named(questions, SHAPES), named(questions, COLOURS)));
        });
        return scenes;
    }

    /// The one of `names` that an answer gives, or that a question answered affirmatively mentions; -1 if none.
    private static int named(List<EasyVqa.Question> questions, List<String> names) {
        for (EasyVqa.Question question : questions) {
            int answer = names.indexOf(question.answer());
            if (answer >= 0) {
                return answer;
            }
            boolean negated =
                    question.text().contains(" not ") || question.text().startsWith("is no ");
            boolean affirmed = question.answer().equals(negated ? "no" : "yes");
            boolean open = question.text().startsWith("what ");
            for (int i = 0; i < names.size(); i++) {
                if ((affirmed || open) && question.text().contains(" " + names.get(i))) {
                    return i;
                }
            }
        }
        return -1;
    }
}
