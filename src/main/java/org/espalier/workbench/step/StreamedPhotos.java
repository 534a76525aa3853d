package org.espalier.workbench.step;

import java.util.List;
import java.util.function.BiConsumer;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.format.image.ClipPreprocessor;
import org.espalier.model.vit.train.Photos;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Training pictures that are too many for memory: each is decoded when it is asked for, and one is kept. A broken one
/// is told of once and the next takes its place, which is the same in every run.
final class StreamedPhotos implements Photos {

    private final ImageFolder folder;
    private final List<ImageFolder.Item> items;
    private final int side;
    private final ClipPreprocessor shape;
    private final BiConsumer<ImageFolder.Item, WorkbenchException> broken;
    private final boolean[] told;
    private int last = -1;
    private byte @Nullable [] pixels;

    StreamedPhotos(
            ImageFolder folder,
            List<ImageFolder.Item> items,
            int side,
            BiConsumer<ImageFolder.Item, WorkbenchException> broken) {
        this.folder = folder;
        this.items = items;
        this.side = side;
        this.shape = ClipPreprocessor.clip(side);
        this.broken = broken;
        this.told = new boolean[items.size()];
    }

    @Override
    public int side() {
        return side;
    }

    @Override
    public int count() {
        return items.size();
    }

    @Override
    public int label(int picture) {
        return items.get(picture).label();
    }

    @Override
    public synchronized byte[] rgb(int picture) {
        usable(picture);
        byte[] kept = pixels;
        if (kept == null) {
            throw new IllegalStateException("no picture was decoded");
        }
        return kept;
    }

    @Override
    public synchronized int usable(int picture) {
        if (picture == last) {
            return picture;
        }
        for (int i = 0; i < items.size(); i++) {
            int at = (picture + i) % items.size();
            try {
                if (!told[at]) {
                    pixels = shape.shape(folder.read(items.get(at))).rgb();
                    last = at;
                    return at;
                }
            } catch (WorkbenchException e) {
                told[at] = true;
                broken.accept(items.get(at), e);
            }
        }
        throw WorkbenchException.input(
                "train.data.unreadable", "no training picture can be read", "Check the files of the data folder.");
    }
}
