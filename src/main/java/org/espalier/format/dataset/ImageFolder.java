package org.espalier.format.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.espalier.format.image.Images;
import org.espalier.format.image.RgbImage;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Labelled pictures: one folder per class, or `train/ validation/ test/` with those inside; a folder or a
/// zip file.
public final class ImageFolder implements AutoCloseable {

    private static final Pattern PICTURE = Pattern.compile(".*\\.(jpe?g|png|bmp|gif|tiff?)", Pattern.CASE_INSENSITIVE);

    /// One picture.
    ///
    /// @param path its name within the folder or archive
    /// @param label the index of its class in [#classes()]
    public record Item(String path, int label) {}

    private final FileTree files;
    private final List<String> classes;
    private final @Nullable Map<Split, List<Item>> splits;
    private final List<Item> all;

    private ImageFolder(FileTree files, List<String> classes, @Nullable Map<Split, List<Item>> splits, List<Item> all) {
        this.files = files;
        this.classes = classes;
        this.splits = splits;
        this.all = all;
    }

    /// Opens a folder or zip file of pictures, or a folder that holds exactly one such zip file. Folders
    /// around the classes or splits are looked through.
    ///
    /// @throws WorkbenchException if there are no pictures in class folders
    public static ImageFolder open(Path dirOrZip) {
        ImageFolder found = in(dirOrZip);
        List<Path> zips = FileTree.zips(dirOrZip);
        if (found == null && zips.size() == 1) {
            found = in(zips.getFirst());
        }
        if (found == null) {
            throw WorkbenchException.input(
                    "format.dataset.no-pictures",
                    dirOrZip + ": there are no pictures in class folders",
                    "Give one folder per class, or train/ validation/ test/ with those inside, or a zip file of that.");
        }
        return found;
    }

    private static @Nullable ImageFolder in(Path path) {
        FileTree files = FileTree.open(path);
        List<String> pictures =
                files.names().stream().filter(n -> PICTURE.matcher(n).matches()).toList();
        String root = root(pictures);
        List<String[]> parts = new ArrayList<>();
        boolean split = !pictures.isEmpty();
        for (String picture : pictures) {
            String[] p = picture.substring(root.length()).split("/", -1);
            if (p.length >= 2) {
                parts.add(p);
                split &= Split.of(p[0]) != null && p.length >= 3;
            }
        }
        if (parts.isEmpty()) {
            files.close();
            return null;
        }
        return build(files, root, parts, split);
    }

    private static ImageFolder build(FileTree files, String root, List<String[]> parts, boolean split) {
        int at = split ? 1 : 0;
        TreeSet<String> names = new TreeSet<>();
        parts.forEach(p -> names.add(p[at]));
        List<String> classes = List.copyOf(names);
        Map<Split, List<Item>> splits = new EnumMap<>(Split.class);
        List<Item> all = new ArrayList<>();
        for (String[] p : parts) {
            Item item = new Item(root + String.join("/", p), java.util.Collections.binarySearch(classes, p[at]));
            all.add(item);
            Split part = split ? Split.of(p[0]) : null;
            if (part != null) {
                splits.computeIfAbsent(part, _ -> new ArrayList<>()).add(item);
            }
        }
        return new ImageFolder(files, classes, split ? splits : null, List.copyOf(all));
    }

    /// The folders around everything: as long as all pictures share their first folder, it is no split,
    /// and at least a class folder would remain.
    private static String root(List<String> pictures) {
        String root = "";
        while (!pictures.isEmpty()) {
            String[] first = pictures.getFirst().substring(root.length()).split("/", -1);
            String next = root + first[0] + "/";
            boolean strip = first.length >= 3 && Split.of(first[0]) == null;
            for (String picture : pictures) {
                strip &= picture.startsWith(next) && picture.indexOf('/', next.length()) > 0;
            }
            if (!strip) {
                return root;
            }
            root = next;
        }
        return root;
    }

    /// The names of the classes, sorted.
    public List<String> classes() {
        return classes;
    }

    /// Whether the data comes in official parts.
    public boolean hasSplits() {
        return splits != null;
    }

    /// The pictures of a part, sorted by path; none if the data has parts but not this one. Data without
    /// parts is one whole: any part is all of it.
    public List<Item> items(Split split) {
        Map<Split, List<Item>> parts = splits;
        return parts == null ? all : List.copyOf(parts.getOrDefault(split, List.of()));
    }

    /// Decodes a picture.
    ///
    /// @throws WorkbenchException if it is missing or broken
    public RgbImage read(Item item) {
        return Images.read(files.read(item.path()), files.where(item.path()));
    }

    @Override
    public void close() {
        files.close();
    }
}
