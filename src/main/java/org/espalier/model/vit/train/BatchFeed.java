package org.espalier.model.vit.train;

import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.espalier.model.vit.VitConfig;
import org.espalier.task.CancelledException;

/// Makes training batches on a thread of its own, a few ahead. What a batch holds depends on seed and step only.
final class BatchFeed implements AutoCloseable {

    /// One step's input (batch, 3, size, size) and soft targets (batch, classes), row-major.
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Batch(float[] images, float[] targets) implements Made {}

    /// What the thread hands over: a batch, or why there are no more.
    sealed interface Made permits Batch, Failed {}

    record Failed(Throwable why) implements Made {}

    private final Photos photos;
    private final Recipe recipe;
    private final VitConfig config;
    private final Regularisation regularisation;
    private final int size;
    private final int classes;
    private final BlockingQueue<Made> ready = new ArrayBlockingQueue<>(4);
    private final Thread worker;

    BatchFeed(Photos photos, Recipe recipe, VitConfig config, Regularisation regularisation, long firstStep) {
        this.photos = photos;
        this.recipe = recipe;
        this.config = config;
        this.regularisation = regularisation;
        this.size = config.imageSize();
        this.classes = config.numClasses();
        this.worker = Thread.ofPlatform().daemon().name("augmentation").start(() -> produce(firstStep));
    }

    /// Steps in one pass over the pictures; the rest of a pass that fills no batch is left out.
    static int stepsPerEpoch(Photos photos, Recipe recipe) {
        return Math.max(1, photos.count() / recipe.batch());
    }

    /// The next batch; what kept it from being made is thrown as it is.
    Batch next() {
        try {
            return switch (ready.take()) {
                case Batch batch -> batch;
                case Failed(RuntimeException e) -> throw e;
                case Failed(Error e) -> throw e;
                case Failed(Throwable e) -> throw new IllegalStateException(e);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }

    private void produce(long firstStep) {
        int stepsPerEpoch = stepsPerEpoch(photos, recipe);
        long last = (long) recipe.epochs() * stepsPerEpoch;
        try {
            for (long step = firstStep; step < last; step++) {
                ready.put(made(step, stepsPerEpoch));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Made made(long step, int stepsPerEpoch) {
        try {
            return batch(step, stepsPerEpoch);
        } catch (RuntimeException | Error e) {
            return new Failed(e); // Whoever waits for it would wait for ever.
        }
    }

    /// The batch of a step.
    private Batch batch(long step, int stepsPerEpoch) {
        int[] order = order(step / stepsPerEpoch);
        // Not the generator's own increment: by that one neighbouring seeds draw the same, one number later.
        SplittableRandom random = new SplittableRandom(recipe.seed() * 0xD1342543DE82EF95L + step + 1);
        int count = recipe.batch();
        int picture = 3 * size * size;
        float[] images = new float[count * picture];
        float[] targets = new float[count * classes];
        Augmentation augmentation = new Augmentation(photos, config);
        RandAugment more = regularisation.equals(Regularisation.NONE) ? null : new RandAugment(config, regularisation);
        float off = (float) (recipe.labelSmoothing() / classes);
        for (int i = 0; i < count; i++) {
            int chosen = photos.usable(order[(int) ((step % stepsPerEpoch) * count + i) % order.length]);
            augmentation.random(chosen, random, images, i * picture);
            if (more != null) {
                more.apply(random, images, i * picture);
            }
            java.util.Arrays.fill(targets, i * classes, (i + 1) * classes, off);
            targets[i * classes + photos.label(chosen)] += (float) (1 - recipe.labelSmoothing());
        }
        if (random.nextDouble() < recipe.mix()) {
            return random.nextBoolean() ? mixup(random, images, targets) : cutmix(random, images, targets);
        }
        return new Batch(images, targets);
    }

    private int[] order(long epoch) {
        int[] order = new int[photos.count()];
        SplittableRandom random = new SplittableRandom(recipe.seed() * 31 + epoch);
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /// Each picture with its opposite in the batch: shares from the arcsine-like Beta(0.4, 0.4).
    private Batch mixup(SplittableRandom random, float[] images, float[] targets) {
        float share = (float) (0.5 + 0.5 * Math.cos(Math.PI * random.nextDouble()));
        return new Batch(blend(images, share), blend(targets, share));
    }

    private float[] blend(float[] values, float share) {
        int count = recipe.batch();
        int each = values.length / count;
        float[] mixed = new float[values.length];
        for (int i = 0; i < count; i++) {
            int other = (count - 1 - i) * each;
            for (int k = 0; k < each; k++) {
                mixed[i * each + k] = share * values[i * each + k] + (1 - share) * values[other + k];
            }
        }
        return mixed;
    }

    /// A rectangle of each picture replaced by that of its opposite.
    private Batch cutmix(SplittableRandom random, float[] images, float[] targets) {
        double cut = Math.sqrt(random.nextDouble());
        int width = (int) (size * cut);
        int height = (int) (size * cut);
        int left = random.nextInt(size - width + 1);
        int top = random.nextInt(size - height + 1);
        float[] mixed = images.clone();
        int count = recipe.batch();
        int picture = 3 * size * size;
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < 3; c++) {
                for (int y = top; y < top + height; y++) {
                    int at = (c * size + y) * size + left;
                    System.arraycopy(images, (count - 1 - i) * picture + at, mixed, i * picture + at, width);
                }
            }
        }
        return new Batch(mixed, blend(targets, 1 - (float) (width * height) / (size * size)));
    }

    @Override
    public void close() {
        worker.interrupt();
    }
}
