package org.espalier.workbench.step;

import java.util.ArrayList;
import java.util.List;
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

/// Pictures of a data folder in memory. A broken picture is named, counted and left out.
///
/// Data without parts is divided: every tenth picture validates, the others train, and nothing tests.
final class VitPhotos {

    private static final long MOST_BYTES = 1L << 30;

    private final ImageFolder folder;
    private final TaskContext context;
    private final List<String> skipped = new ArrayList<>();

    VitPhotos(ImageFolder folder, TaskContext context) {
        this.folder = folder;
        this.context = context;
    }

    /// Names of the pictures that could not be read.
    List<String> skipped() {
        return List.copyOf(skipped);
    }

    /// Training pictures, a third larger than the net's input so that crops keep their sharpness.
    ///
    /// @throws WorkbenchException if there are too many, or a class has none
    Photos training(VitConfig config) {
        int side = config.imageSize() * 4 / 3;
        ClipPreprocessor shape = ClipPreprocessor.clip(side);
        List<ImageFolder.Item> items = items(Split.TRAIN);
        limit((long) items.size() * side * side * 3);
        context.stage("Reading " + items.size() + " training pictures");
        byte[] rgb = new byte[items.size() * side * side * 3];
        List<Integer> labels = new ArrayList<>();
        read(items, (picture, label) -> {
            byte[] values = shape.shape(picture).rgb();
            System.arraycopy(values, 0, rgb, labels.size() * values.length, values.length);
            labels.add(label);
        });
        for (int c = 0; c < folder.classes().size(); c++) {
            if (!labels.contains(c)) {
                throw WorkbenchException.input(
                        "train.class.empty",
                        "class '" + folder.classes().get(c) + "' has no readable training picture",
                        "Add pictures to its folder, or remove the folder.");
            }
        }
        return new Photos(side, rgb, ints(labels));
    }

    /// A part as normalised input.
    Evaluation evaluation(VitConfig config, Split split) {
        List<ImageFolder.Item> items = items(split);
        int each = config.inChans() * config.imageSize() * config.imageSize();
        limit(4L * items.size() * each);
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
                skipped.add(item.path());
                context.emit(TaskEvent.log("left out: " + e.getMessage()));
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

    private static void limit(long bytes) {
        if (bytes > MOST_BYTES) {
            throw WorkbenchException.input(
                    "train.data.large",
                    "the pictures need " + bytes + " bytes of memory, the limit is " + MOST_BYTES,
                    "Train on fewer pictures or at a smaller image size.");
        }
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
