package org.espalier.workbench.step;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.format.dataset.Split;
import org.espalier.format.image.ClipPreprocessor;
import org.espalier.format.image.RgbImage;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitInput;
import org.espalier.model.vit.train.Evaluation;
import org.espalier.model.vit.train.Photos;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;

/// Pictures of a data folder, in bounded memory. A broken picture is named, counted and left out.
///
/// Data without parts is divided: every tenth picture validates, the others train, and nothing tests.
final class VitPhotos {

    private static final long MOST_BYTES = 1L << 30;

    private final ImageFolder folder;
    private final TaskContext context;
    private final long mostBytes;
    private final List<String> skipped = new ArrayList<>();

    VitPhotos(ImageFolder folder, TaskContext context) {
        this(folder, context, MOST_BYTES);
    }

    /// @param mostBytes memory for the pictures of a part
    VitPhotos(ImageFolder folder, TaskContext context, long mostBytes) {
        this.folder = folder;
        this.context = context;
        this.mostBytes = mostBytes;
    }

    /// Names of the pictures that could not be read.
    List<String> skipped() {
        return List.copyOf(skipped);
    }

    /// Training pictures, a third larger than the net's input so that crops keep their sharpness: in memory, or, where
    /// that would take more than the limit, decoded each time.
    ///
    /// @throws WorkbenchException if a class has none
    Photos training(VitConfig config) {
        int side = config.imageSize() * 4 / 3;
        List<ImageFolder.Item> items = items(Split.TRAIN);
        long bytes = (long) items.size() * side * side * 3;
        if (bytes > mostBytes) {
            context.stage("Streaming " + items.size() + " training pictures");
            requireEveryClass(items.stream().map(ImageFolder.Item::label).toList());
            return new StreamedPhotos(folder, items, side, this::leaveOut);
        }
        ClipPreprocessor shape = ClipPreprocessor.clip(side);
        context.stage("Reading " + items.size() + " training pictures");
        List<byte[]> pixels = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        read(items, (picture, label) -> {
            pixels.add(shape.shape(picture).rgb());
            labels.add(label);
        });
        requireEveryClass(labels);
        return Photos.of(side, pixels.toArray(byte[][]::new), ints(labels));
    }

    private void requireEveryClass(List<Integer> labels) {
        Set<Integer> there = new HashSet<>(labels);
        for (int c = 0; c < folder.classes().size(); c++) {
            if (!there.contains(c)) {
                throw WorkbenchException.input(
                        "train.class.empty",
                        "class '" + folder.classes().get(c) + "' has no readable training picture",
                        "Add pictures to its folder, or remove the folder.");
            }
        }
    }

    /// The validation part; training pictures, which is logged, where the data has none.
    Evaluation validation(VitConfig config) {
        if (!items(Split.VALIDATION).isEmpty()) {
            return evaluation(config, Split.VALIDATION);
        }
        Evaluation seen = evaluation(config, Split.TRAIN);
        context.emit(TaskEvent.log("the data has no validation part: measured on " + seen.labels().length
                + " training pictures, which the supernet may have seen"));
        return seen;
    }

    /// A part as normalised input; evenly spaced pictures of it, which is logged, where all would take more memory than
    /// the limit.
    Evaluation evaluation(VitConfig config, Split split) {
        List<ImageFolder.Item> all = items(split);
        int each = config.inChans() * config.imageSize() * config.imageSize();
        List<ImageFolder.Item> items = spaced(all, (int) Math.min(all.size(), Math.max(1, mostBytes / (4L * each))));
        context.stage("Reading " + items.size() + " pictures of the " + split.word() + " part");
        ClipPreprocessor preprocessor = VitInput.preprocessor(config);
        float[] values = new float[items.size() * each];
        List<Integer> labels = new ArrayList<>();
        read(items, (picture, label) -> {
            System.arraycopy(preprocessor.values(picture), 0, values, labels.size() * each, each);
            labels.add(label);
        });
        return new Evaluation(new VitInput(labels.size(), values), ints(labels));
    }

    /// Refuses data of other classes than a net's.
    ///
    /// @throws WorkbenchException if their number or names differ
    void checkClasses(VitConfig config) {
        if (config.numClasses() != folder.classes().size()
                || (!config.labels().isEmpty() && !config.labels().equals(folder.classes()))) {
            throw WorkbenchException.input(
                    "nas.data.classes",
                    "the net knows " + (config.labels().isEmpty() ? config.numClasses() + " classes" : config.labels())
                            + ", the data has " + folder.classes(),
                    "Use the data the supernet was trained on.");
        }
    }

    private List<ImageFolder.Item> spaced(List<ImageFolder.Item> all, int count) {
        if (count == all.size()) {
            return all;
        }
        context.emit(TaskEvent.log("measuring on " + count + " of " + all.size() + " pictures, evenly spaced"));
        List<ImageFolder.Item> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(all.get((int) ((long) i * all.size() / count)));
        }
        return some;
    }

    private void leaveOut(ImageFolder.Item item, WorkbenchException why) {
        skipped.add(item.path());
        context.emit(TaskEvent.log("left out: " + why.getMessage()));
    }

    private interface Use {
        void picture(RgbImage picture, int label);
    }

    private void read(List<ImageFolder.Item> items, Use use) {
        int done = 0;
        for (ImageFolder.Item item : items) {
            context.checkCancelled();
            try {
                use.picture(folder.read(item), item.label());
            } catch (WorkbenchException e) {
                leaveOut(item, e);
            }
            context.progress(++done, items.size());
        }
    }

    private List<ImageFolder.Item> items(Split split) {
        List<ImageFolder.Item> all = folder.items(split);
        if (folder.hasSplits()) {
            return all;
        }
        List<ImageFolder.Item> part = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Split belongs = i % 10 == 9 ? Split.VALIDATION : Split.TRAIN;
            if (belongs == split) {
                part.add(all.get(i));
            }
        }
        return part;
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
