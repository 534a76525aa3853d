package org.espalier.tensor.kernel;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/// Which kernels were found fastest, in a file from one start to the next. An entry holds for the same candidates on
/// the same Java, and for a week: what a busy machine chose wrongly does not last.
///
/// @param path of the file; it need not be there, and if it cannot be written every start times anew
/// @param now the time
record ChoiceFile(Path path, Instant now) {

    private static final Duration LASTING = Duration.ofDays(7);

    /// The user's.
    static ChoiceFile usual() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path folder =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return new ChoiceFile(folder.resolve("espalier").resolve("kernels.properties"), Instant.now());
    }

    /// What was chosen for a form among just these candidates, if it still holds.
    Optional<FastestKernels.Choice> read(Form form, List<Kernels> candidates) {
        Properties all = load();
        String name = form.name() + ".";
        if (!key(candidates).equals(all.getProperty(name + "among"))) {
            return Optional.empty();
        }
        try {
            Instant date = Instant.parse(all.getProperty(name + "date", ""));
            // A date to come: the clock was set back since, and says nothing about the choice's age.
            if (date.plus(LASTING).isBefore(now) || date.isAfter(now)) {
                return Optional.empty();
            }
            Map<String, Double> slower = new LinkedHashMap<>();
            Kernels winner = null;
            for (Kernels candidate : candidates) {
                String times = all.getProperty(name + candidate.name(), "");
                if (times.equals("1")) {
                    winner = candidate;
                } else {
                    slower.put(candidate.name(), Double.valueOf(times));
                }
            }
            double rate = Double.parseDouble(all.getProperty(name + "gigaweights", ""));
            double seconds = Double.parseDouble(all.getProperty(name + "seconds", ""));
            return winner == null
                    ? Optional.empty()
                    : Optional.of(new FastestKernels.Choice(winner, rate, slower, seconds));
        } catch (DateTimeParseException | NumberFormatException e) {
            return Optional.empty(); // Edited by hand, or cut short: it is timed again.
        }
    }

    /// Keeps a choice.
    void write(Form form, List<Kernels> candidates, FastestKernels.Choice choice) {
        Properties all = load();
        String name = form.name() + ".";
        all.setProperty(name + "among", key(candidates));
        all.setProperty(name + "date", now.toString());
        all.setProperty(name + "gigaweights", String.valueOf(choice.gigaweights()));
        all.setProperty(name + "seconds", String.valueOf(choice.seconds()));
        all.setProperty(name + choice.kernels().name(), "1");
        choice.slower().forEach((slower, times) -> all.setProperty(name + slower, times.toString()));
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder == null) {
                return;
            }
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(folder, "kernels", ".tmp");
            try {
                try (Writer writer = Files.newBufferedWriter(fresh)) {
                    all.store(writer, "The fastest kernels of this machine, by form");
                }
                Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            // Nothing is lost but time at the next start.
            return;
        }
    }

    private Properties load() {
        Properties all = new Properties();
        if (Files.isRegularFile(path)) {
            try (Reader reader = Files.newBufferedReader(path)) {
                all.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                return new Properties();
            }
        }
        return all;
    }

    private static String key(List<Kernels> candidates) {
        return Runtime.version() + ": " + candidates.stream().map(Kernels::name).collect(Collectors.joining(", "));
    }
}
