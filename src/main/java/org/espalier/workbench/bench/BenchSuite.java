package org.espalier.workbench.bench;

import java.util.List;
import java.util.function.Predicate;
import org.espalier.task.TaskContext;

/// The measurements of one engine.
public interface BenchSuite {

    /// As on the command line ("firmware"); the first part of its results' names.
    String name();

    /// What it measures, for people.
    String title();

    /// Measures.
    ///
    /// @param seed of all random data
    /// @throws org.espalier.task.WorkbenchException if a tool it needs is missing
    List<BenchResult> run(long seed, TaskContext context);

    /// Measures what matters most, in less time; the same names mean the same.
    default List<BenchResult> runQuickly(long seed, TaskContext context) {
        return run(seed, context);
    }

    /// Measures only figures whose names are wanted, and what they are compared with.
    ///
    /// @param quick as in [#runQuickly]
    default List<BenchResult> runSome(long seed, boolean quick, Predicate<String> wanted, TaskContext context) {
        return (quick ? runQuickly(seed, context) : run(seed, context))
                .stream().filter(result -> wanted.test(result.name())).toList();
    }
}
