package org.espalier.workbench.magnitude;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.espalier.format.Sha256;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MagnitudeHistogram;
import org.espalier.tensor.MappedTensor;
import org.espalier.workbench.project.Installation;
import org.espalier.workbench.project.Project;
import org.jspecify.annotations.Nullable;

/// Histograms of a model's tensors: from the file that an earlier count left if the model has not changed since, else
/// counted now and kept. A broken or outdated file is counted anew; one that cannot be written costs only the next
/// count.
public final class CountStore {

    private static final String FOLDER = "magnitudes";
    private static final int SHORT = 16;

    private final Path file;

    /// Histograms, and where they came from.
    ///
    /// @param tensors name -> histogram, in the order asked for
    /// @param file where they are kept; null where they could not be, or there are none
    /// @param bytesRead of weights, now; 0 where kept counts answered
    /// @param seconds that reading and counting took; 0 where kept counts answered
    /// @param notes what the user should know of the file, in sentences
    public record Answer(
            SequencedMap<String, MagnitudeHistogram> tensors,
            @Nullable Path file,
            long bytesRead,
            double seconds,
            List<String> notes) {}

    private CountStore(Path file) {
        this.file = file;
    }

    /// The place for a model: in the project, named or found above the model's folder, else in the user's cache.
    ///
    /// @param model a folder, a safetensors file or an index
    /// @param project a project's folder; null to look for one
    public static CountStore of(Path model, @Nullable Path project) {
        Path absolute = model.toAbsolutePath().normalize();
        Path folder = project == null ? projectAbove(absolute) : project;
        String name = absolute.getFileName() == null
                ? "model"
                : absolute.getFileName().toString().replaceAll("[^A-Za-z0-9._-]", "_");
        return new CountStore((folder == null ? Installation.cache() : folder)
                .resolve(FOLDER)
                .resolve(name + "-" + Sha256.hex(absolute.toString()).substring(0, SHORT) + ".safetensors"));
    }

    private static @Nullable Path projectAbove(Path model) {
        Path folder = model;
        while (folder != null && !Files.isRegularFile(folder.resolve(Project.FILE))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /// Whether kept counts would answer: no weight is read.
    public boolean answers(Checkpoint checkpoint, List<String> names) {
        return names.isEmpty() || kept(checkpoint, names, WeightFile.of(checkpoint, names), new ArrayList<>()) != null;
    }

    /// The histograms of some tensors, all BF16 or F16.
    ///
    /// @throws WorkbenchException if a file changes while it is read
    public Answer get(Checkpoint checkpoint, List<String> names, TaskContext context) {
        if (names.isEmpty()) {
            return new Answer(new LinkedHashMap<>(), null, 0, 0, List.of());
        }
        List<WeightFile> files = WeightFile.of(checkpoint, names);
        List<String> notes = new ArrayList<>();
        SequencedMap<String, MagnitudeHistogram> found = kept(checkpoint, names, files, notes);
        if (found != null) {
            return new Answer(found, file, 0, 0, List.copyOf(notes));
        }
        WeightFile.settle(files, context);
        context.stage("Counting magnitudes of " + names.size() + " tensors");
        long total = names.stream().mapToLong(n -> checkpoint.tensor(n).bytes()).sum();
        long done = 0;
        long begin = System.nanoTime();
        SequencedMap<String, MagnitudeHistogram> counted = new LinkedHashMap<>();
        for (String name : names) {
            context.checkCancelled();
            MappedTensor tensor = checkpoint.tensor(name);
            counted.put(name, MagnitudeHistogram.of(tensor));
            tensor.unload();
            done += tensor.bytes();
            context.progress(done, total);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (!files.equals(WeightFile.of(checkpoint, names))) {
            throw WorkbenchException.input(
                    "format.changed",
                    checkpoint.folder() + ": the weights were written to while they were counted",
                    "Let no other program write to them, then start again.");
        }
        boolean kept = keep(new Counts(files, counted), notes);
        return new Answer(counted, kept ? file : null, total, seconds, List.copyOf(notes));
    }

    private boolean keep(Counts counts, List<String> notes) {
        try {
            CountsFile.write(file, counts);
            return true;
        } catch (WorkbenchException e) {
            notes.add("the counts could not be kept, so the next question reads the weights again: " + e.getMessage());
            return false;
        }
    }

    private @Nullable SequencedMap<String, MagnitudeHistogram> kept(
            Checkpoint checkpoint, List<String> names, List<WeightFile> files, List<String> notes) {
        if (!Files.exists(file)) {
            return null;
        }
        Counts counts;
        try {
            counts = CountsFile.read(file);
        } catch (WorkbenchException e) {
            notes.add("the kept counts are broken and were counted anew: " + e.getMessage());
            return null;
        }
        if (!counts.files().equals(files)) {
            notes.add("the weights have changed since they were counted, so they were counted anew");
            return null;
        }
        SequencedMap<String, MagnitudeHistogram> kept = new LinkedHashMap<>();
        for (String name : names) {
            MappedTensor tensor = checkpoint.tensor(name);
            MagnitudeHistogram histogram = counts.tensors().get(name);
            if (histogram == null
                    || histogram.dtype() != tensor.dtype()
                    || histogram.total() != tensor.shape().elements()) {
                notes.add("the kept counts are of other tensors, so they were counted anew");
                return null;
            }
            kept.put(name, histogram);
        }
        return kept;
    }
}
