package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.model.vit.train.Recipe;
import org.espalier.model.vit.train.Regularisation;
import org.espalier.model.vit.train.TrainedNets;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// What a training does in another way than [Recipe#standard]; null leaves it as there.
///
/// @param nets `usual`, `random` (the release), or `sandwich`
/// @param batch pictures per step
/// @param rate peak learning rate
/// @param decay weight decay
/// @param smoothing label smoothing
/// @param mix probability that a batch is mixed by mixup or cutmix
/// @param dropPath largest probability to leave a branch out
/// @param randAugment magnitude, 0 for none
/// @param erasing probability
/// @param board whose memory at least the smallest net must fit, which is checked before anything is trained; null for
///     no check
/// @param from folder of a supernet to start from, a dense one by singular values where this one has low
///     rank
public record TrainingOptions(
        String nets,
        @Nullable Integer batch,
        @Nullable Double rate,
        @Nullable Double decay,
        @Nullable Double smoothing,
        @Nullable Double mix,
        double dropPath,
        double randAugment,
        double erasing,
        @Nullable String board,
        @Nullable Path from) {

    /// Everything as in the standard recipe.
    public static final TrainingOptions STANDARD =
            new TrainingOptions("usual", null, null, null, null, null, 0, 0, 0, null, null);

    /// Refuses numbers out of range.
    public TrainingOptions {
        within("--batch", batch, 1, 4096);
        within("--learning-rate", rate, 1e-9, 1);
        within("--weight-decay", decay, 0, 1);
        within("--label-smoothing", smoothing, 0, 0.9);
        within("--mix", mix, 0, 1);
        within("--drop-path", dropPath, 0, 0.9);
        within("--rand-augment", randAugment, 0, 10);
        within("--erasing", erasing, 0, 1);
        nets(nets);
    }

    private static void within(String option, @Nullable Number value, double low, double high) {
        if (value != null && !(value.doubleValue() >= low && value.doubleValue() <= high)) {
            throw WorkbenchException.usage(
                    "nas.train.option", option + " is " + value, "Give a number from " + low + " to " + high + ".");
        }
    }

    /// The standard recipe with these changes.
    Recipe recipe(int epochs, long seed) {
        Recipe r = Recipe.standard(epochs, seed);
        return new Recipe(
                epochs,
                batch == null ? r.batch() : batch,
                rate == null ? r.learningRate() : rate,
                r.warmUpEpochs(),
                decay == null ? r.weightDecay() : decay,
                smoothing == null ? r.labelSmoothing() : smoothing,
                mix == null ? r.mix() : mix,
                r.average(),
                r.subnetEvery(),
                r.tokensKept(),
                r.wholeEpochs(),
                seed);
    }

    /// The same with paths that mean the same from every working folder.
    TrainingOptions absolute() {
        return new TrainingOptions(
                nets,
                batch,
                rate,
                decay,
                smoothing,
                mix,
                dropPath,
                randAugment,
                erasing,
                OwnBoard.absolute(board),
                from == null ? null : from.toAbsolutePath().normalize());
    }

    /// The same with another peak learning rate.
    TrainingOptions at(double peak) {
        return new TrainingOptions(
                nets, batch, peak, decay, smoothing, mix, dropPath, randAugment, erasing, board, from);
    }

    TrainedNets trained() {
        return nets(nets);
    }

    private static TrainedNets nets(String nets) {
        return switch (nets) {
            case "usual" -> new TrainedNets.Usual();
            case "random" -> new TrainedNets.OneRandom();
            case "sandwich" -> new TrainedNets.Sandwich(1);
            default ->
                throw WorkbenchException.usage(
                        "nas.train.nets", "--nets is '" + nets + "'", "Use usual, random or sandwich.");
        };
    }

    Regularisation regularisation() {
        return new Regularisation(dropPath, randAugment, erasing);
    }

    /// As options of the command line.
    List<String> command() {
        List<String> command = new ArrayList<>();
        add(command, "--nets", nets.equals("usual") ? null : nets);
        add(command, "--batch", batch);
        add(command, "--learning-rate", rate);
        add(command, "--weight-decay", decay);
        add(command, "--label-smoothing", smoothing);
        add(command, "--mix", mix);
        add(command, "--drop-path", dropPath == 0 ? null : dropPath);
        add(command, "--rand-augment", randAugment == 0 ? null : randAugment);
        add(command, "--erasing", erasing == 0 ? null : erasing);
        add(command, "--board", board);
        add(command, "--from", from);
        return command;
    }

    private static void add(List<String> command, String option, @Nullable Object value) {
        if (value != null) {
            command.add(option);
            command.add(value.toString());
        }
    }
}
