package org.espalier.compress.prune;

import java.util.Locale;
import org.espalier.task.WorkbenchException;

/// How much calibration tokens count by what they are. Most tokens of a LLaVA prompt stand for its picture, so
/// statistics that count all alike are those of pictures.
///
/// @param image what a token that stands for a picture counts
/// @param text what a token of the question or template counts
/// @param answer what a token of the answer counts
/// @param balanced whether image tokens are scaled so that all of them together count as much as all others
public record Modalities(double image, double text, double answer, boolean balanced) {

    /// All count alike, as published.
    public static final Modalities ALIKE = new Modalities(1, 1, 1, false);

    /// Checks the weights.
    ///
    /// @throws IllegalArgumentException if one is negative or no number, or all are zero
    public Modalities {
        for (double weight : new double[] {image, text, answer}) {
            if (!(weight >= 0) || weight > 1e6) {
                throw new IllegalArgumentException("a weight of " + weight + " is not in 0 to 1000000");
            }
        }
        if (image + text + answer == 0) {
            throw new IllegalArgumentException("all weights are zero");
        }
    }

    /// The weights a command line names: `alike`, `balanced`, or a list like `image=0.1,answer=4`, where what is
    /// not named counts 1.
    ///
    /// @throws WorkbenchException if it is none of these
    public static Modalities parse(String words) {
        if (words.equals("alike")) {
            return ALIKE;
        }
        if (words.equals("balanced")) {
            return new Modalities(1, 1, 1, true);
        }
        double[] weights = {1, 1, 1};
        for (String word : words.split(",", -1)) {
            String[] sides = word.strip().split("=", -1);
            int at = sides.length == 2
                    ? java.util.List.of("image", "text", "answer").indexOf(sides[0])
                    : -1;
            if (at < 0) {
                throw wrong(words, null);
            }
            try {
                weights[at] = Double.parseDouble(sides[1]);
            } catch (NumberFormatException e) {
                throw wrong(words, e);
            }
        }
        try {
            return new Modalities(weights[0], weights[1], weights[2], false);
        } catch (IllegalArgumentException e) {
            throw wrong(words, e);
        }
    }

    private static WorkbenchException wrong(String words, @org.jspecify.annotations.Nullable Exception cause) {
        String message = "'" + words + "' is no weighting of modalities";
        String remedy = "Write alike, balanced, or weights from 0 on like image=0.1,text=1,answer=4.";
        return cause == null
                ? WorkbenchException.usage("prune.modality-weight", message, remedy)
                : WorkbenchException.usage("prune.modality-weight", message + ": " + cause.getMessage(), remedy);
    }

    /// As [#parse] reads it.
    public String words() {
        if (balanced) {
            return "balanced";
        }
        return equals(ALIKE) ? "alike" : String.format(Locale.ROOT, "image=%s,text=%s,answer=%s", image, text, answer);
    }
}
