package org.espalier.format.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.espalier.task.WorkbenchException;

/// The files in a zip file, read in place.
record ZipTree(Path path, ZipFile zip, List<String> names) implements FileTree {

    @SuppressWarnings("MustBeClosedChecker") // What is returned owns the zip file.
    static ZipTree open(Path path) {
        ZipFile zip;
        try {
            zip = new ZipFile(path.toFile());
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.dataset.zip",
                    path + ": not a readable zip file: " + e.getMessage(),
                    "Name a folder or a zip file; download it again if it is cut short.",
                    e);
        }
        try {
            return new ZipTree(path, zip, names(path, zip));
        } catch (WorkbenchException e) {
            new ZipTree(path, zip, List.of()).close();
            throw e;
        }
    }

    private static List<String> names(Path path, ZipFile zip) {
        if (zip.size() > MOST_FILES) {
            throw FileTree.tooMany(path);
        }
        List<String> names = new ArrayList<>();
        zip.stream().filter(e -> !e.isDirectory()).map(ZipEntry::getName).forEach(name -> {
            String slashed = name.replace('\\', '/');
            if (slashed.startsWith("/")
                    || slashed.matches("^[A-Za-z]:.*")
                    || List.of(slashed.split("/", -1)).contains("..")) {
                throw WorkbenchException.input(
                        "format.dataset.zip-outside",
                        path + ": the entry '" + name + "' points outside the archive",
                        "Do not trust this archive; get the data set from its own source.");
            }
            if (!FileTree.hidden(name)) {
                names.add(name);
            }
        });
        Collections.sort(names);
        return List.copyOf(names);
    }

    @Override
    public byte[] read(String name) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw FileTree.missing(where(name));
        }
        try (InputStream in = zip.getInputStream(entry)) {
            // The size an entry claims is not to be believed: count what comes out.
            byte[] bytes = in.readNBytes((int) LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                throw FileTree.tooLarge(where(name));
            }
            return bytes;
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.dataset.zip",
                    where(name) + ": cannot be unpacked: " + e.getMessage(),
                    "Download the data set again.",
                    e);
        }
    }

    @Override
    public String where(String name) {
        return path + "!" + name;
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw FileTree.unreadable(path, e);
        }
    }
}
