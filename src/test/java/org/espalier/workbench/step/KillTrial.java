package org.espalier.workbench.step;

import java.io.IOException;
import java.nio.file.Files;
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

/// Kills one command at random moments, again and again goes on with it, and compares what it leaves in the end with
/// what an undisturbed run left.
final class KillTrial {

    /// What two runs of one request may differ in: their times, and what was said while they ran.
    private static final Set<String> VARYING = Set.of("run.json", "events.jsonl", "end.json");

    private static final long LONGEST_MINUTES = 20;

    private final Path folder;
    private final List<String> arguments;
    private final Random random;
    private final Path out;
    private final List<String> differences = new ArrayList<>();
    private long wholeMillis;
    private int kills;
    private int chains;

    /// What a trial found.
    ///
    /// @param kills how often the process was killed
    /// @param chains how many times a killed run was brought to its end and compared
    /// @param differences what was not as in the undisturbed run; empty if all is well
    record Outcome(int kills, int chains, List<String> differences) {}

    /// @param folder for this trial alone
    /// @param arguments of the command line; `OUT` stands for the place of the result
    KillTrial(Path folder, List<String> arguments, long seed) {
        this.folder = folder;
        this.out = folder.resolve("run");
        this.arguments = arguments.stream()
                .map(argument -> argument.equals("OUT") ? out.toString() : argument)
                .toList();
        this.random = new Random(seed);
    }

    /// Kills `wanted` times, then lets the last run end.
    Outcome kill(int wanted) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        long start = System.nanoTime();
        if (run(arguments, TimeUnit.MINUTES.toMillis(LONGEST_MINUTES))) {
            throw new IOException("the undisturbed run does not end: " + arguments);
        }
        wholeMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        Path whole = Files.move(out, folder.resolve("whole"));
        while (kills < wanted) {
            boolean again = true;
            while (again) {
                again = run(next(), kills < wanted ? moment() : TimeUnit.MINUTES.toMillis(LONGEST_MINUTES));
                kills += again ? 1 : 0;
            }
            chains++;
            compare(whole);
            OutputFolder.delete(out);
        }
        return new Outcome(kills, chains, differences);
    }

    /// Anywhere in the time the whole command takes, start and end of the process included.
    private long moment() {
        return 1 + random.nextLong(wholeMillis);
    }

    /// What a user does next: goes on with a run, or gives the command again.
    private List<String> next() {
        return Files.exists(out.resolve("run.json")) ? List.of("run", "resume", out.toString()) : arguments;
    }

    /// @return whether the process had to be killed; one that fails is a failure of the trial
    private boolean run(List<String> command, long millis) throws IOException, InterruptedException {
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(ChildProgram.command(command))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(said.toFile())
                .start();
        if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
            if (process.exitValue() != 0) {
                String words = Files.readString(said);
                throw new IOException("after " + kills + " kills, " + command + " ends with exit code "
                        + process.exitValue() + ": " + words.substring(Math.max(0, words.length() - 2000)));
            }
            return false;
        }
        process.destroyForcibly();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            throw new IOException("the child process does not die");
        }
        return true;
    }

    private void compare(Path whole) throws IOException {
        Set<String> expected = files(whole);
        Set<String> found = files(out);
        if (!expected.equals(found)) {
            differences.add("chain " + chains + ": files " + found + " instead of " + expected);
        }
        for (String name : expected) {
            if (found.contains(name)
                    && !Arrays.equals(
                            Files.readAllBytes(whole.resolve(name)), Files.readAllBytes(out.resolve(name)))) {
                differences.add("chain " + chains + ": " + name + " has other bytes");
            }
        }
    }

    private static Set<String> files(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            Set<String> names = new TreeSet<>();
            tree.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(name -> !VARYING.contains(name))
                    .forEach(names::add);
            return names;
        }
    }
}
