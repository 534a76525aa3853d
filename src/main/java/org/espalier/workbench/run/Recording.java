package org.espalier.workbench.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.espalier.format.AppendedLines;
import org.espalier.format.Json;
import org.espalier.format.OutputFolder;
import org.espalier.task.CancelledException;
import org.espalier.task.KeepingContext;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;

/// A run being made: a [TaskContext] that writes every event to the run folder as it comes and ends the folder with
/// exactly one of a result, an error or a cancel.
public final class Recording extends KeepingContext {

    private final Run run;
    private final boolean barren;
    private final RunLock lock;
    private final BufferedWriter events;
    private final Instant start;
    private final long began;

    /// Begins, or goes on with, the run: its events so far are kept, but for a last line that a kill cut short.
    ///
    /// @param barren whether a run that fails before it made anything is removed, so that its place is free again
    Recording(Run run, boolean barren, TaskContext listener) {
        this(run, barren, Duration.ZERO, InstantSource.system(), listener);
    }

    /// A run of work that is done already.
    ///
    /// @param took how long it took
    Recording(Run run, Duration took, TaskContext listener) {
        this(run, false, took, InstantSource.system(), listener);
    }

    /// @param clock asked once: what time passes after that is counted, so that a clock that is set back meanwhile
    ///     makes no run end before it began
    Recording(Run run, boolean barren, Duration took, InstantSource clock, TaskContext listener) {
        super(listener);
        this.run = run;
        this.barren = barren;
        this.start = clock.instant().minus(took);
        this.began = System.nanoTime() - took.toNanos();
        this.lock = RunLock.take(run.folder());
        try {
            Path file = run.folder().resolve(Run.EVENTS);
            RunParts.sweep(run.folder());
            if (Files.isRegularFile(file)) {
                AppendedLines.read(file);
            }
            Files.deleteIfExists(run.folder().resolve(Run.END));
            this.events = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            lock.close();
            throw new UncheckedIOException(e);
        }
    }

    /// The run as far as it is written.
    public Run run() {
        return run;
    }

    /// Does the work and ends the run with its outcome; the work's exception is thrown on.
    ///
    /// @param work from this context to the result record
    public <R extends Record> R record(Function<? super TaskContext, R> work) {
        try (lock;
                events) {
            return ended(work);
        } catch (WorkbenchException e) {
            if (barren && madeNothing()) {
                OutputFolder.delete(run.folder());
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How the run ended is written while it still is nobody else's.
    private <R extends Record> R ended(Function<? super TaskContext, R> work) {
        try {
            R result = work.apply(this);
            checkInputs();
            ObjectNode steady = Json.mapper().valueToTree(result);
            ObjectNode varying = Json.mapper().createObjectNode();
            for (RecordComponent component : result.getClass().getRecordComponents()) {
                if (component.isAnnotationPresent(Varying.class)) {
                    varying.set(component.getName(), steady.remove(component.getName()));
                }
            }
            Json.write(run.folder().resolve(Run.RESULT), steady);
            end(RunStatus.DONE, Map.of(), varying);
            return result;
        } catch (CancelledException e) {
            end(e, RunStatus.CANCELLED, Map.of());
            throw e;
        } catch (WorkbenchException e) {
            end(e, RunStatus.FAILED, Map.of("code", e.code(), "message", e.getMessage(), "remedy", e.remedy()));
            throw e;
        } catch (RuntimeException e) {
            end(e, RunStatus.FAILED, Map.of("code", "defect", "message", e.toString()));
            throw e;
        }
    }

    /// A result of inputs that changed while they were read would be the result of neither.
    private void checkInputs() {
        Fingerprint.changed(run.record().inputs()).ifPresent(input -> {
            throw WorkbenchException.input(
                    "run.input.changed",
                    input + " was changed by another program while the run in " + run.folder() + " was going on",
                    "Let no other program write to it and start the run again.");
        });
    }

    private boolean madeNothing() {
        try (Stream<Path> children = Files.list(run.folder())) {
            return children.map(child -> String.valueOf(child.getFileName())).allMatch(Run.OWN::contains);
        } catch (IOException e) {
            return false;
        }
    }

    /// Where that cannot be written, as on a full disk, why the run ended is thrown all the same.
    private void end(RuntimeException why, RunStatus status, Map<String, String> error) {
        try {
            end(status, error, Json.mapper().createObjectNode());
        } catch (RuntimeException e) {
            why.addSuppressed(e);
        }
    }

    private void end(RunStatus status, Map<String, String> error, ObjectNode varying) {
        Map<String, Object> end = new LinkedHashMap<>();
        end.put("status", status.word());
        end.put("start", start.toString());
        end.put("end", start.plusNanos(System.nanoTime() - began).toString());
        if (!error.isEmpty()) {
            end.put("error", error);
        }
        if (!varying.isEmpty()) {
            end.put("varying", varying);
        }
        Json.write(run.folder().resolve(Run.END), end);
    }

    @Override
    protected void keep(TaskEvent event) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("event", event.kind());
        line.putAll(event.fields());
        synchronized (events) {
            try {
                events.write(Json.line(line));
                events.newLine();
                events.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
