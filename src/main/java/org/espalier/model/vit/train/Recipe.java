package org.espalier.model.vit.train;

/// How a supernet is trained.
///
/// @param epochs passes over the training pictures
/// @param batch pictures per step
/// @param learningRate peak of the cosine schedule
/// @param warmUpEpochs epochs of linear rise
/// @param weightDecay decoupled (AdamW), on matrices only
/// @param labelSmoothing share of the target spread over all classes
/// @param mix probability that a batch is mixed with itself, by mixup or cutmix in equal parts
/// @param average decay of the weight average per step, reached gradually
/// @param subnetEvery a random subnet is trained beside the largest net in every so manieth step
/// @param tokensKept share of the patch tokens that a step uses until the last epochs
/// @param wholeEpochs last epochs, in which every token is used
/// @param seed of initial weights, order, augmentation and subnets
public record Recipe(
        int epochs,
        int batch,
        double learningRate,
        double warmUpEpochs,
        double weightDecay,
        double labelSmoothing,
        double mix,
        double average,
        int subnetEvery,
        double tokensKept,
        int wholeEpochs,
        long seed) {

    /// What trained the shipped sample, for `epochs`.
    public static Recipe standard(int epochs, long seed) {
        return new Recipe(epochs, 32, 5e-4, Math.min(5, epochs / 10.0), 0.05, 0.1, 0.3, 0.998, 4, 1, 0, seed);
    }

    /// The first epoch that uses every token.
    int wholeFrom() {
        return epochs - wholeEpochs;
    }

    /// The learning rate of a step.
    double rate(long step, int stepsPerEpoch) {
        double warm = Math.max(1, warmUpEpochs * stepsPerEpoch);
        if (step < warm) {
            return learningRate * (step + 1) / warm;
        }
        double total = (double) epochs * stepsPerEpoch;
        double progress = Math.min(1, (step - warm) / Math.max(1, total - warm));
        double floor = learningRate * 0.01;
        return floor + (learningRate - floor) * 0.5 * (1 + Math.cos(Math.PI * progress));
    }
}
