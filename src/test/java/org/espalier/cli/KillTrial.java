package org.espalier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.espalier.format.OutputFolder;
import org.jspecify.annotations.Nullable;

/// Takes what a command has written at random moments of its work, goes on from there, and compares the result with
/// an undisturbed run's.
///
/// The command runs in a process of its own, which is stopped while its files are copied and killed by SIGKILL after
/// the last copy: what is copied is what a kill at that moment leaves, so that one run gives many moments. A compiler
/// that it started is stopped and killed with it.
final class KillTrial {

    /// What two runs of one request may differ in, in any folder: their times, and what was said while they ran.
    private static final Set<String> VARYING =
            Set.of("run.json", "events.jsonl", "end.json", "report.json", "training.json");

    private static final int MOMENTS_PER_RUN = 10;
    private static final long LONGEST_MINUTES = 20;

    private final Path folder;
    private final Path place;
    private final Path out;
    private final List<String> arguments;
    private final @Nullable Path given;
    private final Random random;
    private final int fresh;
    private final List<String> differences = new ArrayList<>();
    private int moments;
    private int unfinished;

    /// What a trial found.
    ///
    /// @param moments how many states were gone on from
    /// @param unfinished how many of them had begun to write and lacked some file of the undisturbed run
    /// @param differences what was not as in the undisturbed run; empty if all is well
    record Outcome(int moments, int unfinished, List<String> differences) {}

    /// @param folder for this trial alone
    /// @param arguments of the command line; `OUT` stands for the place of the result
    /// @param given what lies at that place before the command, for one that adds to it; null for nothing
    /// @param fresh of so many moments one is gone on from in a process of its own, the others in this one
    KillTrial(Path folder, List<String> arguments, @Nullable Path given, long seed, int fresh) {
        this.folder = folder;
        this.place = folder.resolve("place");
        this.out = place.resolve("run");
        this.arguments = arguments.stream()
                .map(argument -> argument.equals("OUT") ? out.toString() : argument)
                .toList();
        this.given = given;
        this.random = new Random(seed);
        this.fresh = fresh;
    }

    Outcome run(int wanted) throws IOException, InterruptedException {
        long millis = undisturbed();
        Path whole = folder.resolve("whole");
        OutputFolder.delete(whole);
        Files.move(out, whole);
        while (moments < wanted) {
            for (Path state : states(Math.min(MOMENTS_PER_RUN, wanted - moments), millis)) {
                OutputFolder.delete(place);
                Files.move(state, place);
                goOn(whole);
            }
        }
        return new Outcome(moments, unfinished, differences);
    }

    /// @return how long it took from its first file to its end
    private long undisturbed() throws IOException, InterruptedException {
        prepare();
        Process process = start(arguments);
        awaitFirstFile(process);
        long start = System.nanoTime();
        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(arguments + " fails undisturbed: " + Files.readString(said()));
        }
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    private Path said() {
        return folder.resolve("said.txt");
    }

    private Process start(List<String> words) throws IOException {
        return new ProcessBuilder(ChildCommand.words(words))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(said().toFile())
                .start();
    }

    private void prepare() throws IOException {
        OutputFolder.delete(place);
        Files.createDirectories(place);
        if (given != null) {
            copy(given, out);
        }
    }

    private void awaitFirstFile(Process process) throws IOException, InterruptedException {
        Set<String> before = given == null ? Set.of() : files(given);
        while (process.isAlive() && files(place).size() <= before.size()) {
            process.waitFor(2, TimeUnit.MILLISECONDS);
        }
    }

    /// Copies of what one run had written at some moments, the last of them that of its kill.
    private List<Path> states(int wanted, long millis) throws IOException, InterruptedException {
        prepare();
        long[] times = random.longs(wanted, 0, millis).sorted().toArray();
        List<Path> states = new ArrayList<>();
        Process process = start(arguments);
        awaitFirstFile(process);
        long start = System.nanoTime();
        for (long time : times) {
            long left = time - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            if (process.waitFor(Math.max(0, left), TimeUnit.MILLISECONDS)) {
                break;
            }
            Stopped stopped = Stopped.stop(process.toHandle());
            states.add(copy(place, folder.resolve("state-" + states.size())));
            stopped.goOn();
        }
        Stopped.stop(process.toHandle()).kill();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            throw new IOException("the child process does not die");
        }
        return states;
    }

    private static Path copy(Path from, Path to) throws IOException {
        OutputFolder.delete(to);
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path file : tree.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    /// Does what a user does next: goes on with the run, or gives the command again. What is there whole without a
    /// run's record needs nothing. Nothing else may lie beside the result afterwards.
    private void goOn(Path whole) throws IOException, InterruptedException {
        moments++;
        boolean run = Files.exists(out.resolve("run.json"));
        if (!files(out).containsAll(files(whole))) {
            unfinished++;
        }
        if (!run && given == null && Files.exists(out)) {
            compare(whole);
            return;
        }
        List<String> next = run ? List.of("run", "resume", out.toString()) : arguments;
        String text = moments % fresh == 0 ? inProcess(next) : here(next);
        if (text.isEmpty()) {
            compare(whole);
        } else {
            differences.add("moment " + moments + ": " + next.subList(0, 2) + " fails: "
                    + text.substring(Math.max(0, text.length() - 400)));
        }
    }

    /// @return what it said if it failed; empty if it did not
    private String inProcess(List<String> words) throws IOException, InterruptedException {
        Process process = start(words);
        if (process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES) && process.exitValue() == Terminal.DONE) {
            return "";
        }
        process.destroyForcibly();
        return "it said: " + Files.readString(said());
    }

    private static String here(List<String> words) {
        TerminalTest.Said said = TerminalTest.say(words.toArray(String[]::new));
        return said.code() == Terminal.DONE ? "" : "it said: " + said.err();
    }

    private void compare(Path whole) throws IOException {
        int before = differences.size();
        try (Stream<Path> beside = Files.list(place)) {
            List<Path> left = beside.filter(path -> !path.equals(out)).toList();
            if (!left.isEmpty()) {
                differences.add("moment " + moments + ": left beside the result: " + left);
            }
        }
        Set<String> expected = files(whole);
        Set<String> found = files(out);
        if (!expected.equals(found)) {
            differences.add("moment " + moments + ": files " + found + " instead of " + expected);
        }
        for (String name : expected) {
            if (found.contains(name)
                    && !Arrays.equals(Files.readAllBytes(whole.resolve(name)), Files.readAllBytes(out.resolve(name)))) {
                differences.add("moment " + moments + ": " + name + " has other bytes");
            }
        }
        if (differences.size() > before) {
            copy(out, folder.resolve("different-" + moments));
        }
    }

    private static Set<String> files(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            Set<String> names = new TreeSet<>();
            tree.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(name -> !VARYING.contains(name.substring(name.lastIndexOf('/') + 1)))
                    .forEach(names::add);
            return names;
        } catch (NoSuchFileException | java.io.UncheckedIOException e) {
            return Set.of(); // A folder that was moved meanwhile is looked at again.
        }
    }
}
